package io.millrace.mux.hls;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.ColorInfo;
import io.millrace.media.ColorInfo.ColorConfig;
import io.millrace.media.FourCc;
import io.millrace.media.Track;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import io.millrace.mux.hls.MasterPlaylist.AudioRendition;
import io.millrace.mux.hls.MasterPlaylist.Variant;
import io.millrace.testkit.MasterPlaylistRules;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MasterPlaylistTest {
    @Test
    @DisplayName("RFC 8216bis §4.4.6: variants with their figures, and the sounds they go with")
    void variantsAndRenditions() {
        MasterPlaylist playlist = new MasterPlaylist(
                List.of(
                        new Variant(
                                "v0.m3u8",
                                2_600_000,
                                OptionalLong.of(2_500_000),
                                List.of("hvc1.2.4.L93.90", "mp4a.40.2"),
                                1920,
                                1080,
                                30000 / 1001.0,
                                Optional.of(VideoRange.PQ),
                                Optional.of("audio")),
                        new Variant(
                                "a0.m3u8",
                                128_000,
                                OptionalLong.empty(),
                                List.of("mp4a.40.2"),
                                0,
                                0,
                                0,
                                Optional.empty(),
                                Optional.of("audio"))),
                List.of(new AudioRendition("audio", "English", Optional.of("en"), true, 2, "a0.m3u8")));
        assertThat(playlist.toText()).isEqualTo("""
                #EXTM3U
                #EXT-X-VERSION:6
                #EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="audio",NAME="English",LANGUAGE="en",DEFAULT=YES,AUTOSELECT=YES,CHANNELS="2",URI="a0.m3u8"
                #EXT-X-STREAM-INF:BANDWIDTH=2600000,AVERAGE-BANDWIDTH=2500000,CODECS="hvc1.2.4.L93.90,mp4a.40.2",RESOLUTION=1920x1080,FRAME-RATE=29.970,VIDEO-RANGE=PQ,AUDIO="audio"
                v0.m3u8
                #EXT-X-STREAM-INF:BANDWIDTH=128000,CODECS="mp4a.40.2",AUDIO="audio"
                a0.m3u8
                """);
        MasterPlaylistRules.check(playlist.toText());
    }

    @Test
    @DisplayName("RFC 8216bis §4.2: what a quoted string cannot hold is replaced")
    void namesThatWouldBreakOut() {
        String name = "x\",URI=\"evil\r\n#EXT-X-ENDLIST\u0085";
        MasterPlaylist playlist = new MasterPlaylist(
                List.of(), List.of(new AudioRendition("g", name, Optional.empty(), false, 0, "a.m3u8")));
        assertThat(playlist.toText().lines())
                .hasSize(3)
                .last()
                .asString()
                .contains("NAME=\"x',URI='evil  #EXT-X-ENDLIST \",DEFAULT=NO");
    }

    @ParameterizedTest
    @CsvSource({"16, PQ", "18, HLG", "1, SDR", "2, SDR"})
    @DisplayName("ER-154, RFC 8216bis §4.4.6.2: the range is that of the transfer characteristics")
    void videoRange(int transfer, VideoRange range) {
        ColorInfo said = new ColorInfo(
                Optional.of(new ColorConfig(
                        OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(transfer), OptionalInt.empty())),
                Optional.empty(),
                Optional.empty());
        assertThat(VideoRange.of(video(FourCc.AVC, Optional.empty(), Optional.of(said))))
                .isEqualTo(range);
    }

    private static TrackInfo video(FourCc codec, Optional<VideoParameters> video, Optional<ColorInfo> color) {
        return new TrackInfo(
                Track.VIDEO_0,
                new Codec.Enhanced(codec),
                video,
                Optional.empty(),
                Optional.empty(),
                color,
                0,
                0,
                "",
                "");
    }

    @ParameterizedTest
    @CsvSource({"Opus, , Opus", ".mp3, fffb9064, mp4a.40.34", "ac-3, 0b770000142043, ac-3"})
    @DisplayName("RFC 6381: names of sound by what is in the init segment")
    void audioCodecs(String codec, String frame, String name) {
        FourCc fourCc = FourCc.of(codec);
        Optional<AudioParameters> audio =
                frame == null ? Optional.empty() : AudioParameters.ofFrame(fourCc, Bytes.hex(frame));
        TrackInfo info = new TrackInfo(
                Track.AUDIO_0,
                new Codec.Enhanced(fourCc),
                Optional.empty(),
                audio,
                Optional.empty(),
                Optional.empty(),
                0,
                0,
                "",
                "");
        assertThat(HlsCodecs.of(info)).contains(name);
    }

    @Test
    @DisplayName("RFC 6381: of VP9 without a configuration record, the key frame tells profile and depth")
    void vp9WithoutRecord() {
        Optional<VideoParameters> video = VideoParameters.ofKeyFrame(FourCc.VP9, Bytes.hex("8249834200009f007700"));
        assertThat(HlsCodecs.of(video(FourCc.VP9, video, Optional.empty()))).contains("vp09.00.10.08");
        assertThat(HlsCodecs.of(video(FourCc.AVC, Optional.empty(), Optional.empty())))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1970-01-01T00:00:00.000Z",
        "951827696789, 2000-02-29T12:34:56.789Z",
        "4107542399999, 2100-02-28T23:59:59.999Z",
        "4107542400000, 2100-03-01T00:00:00.000Z",
        "-1, 1969-12-31T23:59:59.999Z"
    })
    void timesOfDay(long millis, String text) {
        assertThat(UtcTime.format(millis)).isEqualTo(text);
    }
}
