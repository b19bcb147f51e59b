package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.bytes.Bytes;
import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.LogEntry;
import io.millrace.hub.WireOutput;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.message.RtmpMessage;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RtmpFrameEncoderTest {
    @ParameterizedTest
    @CsvSource({"128, 0", "128, 20000000", "4096, 16777214", "4096, 16777215", "60000, 4294967295", "60000, 40"})
    @DisplayName("R-027, R-028: what is encoded is read back, also at extended timestamps, cut marks or not")
    void readersGetTheFramesBack(int chunkSize, long dtsMillis) {
        var form = form(chunkSize, 3, MessageForm.PLAIN, true, true);
        List<Bytes> bodies = IntStream.of(1, 127, 128, 129, 4096, 60_001, 300_000)
                .mapToObj(RtmpFrameEncoderTest::videoBody)
                .toList();
        var out = new Output();
        for (Bytes body : bodies) {
            form.newEncoder().encode(frame(MediaKind.VIDEO, dtsMillis, body), dtsMillis, out);
        }
        assertThat(read(chunkSize, out.bytes()))
                .isEqualTo(bodies.stream()
                        .map(body -> new RawMessage((int) dtsMillis, RtmpMessage.Video.TYPE_ID, 3, body))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({"128, 0", "128, 20000000", "60000, 20000000"})
    void cutsAreWhereChunksOfTheSameMessageStart(int chunkSize, long dtsMillis) {
        var form = form(chunkSize, 1, MessageForm.PLAIN, true, true);
        var out = new Output();
        form.newEncoder().encode(frame(MediaKind.VIDEO, dtsMillis, videoBody(200_000)), dtsMillis, out);
        assertThat(out.cuts).hasSize((200_000 - 1) / chunkSize);
        byte typeThree = (byte) (0xC0 | out.bytes()[0]);
        assertThat(out.cuts).allMatch(cut -> out.bytes()[cut] == typeThree);
        // At each of them the control messages of the connection can go between.
        byte[] ping = {2, 0, 0, 0, 0, 0, 6, 4, 0, 0, 0, 0, 0, 6, 0, 0, 0, 7};
        for (int cut : out.cuts.subList(0, Math.min(3, out.cuts.size()))) {
            ByteBuffer mixed = ByteBuffer.allocate(out.bytes().length + ping.length);
            mixed.put(out.bytes(), 0, cut).put(ping).put(out.bytes(), cut, out.bytes().length - cut);
            assertThat(read(chunkSize, mixed.array()))
                    .extracting(RawMessage::typeId)
                    .containsExactly(4, 9);
        }
    }

    @Test
    void equalFormsGiveIdenticalBytes() {
        var random = new Random(1);
        var one = new Output();
        var other = new Output();
        var oneEncoder = form(4096, 1, MessageForm.PLAIN, true, true).newEncoder();
        for (int i = 0; i < 50; i++) {
            LogEntry entry = frame(MediaKind.VIDEO, i * 40L, videoBody(1 + random.nextInt(10_000)));
            oneEncoder.encode(entry, i * 40L, one);
            // Made anew each time: what was encoded before leaves no trace, so a viewer can start anywhere.
            form(4096, 1, MessageForm.PLAIN, true, true).newEncoder().encode(entry, i * 40L, other);
        }
        assertThat(one.bytes()).isEqualTo(other.bytes());
        assertThat(form(4096, 1, MessageForm.AS_PUBLISHED, true, true))
                .isEqualTo(form(4096, 1, MessageForm.AS_PUBLISHED, true, true));
    }

    @Test
    void kindThatIsSwitchedOffIsLeftOut() {
        var silent = form(4096, 1, MessageForm.PLAIN, false, true);
        var blind = form(4096, 1, MessageForm.PLAIN, true, false);
        LogEntry sound = frame(MediaKind.AUDIO, 0, Media.sound(1));
        LogEntry picture = frame(MediaKind.VIDEO, 0, Media.key(1));
        LogEntry data = frame(MediaKind.DATA, 0, Bytes.of(5));
        assertThat(types(silent, sound, picture, data)).containsExactly(9, 18);
        assertThat(types(blind, sound, picture, data)).containsExactly(8, 18);
    }

    private static RtmpForm form(int chunkSize, int streamId, MessageForm messages, boolean audio, boolean video) {
        return new RtmpForm(chunkSize, streamId, messages, messages, audio, video, Set.of());
    }

    private static List<Integer> types(RtmpForm form, LogEntry... entries) {
        var out = new Output();
        for (LogEntry entry : entries) {
            form.newEncoder().encode(entry, 0, out);
        }
        return read(form.chunkSize(), out.bytes()).stream()
                .map(RawMessage::typeId)
                .toList();
    }

    @Test
    @DisplayName("R-142, R-062: what happened to the stream is told in whole messages that no write cuts")
    void eventsAreStatusMessages() {
        var form = form(128, 2, MessageForm.PLAIN, true, true);
        var out = new Output();
        form.newEncoder().encode(new LogEntry.PublisherReturned(), 0, out);
        form.newEncoder().encode(new LogEntry.StreamDry(), 0, out);
        form.newEncoder().encode(new LogEntry.PublisherLeft(), 0, out);
        assertThat(read(128, out.bytes()))
                .extracting(RawMessage::typeId, RawMessage::streamId)
                .containsExactly(tuple(4, 0), tuple(20, 2), tuple(4, 0), tuple(20, 2), tuple(4, 0));
        assertThat(out.cuts).isEmpty();
    }

    @Test
    @DisplayName("ER-175: a track that is left out for its codec is told of, where its sequence header would be")
    void leftOutTracks() {
        var hevcOnly = new MessageForm(
                TrackChoice.Only.TRACK_ZERO, false, CodecNames.LEGACY, Optional.of(Set.of(FourCc.HEVC)));
        var form = new RtmpForm(4096, 1, hevcOnly, hevcOnly, true, true, Set.of(MediaKind.VIDEO));
        LogEntry av1 = frame(MediaKind.VIDEO, 0, Bytes.hex("90 61763031 81"));
        LogEntry otherTrack = frame(MediaKind.VIDEO, 0, Bytes.hex("96 00 61763031 01 81"));
        LogEntry av1Frame = frame(MediaKind.VIDEO, 0, Bytes.hex("91 61763031 AA"));
        LogEntry hevc = frame(MediaKind.VIDEO, 0, Bytes.hex("90 68766331 01"));
        assertThat(types(form, av1, otherTrack, av1Frame, hevc)).containsExactly(20, 9);
        var out = new Output();
        form.newEncoder().encode(av1, 0, out);
        assertThat(read(4096, out.bytes()).getFirst().body().toUtf8())
                .contains("NetStream.Play.Failed")
                .contains("video track 0 is av01")
                .contains("announce.");
    }

    @Test
    @DisplayName(
            "ER-175: of tracks that are left out a viewer hears once for a message, also where frames are aggregated")
    void manyLeftOutTracks() {
        var message = new StringBuilder("96 10 61763031");
        for (int id = 0; id < 256; id++) {
            message.append("%02X 000001 81".formatted(id));
        }
        LogEntry headers = frame(MediaKind.VIDEO, 0, Bytes.hex(message.toString()));
        var hevcOnly = new MessageForm(
                new TrackChoice.AsPublished(), false, CodecNames.AS_PUBLISHED, Optional.of(Set.of(FourCc.HEVC)));
        var form = new RtmpForm(4096, 1, hevcOnly, hevcOnly, true, true, Set.of(MediaKind.VIDEO));
        for (boolean aggregates : List.of(false, true)) {
            var out = new Output();
            form.newEncoder(aggregates).encode(headers, 0, out);
            assertThat(read(4096, out.bytes()))
                    .singleElement()
                    .extracting(told -> told.body().toUtf8())
                    .asString()
                    .contains("video track 0 is av01")
                    .contains("255 more tracks");
        }
    }

    @Test
    @DisplayName("ER-175, R-151: who has switched video off hears of no video track that is left out")
    void leftOutTracksOfAKindThatIsSwitchedOff() {
        var none = new MessageForm(TrackChoice.Only.TRACK_ZERO, false, CodecNames.LEGACY, Optional.of(Set.of()));
        var form = new RtmpForm(4096, 1, none, none, true, true, Set.of(MediaKind.VIDEO));
        LogEntry av1 = frame(MediaKind.VIDEO, 0, Bytes.hex("90 61763031 81"));
        assertThat(types(form, av1)).containsExactly(20);
        assertThat(types(form.receiving(true, false), av1)).isEmpty();
    }

    private static Bytes videoBody(int length) {
        byte[] body = new byte[length];
        new Random(length).nextBytes(body);
        body[0] = 0x22; // a legacy codec without headers of its own
        return Bytes.wrap(body);
    }

    private static LogEntry frame(MediaKind kind, long dtsMillis, Bytes body) {
        var packets = kind == MediaKind.VIDEO ? VideoTagCodec.decode(body) : List.<MediaPacket>of();
        return new LogEntry.Frame(new MediaFrame(kind, dtsMillis, body, packets));
    }

    private static List<RawMessage> read(int chunkSize, byte[] bytes) {
        var reader = new ChunkReader();
        reader.chunkSize(chunkSize);
        List<RawMessage> messages = new ArrayList<>();
        reader.read(ByteBuffer.wrap(bytes), messages::add);
        return messages;
    }

    /** Messages one after the other, and where they may be cut. */
    private static final class Output implements WireOutput {
        private final List<byte[]> messages = new ArrayList<>();
        private final List<Integer> cuts = new ArrayList<>();
        private int latest;
        private int end;

        @Override
        public ByteBuffer message(int bytes) {
            byte[] message = new byte[bytes];
            messages.add(message);
            latest = end;
            end += bytes;
            return ByteBuffer.wrap(message);
        }

        @Override
        public void mayCutAt(int offset) {
            cuts.add(latest + offset);
        }

        byte[] bytes() {
            ByteBuffer all = ByteBuffer.allocate(end);
            messages.forEach(all::put);
            return all.array();
        }
    }
}
