package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UrlsTest {
    @Test
    void whatHasASchemeIsNoFile() {
        assertThat(Urls.isUrl("rtmp://localhost/live/cam")).isTrue();
        assertThat(Urls.isUrl("rtpm://localhost/live/cam")).isTrue();
        assertThat(Urls.isUrl("live/cam.flv")).isFalse();
        assertThat(Urls.isUrl("-")).isFalse();
    }

    @Test
    void aServerNeedsNoStream() {
        assertThat(Urls.parse("rtmp://localhost:1936").port()).isEqualTo(1936);
        assertThat(Urls.parseStream("rtmp://localhost/live/cam").streamName()).isEqualTo("cam");
    }

    @ParameterizedTest
    @CsvSource({
        "rtmp://localhost/live, no stream name",
        "http://localhost/live/cam, scheme",
        "rtmp://localhost:0/live/cam, port",
        "rtmp:///live/cam, host",
        "cam, rtmp://"
    })
    void saysWhatIsMissing(String text, String problem) {
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Urls.parseStream(text))
                .withMessageContaining(problem)
                .withMessageNotContainingAny("\n");
    }
}
