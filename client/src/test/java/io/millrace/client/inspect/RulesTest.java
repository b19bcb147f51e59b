package io.millrace.client.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.message.RtmpMessage.Abort;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What each rule finds; that a good session has no findings is shown in {@link DissectorTest}. */
class RulesTest {
    private static final Direction UP = Direction.TO_SERVER;
    private static final Direction DOWN = Direction.TO_CLIENT;

    /** Severity and requirement of each finding. */
    private static List<String> found(Session session) {
        return session.findings().stream()
                .map(finding -> finding.split(" ")[0] + " " + finding.split(" ")[1])
                .toList();
    }

    @Test
    @DisplayName("R-001, R-002, R-003, R-004: versions, fields and order of the handshake")
    void handshake() {
        assertThat(found(new Session().raw("05"))).containsExactly("note R-001");
        assertThat(found(new Session().raw("02"))).containsExactly("violation R-001");
        String hello = "00000000" + "01020304" + "11".repeat(1528);
        assertThat(found(new Session().raw("03" + hello))).containsExactly("warning R-002");
        assertThat(found(new Session().raw("03" + "00".repeat(3072)))).containsExactly("violation R-004");
        String simple = "00".repeat(1536);
        assertThat(found(new Session()
                        .raw("03" + simple)
                        .raw(DOWN, Bytes.hex("03" + simple))
                        .raw(simple + "02 000000 000004 05 00000000 00010000")))
                .containsExactly("violation R-004");
        assertThat(found(new Session()
                        .raw("03" + simple)
                        .raw(DOWN, Bytes.hex("03" + simple + simple))
                        .raw("22".repeat(1536))))
                .containsExactly("note R-003");
    }

    @Test
    @DisplayName("R-021, R-022, R-023, R-025, R-027, R-035, R-036, R-071: chunk headers")
    void chunks() {
        assertThat(found(Session.connected().raw("0003 000000 000000 08 00000000")))
                .doesNotContain("note R-021"); // csid 67 needs its two bytes
        assertThat(found(Session.connected().raw("01 0300 000000 000000 08 00000000")))
                .contains("note R-021");
        assertThat(found(Session.connected().raw("06 000000 000000 08 00000001")))
                .contains("violation R-022");
        assertThat(found(Session.connected().raw("06 000000 000000 08 11000011")))
                .contains("violation R-071");
        assertThat(found(Session.connected().raw("46 000000 000000 08"))).contains("violation R-023", "note R-036");
        assertThat(found(Session.connected().raw("c6"))).containsExactly("violation R-036");
        assertThat(found(Session.publishing().raw("06 000001 000000 08 01000000 c6")))
                .contains("note R-025");
        assertThat(found(Session.publishing().raw("06 ffffff 000000 08 01000000 00000005")))
                .contains("violation R-027");
        assertThat(found(Session.publishing()
                        .raw("06 000000 0000c8 09 01000000" + "00".repeat(128))
                        .raw("06 000000 000000 08 01000000")))
                .contains("warning R-035");
    }

    @Test
    @DisplayName("IP-26: a delta that is meant as negative")
    void negativeDelta() {
        Session session =
                Session.publishing().raw("06 000064 000000 08 01000000").raw("46 fffffe 000000 08");

        assertThat(found(session)).contains("warning IP-26", "warning R-073");
        assertThat(session.lastMessage()).contains("timestamp=98 delta=-2");
    }

    @Test
    @DisplayName("R-050, R-053, R-054, R-055, R-056, R-067: control messages")
    void control() {
        assertThat(found(Session.connected().message(1, "00000000"))).containsExactly("violation R-050");
        assertThat(found(Session.connected().message(1, "80001000"))).containsExactly("violation R-050");
        assertThat(found(Session.connected().message(1, "00000040"))).containsExactly("warning R-050");
        assertThat(found(Session.connected().message(5, "00000000"))).containsExactly("warning R-053");
        assertThat(found(Session.connected().message(6, "0000100003"))).containsExactly("violation R-054");
        assertThat(found(Session.connected().message(6, "00001000"))).containsExactly("warning R-054");
        assertThat(found(Session.connected().message(UP, 3, 0, 5, 1, Bytes.hex("00001000"))))
                .containsExactly("warning R-055", "note R-055");
        assertThat(found(Session.connected().message(5, "0000"))).containsExactly("violation R-056");
        assertThat(found(Session.connected().message(5, "0000100000"))).containsExactly("warning R-067");
    }

    @Test
    @DisplayName("R-050: after a chunk size of 0 nothing can be said of what follows")
    void chunkSizeZero() {
        Session session = Session.connected().message(1, "00000000").raw("aabbcc");

        assertThat(session.lines(Event.Kind.UNEXPLAINED))
                .containsExactly("unexplained: 3 bytes, the chunk size is 0 bytes=aabbcc");
    }

    @Test
    @DisplayName("R-051: an abort of nothing")
    void abort() {
        assertThat(found(Session.connected().send(UP, new Abort(9)))).containsExactly("note R-051");
        Session session = Session.publishing()
                .raw("06 000000 0000c8 09 01000000" + "00".repeat(128))
                .send(UP, new Abort(6));
        assertThat(found(session)).isEmpty();
    }

    @Test
    @DisplayName("R-052, IP-30: acknowledgements of more than was sent, and none for two windows")
    void acknowledgements() {
        assertThat(found(Session.connected().send(DOWN, new Acknowledgement(100_000))))
                .containsExactly("violation R-052");
        Session silent = Session.publishing()
                .send(UP, new WindowAcknowledgementSize(1000))
                .chunkSize(UP, 10_000)
                .audio(0, Session.AAC_HEADER)
                .audio(0, "af01" + "00".repeat(6000))
                .audio(20, Session.AAC_FRAME);
        assertThat(silent.findings())
                .singleElement()
                .asString()
                .startsWith("warning R-052")
                .contains("(window: 1000)");
    }

    @Test
    @DisplayName("R-060, R-063, R-065, R-066: user control events of the wrong side, unknown, or without a question")
    void userControl() {
        assertThat(found(Session.connected().send(UP, new StreamBegin(1)))).containsExactly("warning R-060");
        assertThat(found(Session.connected().send(DOWN, new SetBufferLength(1, 5))))
                .containsExactly("warning R-063");
        assertThat(found(Session.connected().send(UP, new PingResponse(5)))).containsExactly("warning R-065");
        assertThat(found(Session.connected().send(DOWN, new PingRequest(5)))).containsExactly("note R-065");
        assertThat(found(Session.connected().message(4, "00630102"))).containsExactly("note R-066");
    }

    @Test
    @DisplayName("R-070, R-074, R-075, R-082, R-090, A0-08: messages that cannot be read")
    void unreadable() {
        assertThat(found(Session.connected().message(99, "aabb"))).containsExactly("warning R-070");
        assertThat(found(Session.connected().message(17, "03aabb"))).contains("violation R-074", "violation R-075");
        assertThat(found(Session.connected().message(20, "02 0001 66 00 3ff0000000000000 05 ee")))
                .contains("violation A0-08");
        assertThat(found(Session.connected().message(19, "00"))).containsExactly("violation R-090");
        assertThat(found(Session.connected().message(22, "08 0000ff 000000 00 000000 aa")))
                .containsExactly("violation R-082");
        assertThat(found(Session.connected().message(22, "12 000000 000000 00 000000 00000000")))
                .containsExactly("violation R-080");
    }

    @Test
    @DisplayName("R-110, R-111, R-113: the form of commands, and their answers")
    void commands() {
        assertThat(found(Session.connected().message(20, "05"))).containsExactly("violation R-110");
        assertThat(found(Session.connected().command(UP, 0, "f", 0, new AmfNumber(1))))
                .containsExactly("violation R-110");
        assertThat(found(Session.connected().command(UP, 0, "f", 7, new AmfNull())))
                .containsExactly("note R-111");
        assertThat(found(Session.connected().command(DOWN, 0, "_result", 7, new AmfNull())))
                .containsExactly("warning R-113");
    }

    @Test
    @DisplayName("R-114, R-120, R-123, R-125, R-127, R-140, R-141, ER-046: commands of the session")
    void session() {
        assertThat(found(Session.afterHandshake().command(UP, 0, "createStream", 2, new AmfNull())))
                .contains("violation R-125");
        assertThat(found(Session.connected(AmfProperties.builder(), Session.connectAnswer())))
                .containsExactly("violation R-120", "violation R-120");
        assertThat(found(Session.connected(
                        Session.connectObject(), Session.information("x").put("objectEncoding", 3))))
                .containsExactly("violation R-123");
        assertThat(found(Session.connected(Session.connectObject(), Session.information("x"))))
                .containsExactly("note R-123");
        var publish = new AmfString("cam");
        assertThat(found(Session.connected().command(UP, 0, "publish", 3, new AmfNull(), publish)))
                .containsExactly("warning R-114");
        assertThat(found(Session.connected().command(UP, 5, "publish", 3, new AmfNull(), publish)))
                .containsExactly("violation R-127");
        assertThat(found(Session.publishing()
                        .command(UP, 1, "publish", 0, new AmfNull(), publish, new AmfString("loud"))))
                .containsExactly("warning R-141");
        assertThat(found(Session.connected()
                        .command(DOWN, 0, "onStatus", 4, new AmfNull(), new AmfEcmaArray(AmfProperties.EMPTY))))
                .containsExactly("warning R-140", "violation ER-046");
    }

    @Test
    @DisplayName("ER-040, ER-045: a Reconnect Request on a stream, to a client that never heard of it")
    void reconnectRequest() {
        assertThat(found(Session.publishing().status("NetConnection.Connect.ReconnectRequest")))
                .containsExactly("violation ER-040", "warning ER-045");
    }

    @Test
    @DisplayName("IP-16, IP-44, IP-50: habits of clients are named")
    void habits() {
        assertThat(found(Session.connected().command(UP, 0, "FCPublish", 0, new AmfNull())))
                .containsExactly("note IP-16");
        assertThat(found(Session.connected().command(UP, 0, "deleteStream", 0, new AmfNull(), new AmfString("cam"))))
                .containsExactly("note IP-44");
        assertThat(found(Session.connected()
                        .play()
                        .command(UP, 1, "play", 0, new AmfNull(), new AmfString("cam"), new AmfNumber(-2000))))
                .containsExactly("note IP-50");
    }

    @Test
    @DisplayName("R-073, R-155: media where nothing is published, and time that goes back")
    void streams() {
        assertThat(found(Session.connected().audio(0, "2fff"))).containsExactly("warning R-155");
        assertThat(found(Session.publishing().audio(50, "2fff").audio(49, "2fff")))
                .containsExactly("warning R-073");
        assertThat(found(Session.connected()
                        .play()
                        .played(50, "22ff")
                        .status("NetStream.Seek.Notify")
                        .played(9, "22ff")))
                .isEmpty();
    }

    @Test
    @DisplayName("F-05, F-06, F-07, ER-060, ER-121: legacy audio and video headers")
    void legacyMedia() {
        assertThat(found(Session.publishing().audio(0, Session.AAC_FRAME))).containsExactly("warning F-05");
        assertThat(found(Session.publishing().audio(0, "a3 00 1190"))).containsExactly("note F-05");
        assertThat(found(Session.publishing().audio(0, "cf 00"))).containsExactly("warning ER-060");
        assertThat(found(Session.publishing().video(0, Session.AVC_KEY_FRAME))).containsExactly("warning F-06");
        assertThat(found(Session.publishing().video(0, "17"))).containsExactly("violation F-06");
        assertThat(found(Session.publishing().video(0, "52 07"))).containsExactly("warning F-07");
        assertThat(found(Session.publishing().video(0, "02 aa"))).containsExactly("warning ER-121");
    }

    /** Both sides announce all, so that what is found is the message's own fault. */
    private static Session enhanced() {
        return Session.connected(
                        announcing("*", 15),
                        announcing("*", 15)
                                .put("level", "status")
                                .put("code", "x")
                                .put("objectEncoding", 0))
                .publish();
    }

    private static AmfProperties.Builder announcing(String fourCc, int capsEx) {
        return Session.connectObject()
                .put("fourCcList", new AmfStrictArray(List.of(new AmfString(fourCc))))
                .put("capsEx", capsEx);
    }

    @Test
    @DisplayName("ER-061, ER-065, ER-067: Enhanced audio headers")
    void enhancedAudio() {
        assertThat(found(enhanced().audio(0, "98 4f707573"))).containsExactly("warning ER-061");
        assertThat(found(enhanced().audio(0, "90 664c6143 00"))).containsExactly("violation ER-065");
        assertThat(found(enhanced().audio(0, "90 4f707573 00"))).containsExactly("violation ER-065");
        assertThat(found(enhanced().audio(0, "91 664c6143 00"))).containsExactly("warning ER-065");
        assertThat(found(enhanced().audio(0, "94 4f707573 01 02 00"))).containsExactly("violation ER-067");
        assertThat(found(enhanced().audio(0, "90 61632d33"))).containsExactly("note IP-75");
    }

    @Test
    @DisplayName("ER-081, ER-082, ER-084: the ModEx prelude")
    void modEx() {
        assertThat(found(enhanced().video(0, "97 00 aa 11 76703038"))).containsExactly("warning ER-081");
        assertThat(found(enhanced().video(0, "97 00 aa 01 76703038"))).containsExactly("violation ER-082");
        assertThat(found(enhanced().video(0, "97 02 0f4240 01 76703038"))).containsExactly("violation ER-082");
        assertThat(found(enhanced().video(0, "97 20 aa"))).containsExactly("violation ER-084");
    }

    @Test
    @DisplayName("ER-100, ER-104: Multitrack in itself, of a reserved type, and beyond its end")
    void multitrack() {
        assertThat(found(enhanced().video(0, "96 06 aabb"))).containsExactly("violation ER-100");
        assertThat(found(enhanced().video(0, "96 31 aabb"))).containsExactly("warning ER-100");
        assertThat(found(enhanced().video(0, "96 11 76703038 00 000009 aa"))).containsExactly("violation ER-104");
    }

    @Test
    @DisplayName("ER-122, ER-123, ER-126, ER-128, ER-129, ER-130: Enhanced video headers")
    void enhancedVideo() {
        assertThat(found(enhanced().video(0, "98 68766331"))).containsExactly("warning ER-122");
        assertThat(found(enhanced().video(0, "d1 07"))).containsExactly("warning ER-123");
        assertThat(found(enhanced().video(0, "90 68766331 00"))).containsExactly("violation ER-126");
        assertThat(found(enhanced().video(0, "93 68766331 00"))).containsExactly("warning ER-126");
        assertThat(found(enhanced().video(0, "91 68766331 00"))).contains("violation ER-128");
        assertThat(found(enhanced().video(0, "93 76703038 00"))).containsExactly("note ER-129");
        assertThat(found(enhanced().video(0, "92 68766331 00"))).containsExactly("warning ER-130");
    }

    @Test
    @DisplayName("ER-150, ER-154, IP-74: metadata frames")
    void metadataFrames() {
        assertThat(found(enhanced().video(0, "d4 68766331 ee"))).containsExactly("violation ER-150");
        assertThat(found(enhanced().video(0, "84 68766331"))).containsExactly("note IP-74", "note ER-150");
        String tooDeep = "02 0009 636f6c6f72496e666f 03 000b 636f6c6f72436f6e666967 03 0008 6269744465707468 00"
                + "4059000000000000 000009 000009";
        assertThat(found(enhanced().video(0, "d4 68766331" + tooDeep))).containsExactly("warning ER-154");
    }

    @Test
    @DisplayName("ER-020: metadata that is no ECMA array")
    void metadata() {
        assertThat(found(Session.connected().message(18, "02 000a 6f6e4d65746144617461 03 000009")))
                .containsExactly("warning ER-020");
    }

    @Test
    @DisplayName("ER-063, ER-083, ER-108, ER-110, ER-125: what the other side did not announce")
    void negotiation() {
        String opus = "91 4f707573 00";
        assertThat(found(Session.publishing().audio(0, opus))).containsExactly("note ER-063");
        assertThat(found(Session.connected(
                                Session.connectObject(),
                                announcing("vp09", 0)
                                        .put("level", "status")
                                        .put("code", "x")
                                        .put("objectEncoding", 0))
                        .publish()
                        .audio(0, opus)
                        .video(0, "97 02 000001 06 01 76703038 01 00")))
                .containsExactly("warning ER-063", "warning ER-083", "warning ER-108", "warning ER-125");
        assertThat(found(Session.connected(announcing("*", 0), Session.connectAnswer())
                        .play()
                        .played(0, "96 01 76703038 01 00")))
                .containsExactly("warning ER-110");
        assertThat(found(enhanced().video(0, "91 78787878 00"))).containsExactly("warning ER-125");
    }

    @Test
    void whatIsFoundInEachMessageIsShownAFewTimes() {
        Session session = Session.connected();
        for (int i = 0; i < 20; i++) {
            session.audio(0, "2fff");
        }

        assertThat(session.findings())
                .hasSize(Findings.SHOWN)
                .last()
                .asString()
                .endsWith("(more of it is only counted)");
        assertThat(session.lines(Event.Kind.SUMMARY).getFirst()).contains("warning: 20", "R-155: 20");
    }
}
