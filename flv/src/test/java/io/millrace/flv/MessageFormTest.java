package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageFormTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "17 01 000000 AA",
                "57 00",
                "5C 00",
                "1C",
                "1C 03 000000",
                "90 68766331 01",
                "A1 68766331 000028 AA",
                "92 68766331",
                "D4 68766331 02",
                "95 61763031 80",
                "D0 01"
            })
    @DisplayName("ER-110: an ordinary video message is passed on as it is, the very same bytes")
    void ordinaryVideoIsNotCopied(String body) {
        var bytes = Bytes.hex(body);
        assertThat(one(MediaKind.VIDEO, bytes)).isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AF 00 1210", "2F FF", "90 4F707573", "94 4F707573 0102", "92 4F707573"})
    @DisplayName("ER-110: an ordinary audio message is passed on as it is, the very same bytes")
    void ordinaryAudioIsNotCopied(String body) {
        var bytes = Bytes.hex(body);
        assertThat(one(MediaKind.AUDIO, bytes)).isSameAs(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        // OneTrack, ManyTracks, ManyTracksManyCodecs
        "A6 01 68766331 00 000028 AA,                                 A1 68766331 000028 AA",
        "96 10 61763031 01 000001 AA 00 000002 BBCC,                   90 61763031 BBCC",
        "B6 23 61763031 01 000001 AA 68766331 00 000002 BBCC,          B3 68766331 BBCC",
        "96 05 61763031 00 80,                                        95 61763031 80"
    })
    @DisplayName("ER-110, ER-107: track 0 leaves its Multitrack wrapper, packet type and frame type kept")
    void wrappedTrackZero(String published, String sent) {
        assertThat(video(published)).containsExactly(Bytes.hex(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "95 01 4F707573 00 AABB,                                      91 4F707573 AABB",
        "95 10 4F707573 01 000001 AA 00 000002 1210,                   90 4F707573 1210",
        "95 24 6D703461 01 000001 AA 4F707573 00 000002 0102,          94 4F707573 0102"
    })
    @DisplayName("ER-110: audio likewise")
    void wrappedAudioTrackZero(String published, String sent) {
        assertThat(audio(published)).containsExactly(Bytes.hex(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"96 01 68766331 01 000028 AA", "96 10 61763031 01 000001 AA 02 000000", "96 31 61763031 00"})
    @DisplayName("ER-110: a message without track 0 is not for this viewer")
    void otherTracks(String published) {
        assertThat(video(published)).isEmpty();
        assertThat(audio("95 01 4F707573 01 AA")).isEmpty();
    }

    @Test
    @DisplayName("ER-104, ER-110: nor is one whose track 0 is too short to be read")
    void shortTrackZero() {
        assertThat(video("96 11 68766331 00 000002 AABB 01 000004 000014 CC")).isEmpty();
        assertThat(video("96 11 68766331 01 000002 AABB 00 000004 000014 CC"))
                .containsExactly(Bytes.hex("91 68766331 000014 CC"));
    }

    @ParameterizedTest
    @CsvSource({
        "97 02 000064 01 68766331 000000 AA,       91 68766331 000000 AA",
        "97 02 000064 07 00 00 F3 61763031 AA,     93 61763031 AA",
        "A7 FF 0001 0000 16 01 61763031 00 AA,     A1 61763031 AA",
        "D7 02 000064 00 01,                       D0 01"
    })
    @DisplayName("ER-083: ModEx is stripped, before a command and a wrapper as well")
    void modEx(String published, String sent) {
        assertThat(video(published)).containsExactly(Bytes.hex(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "84 68766331 02,                     D4 68766331 02",
        "94 68766331 02,                     D4 68766331 02",
        "86 04 68766331 00 02,               D4 68766331 02",
        "87 00 00 04 68766331 02,            D4 68766331 02"
    })
    @DisplayName("IP-74: metadata goes out with frame type 5, the one that FFmpeg reads")
    void metadata(String published, String sent) {
        assertThat(video(published)).containsExactly(Bytes.hex(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "1C 00 000000 0102,        90 68766331 0102",
        "1C 01 000028 AA,          91 68766331 000028 AA",
        "2C 01 000000 AA,          A3 68766331 AA",
        "1C 02 000000,             92 68766331"
    })
    @DisplayName("IP-60: HEVC under CodecID 12 goes out as hvc1")
    void legacyHevc(String published, String sent) {
        assertThat(video(published)).containsExactly(Bytes.hex(sent));
    }

    @Test
    @DisplayName("IP-60, R-071: HEVC under CodecID 12 stays as it is where its FourCC would make it too long")
    void legacyHevcWithoutRoomForItsFourCc() {
        // The longest is three bytes longer as hvc1: 1C 01 000028 becomes 91 68766331 000028.
        Bytes fits = legacyHevcFrame(0xFF_FFFF - 3);
        assertThat(one(MediaKind.VIDEO, fits).length()).isEqualTo(0xFF_FFFF);
        Bytes tooLong = legacyHevcFrame(0xFF_FFFF - 2);
        assertThat(one(MediaKind.VIDEO, tooLong)).isSameAs(tooLong);
    }

    @ParameterizedTest
    @CsvSource({
        "90 61766331 0164,                   17 00 000000 0164",
        "91 61766331 FFFFFF AA,              17 01 FFFFFF AA",
        "A3 61766331 AA,                     27 01 000000 AA",
        "92 61766331,                        17 02 000000",
        "96 01 61766331 00 000028 AA,        17 01 000028 AA",
        "97 02 000064 01 61766331 000028 AA, 17 01 000028 AA"
    })
    @DisplayName("ER-122, ER-128: H.264 by FourCC goes to old players as CodecID 7")
    void avcByNumber(String published, String sent) {
        assertThat(video(published)).containsExactly(Bytes.hex(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "90 6D703461 1210,          AF 00 1210",
        "91 6D703461 AABB,          AF 01 AABB",
        "95 01 6D703461 00 AABB,    AF 01 AABB",
        "91 2E6D7033 FFFB9064 AA,   2F FFFB9064 AA",
        "91 2E6D7033 FFF390C4 AA,   2A FFF390C4 AA",
        "91 2E6D7033 AA,            2F AA"
    })
    @DisplayName("ER-061, F-05: AAC and MP3 by FourCC go to old players as SoundFormat 10 and 2")
    void audioByNumber(String published, String sent) {
        assertThat(audio(published)).containsExactly(Bytes.hex(sent));
    }

    @Test
    @DisplayName("ER-061, ER-122: what has no legacy spelling is left out beside a legacy codec")
    void notSayableByNumber() {
        assertThat(video("D4 61766331 02")).isEmpty();
        assertThat(audio("92 6D703461")).isEmpty();
        assertThat(audio("94 6D703461 0006")).isEmpty();
        assertThat(audio("90 2E6D7033")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "17 00 000000 0164,  90 61766331 0164",
        "27 01 FFFFFF AA,    A1 61766331 FFFFFF AA",
        "17 02 000000,       92 61766331",
        "1C 00 000000 01,    90 68766331 01",
        "57 00,              57 00",
        "22 AA,              22 AA"
    })
    @DisplayName("ER-125: on request H.264 and HEVC by number go out under their FourCC")
    void videoByFourCc(String published, String sent) {
        var form = new MessageForm(TrackChoice.Only.TRACK_ZERO, false, CodecNames.FOUR_CC, Optional.empty());
        assertThat(form.bodiesOf(frame(MediaKind.VIDEO, Bytes.hex(published)))).containsExactly(Bytes.hex(sent));
    }

    @ParameterizedTest
    @CsvSource({"AF 00 1210, 90 6D703461 1210", "AF 01 AA, 91 6D703461 AA", "2F FFFB, 91 2E6D7033 FFFB", "7F AA, 7F AA"
    })
    @DisplayName("ER-063: audio likewise")
    void audioByFourCc(String published, String sent) {
        var form = new MessageForm(TrackChoice.Only.TRACK_ZERO, false, CodecNames.FOUR_CC, Optional.empty());
        assertThat(form.bodiesOf(frame(MediaKind.AUDIO, Bytes.hex(published)))).containsExactly(Bytes.hex(sent));
    }

    /** Tracks 0, 1 and 2 of AV1 in one message. */
    private static final String THREE_TRACKS = "96 11 61763031 00 000001 AA 01 000001 BB 02 000001 CC";

    @Test
    @DisplayName("ER-102, ER-107: one chosen track comes as the only one there is")
    void oneOfSeveralTracks() {
        var form = new MessageForm(new TrackChoice.Only(Set.of(1)), false, CodecNames.AS_PUBLISHED, Optional.empty());
        assertThat(bodies(form, THREE_TRACKS)).containsExactly(Bytes.hex("91 61763031 BB"));
        assertThat(bodies(form, "96 01 61763031 01 BB")).containsExactly(Bytes.hex("91 61763031 BB"));
        assertThat(bodies(form, "91 61763031 AA")).isEmpty();
        assertThat(bodies(form, "17 01 000000 AA")).isEmpty();
        assertThat(bodies(form, "D0 01")).as("a command is of no track").containsExactly(Bytes.hex("D0 01"));
        assertThat(bodies(form, "57 00")).containsExactly(Bytes.hex("57 00"));
    }

    @Test
    @DisplayName("ER-101, ER-102: several chosen tracks keep their IDs, each in a message of its own")
    void someOfSeveralTracks() {
        var form =
                new MessageForm(new TrackChoice.Only(Set.of(0, 2)), false, CodecNames.AS_PUBLISHED, Optional.empty());
        assertThat(bodies(form, THREE_TRACKS))
                .containsExactly(Bytes.hex("91 61763031 AA"), Bytes.hex("96 01 61763031 02 CC"));
        assertThat(bodies(form, "96 01 61763031 01 BB")).isEmpty();
    }

    @Test
    @DisplayName("IP-73: all tracks one by one, whatever the publisher put together")
    void eachTrack() {
        var form = new MessageForm(new TrackChoice.Each(), false, CodecNames.AS_PUBLISHED, Optional.empty());
        assertThat(bodies(form, "96 20 61763031 00 000001 AA 68766331 07 000001 BB"))
                .containsExactly(Bytes.hex("90 61763031 AA"), Bytes.hex("96 00 68766331 07 BB"));
    }

    @Test
    @DisplayName("IP-74: metadata in a wrapper has a frame type that makes it no command")
    void wrappedMetadata() {
        var form = new MessageForm(new TrackChoice.Each(), false, CodecNames.AS_PUBLISHED, Optional.empty());
        assertThat(bodies(form, "86 04 68766331 01 02")).containsExactly(Bytes.hex("86 04 68766331 01 02"));
        assertThat(bodies(form, "86 14 68766331 01 000001 02 02 000001 02"))
                .containsExactly(Bytes.hex("86 04 68766331 01 02"), Bytes.hex("86 04 68766331 02 02"));
    }

    @Test
    @DisplayName("ER-083: who announced ModEx keeps the prelude, on each message that is made of one")
    void keptPrelude() {
        var form = new MessageForm(new TrackChoice.Only(Set.of(0, 1)), true, CodecNames.AS_PUBLISHED, Optional.empty());
        Bytes one = Bytes.hex("97 02 000064 F7 02 000001 01 61763031 AA");
        assertThat(form.bodiesOf(frame(MediaKind.VIDEO, one)).getFirst()).isSameAs(one);
        assertThat(bodies(form, "97 02 000064 16 11 61763031 00 000001 AA 01 000001 BB"))
                .containsExactly(
                        Bytes.hex("97 02 000064 11 61763031 AA"), Bytes.hex("97 02 000064 16 01 61763031 01 BB"));
    }

    @Test
    @DisplayName("ER-003: as published a message is untouched, be its layout known or not")
    void asPublished() {
        for (String body :
                List.of(THREE_TRACKS, "97 02 000064 01 61763031 AA", "96 F1 00", "84 68766331 02", "1C 00")) {
            assertThat(bodies(MessageForm.AS_PUBLISHED, body)).containsExactly(Bytes.hex(body));
        }
        var withoutModEx =
                new MessageForm(new TrackChoice.AsPublished(), false, CodecNames.AS_PUBLISHED, Optional.empty());
        assertThat(bodies(withoutModEx, THREE_TRACKS)).containsExactly(Bytes.hex(THREE_TRACKS));
        assertThat(bodies(withoutModEx, "97 02 000064 06 F1 00")).containsExactly(Bytes.hex("96 F1 00"));
    }

    @Test
    @DisplayName("ER-003: a packet type that is not known goes to who takes the stream as published, a codec to all")
    void unknown() {
        var each = new MessageForm(new TrackChoice.Each(), true, CodecNames.AS_PUBLISHED, Optional.empty());
        var published =
                new MessageForm(new TrackChoice.AsPublished(), false, CodecNames.AS_PUBLISHED, Optional.empty());
        for (String body : List.of("9F 61763031 AA", "96 0F 61763031 00 AA", "96 1F 61763031 00 000001 AA")) {
            assertThat(bodies(MessageForm.PLAIN, body)).as(body).isEmpty();
            assertThat(bodies(each, body)).as(body).isEmpty();
            assertThat(bodies(published, body)).containsExactly(Bytes.hex(body));
        }
        assertThat(audio("93 4F707573 AA")).isEmpty();
        assertThat(audio("96 4F707573 AA")).isEmpty();
        assertThat(video("91 41424344 AA")).containsExactly(Bytes.hex("91 41424344 AA"));
    }

    @Test
    @DisplayName("ER-174: a codec that is not among those of the viewer is left out, one with a number never is")
    void codecs() {
        var form = new MessageForm(
                new TrackChoice.AsPublished(), true, CodecNames.AS_PUBLISHED, Optional.of(Set.of(FourCc.HEVC)));
        assertThat(bodies(form, "91 61763031 AA")).isEmpty();
        assertThat(bodies(form, "91 68766331 000000 AA")).hasSize(1);
        assertThat(bodies(form, "91 61766331 000000 AA")).hasSize(1);
        assertThat(bodies(form, "17 01 000000 AA")).hasSize(1);
        assertThat(bodies(form, "96 21 61763031 00 000001 AA 68766331 01 000004 000000 BB"))
                .containsExactly(Bytes.hex("96 01 68766331 01 000000 BB"));
    }

    @Test
    @DisplayName("ER-156: what a bitstream says of Dolby Vision stays where it is, in every form")
    void dolbyVision() {
        // A frame of HEVC with an RPU, NAL unit type 62, behind the picture.
        String payload = "000000 00000003 2601AF 00000005 7C01190809";
        for (MessageForm form : List.of(MessageForm.PLAIN, MessageForm.AS_PUBLISHED)) {
            assertThat(bodies(form, "91 68766331" + payload)).containsExactly(Bytes.hex("91 68766331" + payload));
        }
        assertThat(bodies(MessageForm.PLAIN, "96 01 68766331 00" + payload))
                .containsExactly(Bytes.hex("91 68766331" + payload));
    }

    private static List<Bytes> bodies(MessageForm form, String body) {
        return form.bodiesOf(frame(MediaKind.VIDEO, Bytes.hex(body)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 00 0A", ""})
    void dataIsItsOwn(String body) {
        assertThat(MessageForm.PLAIN.bodiesOf(frame(MediaKind.DATA, Bytes.hex(body))))
                .containsExactly(Bytes.hex(body));
    }

    private static Bytes legacyHevcFrame(int length) {
        byte[] body = new byte[length];
        Bytes.hex("1C 01 000028").copyTo(body, 0);
        return Bytes.wrap(body);
    }

    private static List<Bytes> video(String body) {
        return MessageForm.PLAIN.bodiesOf(frame(MediaKind.VIDEO, Bytes.hex(body)));
    }

    private static List<Bytes> audio(String body) {
        return MessageForm.PLAIN.bodiesOf(frame(MediaKind.AUDIO, Bytes.hex(body)));
    }

    private static Bytes one(MediaKind kind, Bytes body) {
        return MessageForm.PLAIN.bodiesOf(frame(kind, body)).getFirst();
    }

    private static MediaFrame frame(MediaKind kind, Bytes body) {
        return new MediaFrame(kind, 0, body, List.of());
    }
}
