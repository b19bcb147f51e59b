package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackZeroTest {
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
                "9F 61763031 AA",
                "D0 01"
            })
    @DisplayName("ER-110: an ordinary video message is passed on as it is, the very same bytes")
    void ordinaryVideoIsNotCopied(String body) {
        var bytes = Bytes.hex(body);
        assertThat(TrackZero.bodyOf(frame(MediaKind.VIDEO, bytes)).orElseThrow())
                .isSameAs(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AF 00 1210", "2F FF", "90 4F707573", "94 4F707573 0102", "92 4F707573", "9F 4F707573"})
    @DisplayName("ER-110: an ordinary audio message is passed on as it is, the very same bytes")
    void ordinaryAudioIsNotCopied(String body) {
        var bytes = Bytes.hex(body);
        assertThat(TrackZero.bodyOf(frame(MediaKind.AUDIO, bytes)).orElseThrow())
                .isSameAs(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        // OneTrack, ManyTracks, ManyTracksManyCodecs
        "A6 01 68766331 00 000028 AA,                                 A1 68766331 000028 AA",
        "96 10 61763031 01 000001 AA 00 000002 BBCC,                   90 61763031 BBCC",
        "B6 23 61763031 01 000001 AA 68766331 00 000002 BBCC,          B3 68766331 BBCC",
        // what we do not know goes through
        "96 0F 61763031 00 AA,                                        9F 61763031 AA",
        "96 05 61763031 00 80,                                        95 61763031 80"
    })
    @DisplayName("ER-110, ER-107: track 0 leaves its Multitrack wrapper, packet type and frame type kept")
    void wrappedTrackZero(String published, String sent) {
        assertThat(video(published)).contains(Bytes.hex(sent));
    }

    @ParameterizedTest
    @CsvSource({
        "95 01 4F707573 00 AABB,                                      91 4F707573 AABB",
        "95 10 6D703461 01 000001 AA 00 000002 1210,                   90 6D703461 1210",
        "95 24 6D703461 01 000001 AA 4F707573 00 000002 0102,          94 4F707573 0102"
    })
    @DisplayName("ER-110: audio likewise")
    void wrappedAudioTrackZero(String published, String sent) {
        assertThat(TrackZero.bodyOf(frame(MediaKind.AUDIO, Bytes.hex(published))))
                .contains(Bytes.hex(sent));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"96 01 68766331 01 000028 AA", "96 10 61763031 01 000001 AA 02 000000", "96 31 61763031 00"})
    @DisplayName("ER-110: a message without track 0 is not for this viewer")
    void otherTracks(String published) {
        assertThat(video(published)).isEmpty();
        assertThat(TrackZero.bodyOf(frame(MediaKind.AUDIO, Bytes.hex("95 01 4F707573 01 AA"))))
                .isEmpty();
    }

    @Test
    @DisplayName("ER-104, ER-110: nor is one whose track 0 is too short to be read")
    void shortTrackZero() {
        assertThat(video("96 11 68766331 00 000002 AABB 01 000004 000014 CC")).isEmpty();
        assertThat(video("96 11 68766331 01 000002 AABB 00 000004 000014 CC"))
                .contains(Bytes.hex("91 68766331 000014 CC"));
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
        assertThat(video(published)).contains(Bytes.hex(sent));
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
        assertThat(video(published)).contains(Bytes.hex(sent));
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
        assertThat(video(published)).contains(Bytes.hex(sent));
    }

    @Test
    @DisplayName("IP-60, R-071: HEVC under CodecID 12 stays as it is where its FourCC would make it too long")
    void legacyHevcWithoutRoomForItsFourCc() {
        // The longest is three bytes longer as hvc1: 1C 01 000028 becomes 91 68766331 000028.
        Bytes fits = legacyHevcFrame(0xFF_FFFF - 3);
        assertThat(TrackZero.bodyOf(frame(MediaKind.VIDEO, fits)).orElseThrow().length())
                .isEqualTo(0xFF_FFFF);
        Bytes tooLong = legacyHevcFrame(0xFF_FFFF - 2);
        assertThat(TrackZero.bodyOf(frame(MediaKind.VIDEO, tooLong)).orElseThrow())
                .isSameAs(tooLong);
    }

    @ParameterizedTest
    @ValueSource(strings = {"02 00 0A", ""})
    void dataIsItsOwn(String body) {
        assertThat(TrackZero.bodyOf(frame(MediaKind.DATA, Bytes.hex(body)))).contains(Bytes.hex(body));
    }

    private static Bytes legacyHevcFrame(int length) {
        byte[] body = new byte[length];
        Bytes.hex("1C 01 000028").copyTo(body, 0);
        return Bytes.wrap(body);
    }

    private static Optional<Bytes> video(String body) {
        return TrackZero.bodyOf(frame(MediaKind.VIDEO, Bytes.hex(body)));
    }

    private static MediaFrame frame(MediaKind kind, Bytes body) {
        return new MediaFrame(kind, 0, body, List.of());
    }
}
