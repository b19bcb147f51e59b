package io.millrace.client.probe;

import static java.util.Collections.nCopies;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportTextTest {
    @Test
    void linesHaveALabelAndAValueInColumns() {
        Report report = new SyntheticStream()
                .metadata(AmfProperties.builder().put("framerate", 30).put("encoder", "obs"))
                .headers()
                .both(0, 100, 50)
                .report();
        assertThat(report.text()).isEqualTo("""
                stream       4.0 s, 1.1 Mbit/s now, 1.1 Mbit/s mean
                  sync       20 ms between audio and video, interleaved within 0 ms, drift 0 ms
                video 0      H.264, High@4.0, avc1.640028, CodecID 7
                  picture    1920x1080, 25 fps, 30 fps announced, 8 bit, 4:2:0
                  colour     BT.709, transfer BT.709, matrix BT.709
                  GOP        50 frames (2.0 s), 50 (2.0 s) on average, 50 frames (2.0 s) at most
                  bit rate   1.0 Mbit/s now, 1.0 Mbit/s mean
                  frames     100, 2 key, 0 B, 1 sequence header
                  timing     40.0 ms apart, jitter 0.0 ms, arrival jitter 0.0 ms, first frame after 0 ms, key frame after 0 ms
                audio 0      AAC, AAC-LC, mp4a.40.2, SoundFormat 10
                  sound      48000 Hz, 2 channels, stereo
                  bit rate   128 kbit/s now, 128 kbit/s mean
                  frames     200, 1 sequence header
                  timing     20.0 ms apart, jitter 0.0 ms, arrival jitter 0.0 ms, first frame after 0 ms
                metadata
                  framerate  30
                  encoder    obs
                warnings
                  video 0    the metadata says 30 frames per second but the stream has 25: players that believe it \
                show it wrongly, so update the metadata with the encoder's settings
                """.stripTrailing());
    }

    @Test
    void warningsBeyondAScreenAreCounted() {
        var warning = new Warning(Warning.Kind.NO_AUDIO, "", "no audio");
        var report = new Report(
                "FLV", 1, 0, new Report.BitRate(0, 0, 0), Optional.empty(), List.of(), List.of(), nCopies(45, warning));
        assertThat(report.text().lines().filter("  stream     no audio"::equals))
                .hasSize(40);
        assertThat(report.text()).endsWith("and 5 more");
    }

    @ParameterizedTest
    @CsvSource({"0, 0 bit/s", "999, 999 bit/s", "1000, 1 kbit/s", "999499, 999 kbit/s", "1250000, 1.3 Mbit/s"})
    void bitRatesHaveTheUnitThatFits(long bitsPerSecond, String text) {
        assertThat(ReportText.bits(bitsPerSecond)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"25, 25", "29.97, 29.97", "59.9401, 59.94", "0.5, 0.5", "100, 100", "-1, -1"})
    void numbersHaveNoNeedlessDecimals(double number, String text) {
        assertThat(ReportText.number(number)).isEqualTo(text);
    }
}
