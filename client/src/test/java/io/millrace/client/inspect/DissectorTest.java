package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.Event.Kind;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DissectorTest {
    private static final String HEVC_TRACK_1 = "96 00 68766331 01";

    @Test
    @DisplayName("R-001, R-003, R-008: the handshake with its digests and signatures")
    void handshake() {
        assertThat(Session.afterHandshake().lines(Kind.HANDSHAKE))
                .extracting(line -> line.replaceAll(" (time|timeRead|bytes)=\\S+( \\(\\d+ bytes\\))?", ""))
                .containsExactly(
                        "C0 version=3",
                        "C1 programVersion=9.0.124.2 scheme=digest layout='digest first' digestValid=true",
                        "S0 version=3",
                        "S1 programVersion=3.5.1.1 scheme=digest layout='digest first' digestValid=true",
                        "S2 answer=signature signatureValid=true",
                        "C2 answer=signature signatureValid=true");
    }

    @Test
    void explainsEachByteOfASession() {
        Session session = Session.publishing()
                .metadata()
                .video(0, Session.AVC_HEADER)
                .audio(0, Session.AAC_HEADER)
                .video(40, Session.AVC_KEY_FRAME)
                .audio(40, Session.AAC_FRAME);

        assertThat(session.lines(Kind.UNEXPLAINED)).isEmpty();
        assertThat(session.findings()).isEmpty();
        assertThat(covered(session, Direction.TO_SERVER)).isEqualTo(length(session, Direction.TO_SERVER));
        assertThat(covered(session, Direction.TO_CLIENT)).isEqualTo(length(session, Direction.TO_CLIENT));
    }

    /** Bytes of the handshake packets and chunks, each of which begins where the one before it ends. */
    private static long covered(Session session, Direction direction) {
        long end = 0;
        for (Event event : session.events(Detail.BYTES)) {
            if (event.direction() == direction && (event.kind() == Kind.HANDSHAKE || event.kind() == Kind.CHUNK)) {
                assertThat(event.offset()).isEqualTo(end);
                end += event.length();
            }
        }
        return end;
    }

    private static long length(Session session, Direction direction) {
        return session.pieces().stream()
                .filter(piece -> piece.direction() == direction)
                .mapToLong(piece -> piece.bytes().length())
                .sum();
    }

    @Test
    void saysTheSameOfBytesOneByOne() {
        Session session = Session.publishing()
                .metadata()
                .video(0, Session.AVC_HEADER)
                .video(0x100_0000, "17 01 000000" + "00".repeat(500))
                .raw("ffffff") // then nothing fits any more
                .video(40, Session.AVC_KEY_FRAME)
                .video(80, Session.AVC_KEY_FRAME);
        List<Event> expected = session.events(Detail.BYTES);
        List<Event> events = new ArrayList<>();
        var dissector = new Dissector(1, Detail.BYTES, events::add);
        dissector.opened(0, "client", "server");
        for (int i = 0; i < session.pieces().size(); i++) {
            Session.Piece piece = session.pieces().get(i);
            for (int at = 0; at < piece.bytes().length(); at++) {
                dissector.read(piece.direction(), i * 1000L, piece.bytes().slice(at, 1));
            }
        }
        dissector.finish(session.pieces().size() * 1000L, "closed by peer");

        assertThat(events).isEqualTo(expected);
    }

    @Test
    @DisplayName("R-020, R-022, R-027, R-030: a chunk with its header and the part of the message it holds")
    void chunks() {
        Session session = Session.publishing().video(0x100_0000, "17 01 000000" + "00".repeat(195));

        assertThat(session.events(Detail.CHUNKS).stream()
                        .filter(event -> event.kind() == Kind.CHUNK)
                        .map(new TextForm(false, false)::line)
                        .map(line -> line.substring(31)))
                .endsWith(
                        "  chunk type 0 csid=6 timestamp=16777216 extendedTimestamp=16777216 messageLength=200 typeId=9"
                                + " streamId=1 from=0 payload=128",
                        "  chunk type 3 csid=6 extendedTimestamp=16777216 from=128 payload=72");
    }

    @Test
    @DisplayName("R-111: an answer names the call that it answers")
    void answers() {
        assertThat(Session.connected().lastMessage())
                .startsWith("Command csid=3 streamId=0 timestamp=0")
                .contains("name=\"_result\" transactionId=1 commandObject={fmsVer: \"FMS/3,5,7,7009\"}")
                .endsWith("answers=\"connect\"");
    }

    @Test
    @DisplayName("R-052: an acknowledgement is compared with what was sent")
    void acknowledgements() {
        Session session = Session.connected().send(Direction.TO_CLIENT, new Acknowledgement(3000));

        assertThat(session.lastMessage()).endsWith("sequenceNumber=3000 sent=3151 behind=151");
    }

    @Test
    @DisplayName("R-065: a ping has its round trip")
    void pings() {
        Session session = Session.connected()
                .send(Direction.TO_CLIENT, new PingRequest(5))
                .send(Direction.TO_SERVER, new PingResponse(5));

        assertThat(session.lastMessage()).startsWith("PingResponse").endsWith("time=5 roundTripMicros=1000");
        assertThat(session.findings()).isEmpty();
    }

    @Test
    @DisplayName("F-05, F-06: legacy headers, with what the decoder configuration says")
    void legacyMedia() {
        Session session = Session.publishing().video(0, Session.AVC_HEADER).audio(0, Session.AAC_HEADER);

        assertThat(session.lines(Kind.MESSAGE))
                .anySatisfy(line -> assertThat(line)
                        .startsWith("Video AVC sequence header")
                        .contains("codec=avc1.42c00b profile='Constrained Baseline' level=1.1 width=176 height=144"));
        assertThat(session.lastMessage())
                .startsWith("Audio AAC sequence header")
                .contains("codec=mp4a.40.2 profile=AAC-LC sampleRate=48000 channels=2");
    }

    @Test
    @DisplayName("ER-080, ER-082, ER-101, ER-128: ModEx, Multitrack and composition time of an Enhanced header")
    void enhancedVideo() {
        assertThat(Session.publishing()
                        .video(0, "97 02 0f423f 06 01 68766331 07 ffffff aabb")
                        .lastMessage())
                .startsWith("Video hvc1 CodedFrames")
                .contains("form=Enhanced frameType='key frame' modEx=[{nanoOffset: 999999}] multitrack=OneTrack")
                .endsWith("tracks=[{trackId: 7, fourCc: hvc1, compositionTime: -1, payload: 2}]");
    }

    @Test
    @DisplayName("ER-102, ER-103: the tracks of ManyTracks and ManyTracksManyCodecs")
    void manyTracks() {
        assertThat(Session.publishing()
                        .video(0, "96 11 61763031 00 000002 aabb 01 000001 cc")
                        .lastMessage())
                .startsWith("Video av01 CodedFrames")
                .endsWith("multitrack=ManyTracks tracks=[{trackId: 0, fourCc: av01, payload: 2},"
                        + " {trackId: 1, fourCc: av01, payload: 1}]");
        assertThat(Session.publishing()
                        .audio(0, "95 21 4f707573 00 000002 aabb 664c6143 01 000000")
                        .lastMessage())
                .startsWith("Audio Opus+fLaC CodedFrames")
                .contains("multitrack=ManyTracksManyCodecs");
    }

    @Test
    @DisplayName("ER-067, ER-068: the channels of a MultichannelConfig")
    void multichannelConfig() {
        assertThat(Session.publishing().audio(0, "94 4f707573 01 02 00000003").lastMessage())
                .startsWith("Audio Opus MultichannelConfig")
                .contains("channels=2 order=native layout='[FRONT_LEFT, FRONT_RIGHT]'");
    }

    @Test
    @DisplayName("R-080, R-081: an aggregate with its parts, at the times they have in the stream")
    void aggregates() {
        String parts =
                "08 000004 000005 00 000000 af012110 0000000f" + "09 000005 00000a 00 000000 1702000000 00000010";
        Session session =
                Session.publishing().message(Direction.TO_SERVER, 4, 5, MessageType.AGGREGATE, 1, Bytes.hex(parts));

        assertThat(session.lastMessage())
                .startsWith("Aggregate")
                .contains(
                        "{type: 'Audio AAC raw', timestamp: 5, length: 4,",
                        "{type: 'Video AVC end of sequence', timestamp: 10");
        assertThat(session.lines(Kind.UNEXPLAINED)).isEmpty();
    }

    @Test
    @DisplayName("R-090, R-091: a shared object with its events")
    void sharedObjects() {
        Session session = Session.connected()
                .message(
                        MessageType.SHARED_OBJECT,
                        "0004 63686174 00000007 00000002 00000000 01 00000000"
                                + "03 0000000c 0001 78 00 4045000000000000");

        assertThat(session.lastMessage())
                .endsWith("name=\"chat\" version=7 persistent=true events=[{event: Use},"
                        + " {event: RequestChange, slot: \"x\", value: 42}]");
    }

    @Test
    @DisplayName("ER-192: AMF3 values inside AMF0, in a message of type 17")
    void amf3() {
        Session session = Session.connected()
                .message(MessageType.COMMAND_AMF3, "00 02 0001 66 00 0000000000000000 05 11 09 05 01 04 07 06 03 61");

        assertThat(session.lastMessage())
                .startsWith("Command (AMF3)")
                .endsWith("name=\"f\" transactionId=0 commandObject=null arguments=[AMF3 {value: [7, \"a\"]}]");
    }

    @Test
    @DisplayName("R-028, IP-20: a left out extended timestamp costs nothing but the finding")
    void leftOutTimestamp() {
        String body = "1701000000" + "ab".repeat(195);
        Session session = Session.publishing()
                .raw("06 ffffff 0000c8 09 01000000 01000000" + body.substring(0, 256) + "c6" + body.substring(256))
                .video(5, Session.AVC_KEY_FRAME);

        assertThat(session.findings()).anyMatch(finding -> finding.startsWith("violation R-028"));
        assertThat(session.lines(Kind.UNEXPLAINED)).isEmpty();
        assertThat(session.lines(Kind.MESSAGE)).anyMatch(line -> line.contains("timestamp=16777216 length=200"));
    }

    @Test
    void findsChunksAgainAfterGarbage() {
        Session session = Session.publishing()
                .raw("ffffffffffffffff")
                .video(40, Session.AVC_KEY_FRAME)
                .video(80, Session.AVC_KEY_FRAME)
                .video(120, Session.AVC_KEY_FRAME);

        assertThat(session.lines(Kind.UNEXPLAINED))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("unexplained: 8 bytes");
        assertThat(session.lines(Kind.MESSAGE))
                .filteredOn(line -> line.startsWith("Video AVC NALU"))
                .hasSize(3);
    }

    @Test
    void aGapInsideAPayloadCostsOneMessage() {
        List<Event> events = new ArrayList<>();
        var dissector = new Dissector(1, Detail.MESSAGES, events::add);
        Session session = Session.publishing();
        session.pieces().forEach(piece -> dissector.read(piece.direction(), 0, piece.bytes()));
        int before = session.pieces().size();
        session.video(0, Session.AVC_HEADER)
                .video(40, "17 01 000000" + "ee".repeat(90))
                .video(80, Session.AVC_KEY_FRAME);
        dissector.read(Direction.TO_SERVER, 0, session.pieces().get(before).bytes());
        Bytes damaged = session.pieces().get(before + 1).bytes();
        dissector.read(Direction.TO_SERVER, 0, damaged.slice(0, 30));
        dissector.gap(Direction.TO_SERVER, 0, 10);
        dissector.read(Direction.TO_SERVER, 0, damaged.from(40));
        dissector.read(Direction.TO_SERVER, 0, session.pieces().get(before + 2).bytes());

        assertThat(events)
                .filteredOn(event -> event.title().equals("Video AVC NALU"))
                .hasSize(2);
        assertThat(dissector.unexplainedBytes()).isZero();
    }

    @Test
    void aGapInsideAHeaderCostsThePositionUntilTheNextFullHeader() {
        List<Event> events = new ArrayList<>();
        var dissector = new Dissector(1, Detail.MESSAGES, events::add);
        Session session = Session.publishing().video(0, Session.AVC_HEADER);
        session.pieces().forEach(piece -> dissector.read(piece.direction(), 0, piece.bytes()));
        dissector.read(Direction.TO_SERVER, 0, Bytes.of(0x46, 0, 0)); // of 8 bytes
        dissector.gap(Direction.TO_SERVER, 0, 100);
        dissector.read(Direction.TO_SERVER, 0, Bytes.hex("04 000050 000004 08 01000000 af001190"));
        dissector.read(Direction.TO_SERVER, 0, Bytes.hex("06 000050 00000d 09 01000000 1701000000 00000004 65888400"));
        dissector.finish(0, "");

        assertThat(dissector.unexplainedBytes()).isEqualTo(3);
        assertThat(events).anyMatch(event -> event.title().equals("Audio AAC sequence header"));
    }

    @Test
    void resumesInMidSession() {
        Session whole = Session.publishing().chunkSize(Direction.TO_SERVER, 4096);
        int from = whole.pieces().size();
        whole.video(0, "17 01 000000" + "ee".repeat(3000)).video(40, "27 01 000000" + "ee".repeat(5000));
        whole.video(80, Session.AVC_KEY_FRAME).audio(80, Session.AAC_FRAME);
        List<Event> events = new ArrayList<>();
        var dissector = new Dissector(1, Detail.MESSAGES, events::add);
        dissector.beganUnseen();
        whole.pieces()
                .subList(from, whole.pieces().size())
                .forEach(piece -> dissector.read(piece.direction(), 0, piece.bytes()));
        dissector.finish(0, "");

        assertThat(events)
                .filteredOn(event -> event.title().startsWith("Video AVC NALU"))
                .hasSize(3);
        assertThat(dissector.unexplainedBytes()).isZero();
    }

    @Test
    @DisplayName("R-001: what is no RTMP is said to be what it looks like")
    void otherProtocols() {
        Session session = new Session().raw(Direction.TO_SERVER, Bytes.utf8("GET / HTTP/1.1\r\n"));

        assertThat(session.findings())
                .containsExactly("violation R-001 this is text, as of HTTP (expected: version 3)");
        assertThat(session.lines(Kind.UNEXPLAINED))
                .hasSize(1)
                .first()
                .asString()
                .startsWith("unexplained: 16 bytes");
    }

    @Test
    @DisplayName("R-001: what follows the handshake of RTMPE is encrypted, and said to be")
    void encrypted() {
        String packets = "00".repeat(1536) + "00".repeat(1536);
        Session session = new Session()
                .raw("06" + packets.substring(0, 3072))
                .raw(Direction.TO_CLIENT, Bytes.hex("06" + packets))
                .raw(packets.substring(3072) + "aabbcc");

        assertThat(session.findings()).allMatch(finding -> finding.startsWith("note R-001 version 6 is that of RTMPE"));
        assertThat(session.lines(Kind.UNEXPLAINED))
                .containsExactly("unexplained: 3 bytes, RTMPE, which is encrypted bytes=aabbcc");
    }

    @Test
    void holdsABoundedPartOfUnfinishedMessages() {
        List<WireMessage> messages = new ArrayList<>();
        var walk = new ChunkWalk(Direction.TO_SERVER, 0, false, new ChunkWalk.Listener() {
            @Override
            public void chunk(Chunk chunk) {}

            @Override
            public void message(WireMessage message) {
                messages.add(message);
            }

            @Override
            public void impossible(long offset, String requirement, String why) {
                throw new AssertionError(why);
            }

            @Override
            public void unexplained(long offset, long count, Bytes sample, String why) {
                throw new AssertionError(why);
            }
        });
        int part = 1 << 20;
        walk.chunkSize(part);
        Bytes payload = Bytes.wrap(new byte[part]);
        for (int round = 0; round < 15; round++) {
            for (int csid = 3; csid < 9; csid++) {
                walk.read(0, round == 0 ? Bytes.of(csid, 0, 0, 0, 0xF0, 0, 0, 9, 1, 0, 0, 0) : Bytes.of(0xC0 | csid));
                walk.read(0, payload);
            }
        }

        assertThat(messages).hasSize(6).allMatch(message -> message.length() == 15 * part && !message.isWhole());
        assertThat(messages.stream()
                        .mapToInt(message -> message.body().length())
                        .sum())
                .isBetween(1, ChunkWalk.MAX_HELD_BYTES);
    }

    @Test
    void countsEachTypeOfMessage() {
        Session session = Session.publishing().video(0, Session.AVC_HEADER).audio(0, Session.AAC_HEADER);

        assertThat(session.lines(Kind.SUMMARY).getFirst())
                .contains("messagesByType: {Audio: 1, Video: 1, Command: 3}, unexplainedBytes: 0}")
                .contains("findings={violation: 0, warning: 0, note: 0}");
    }

    @Test
    void textOfAPeerCannotCommandTheTerminal() {
        Session session = Session.connected()
                .command(Direction.TO_SERVER, 0, "x\033[2J\u202e", 0, new AmfNull(), new AmfString("a\"b"));

        assertThat(session.lastMessage())
                .contains("name=\"x\\u001b[2J\\u202e\"")
                .contains("[\"a\\\"b\"]");
    }

    @Test
    void jsonHasOneObjectALine() {
        Session session =
                Session.connected().command(Direction.TO_SERVER, 0, "f\n\"", 0, new AmfNull(), new AmfString("é"));
        List<Event> events = session.events(Detail.MESSAGES);

        assertThat(JsonForm.line(events.get(events.size() - 3)))
                .isEqualTo(
                        "{\"event\":\"message\",\"connection\":1,\"time\":0.008000,\"direction\":\"client to server\","
                                + "\"offset\":3151,\"length\":21,\"title\":\"Command\",\"fields\":{\"csid\":3,\"streamId\":0,"
                                + "\"timestamp\":0,\"length\":21,\"name\":\"f\\n\\\"\",\"transactionId\":0,"
                                + "\"commandObject\":null,\"arguments\":[\"\\u00e9\"]}}");
    }

    @Test
    void unknownTrackOfHevcIsShownWithItsBytes() {
        assertThat(Session.publishing().video(0, HEVC_TRACK_1 + "00").lastMessage())
                .endsWith("tracks=[{trackId: 1, fourCc: hvc1, malformed: 00, payload: 1}]");
    }
}
