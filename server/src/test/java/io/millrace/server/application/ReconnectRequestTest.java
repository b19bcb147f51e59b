package io.millrace.server.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.server.application.ReconnectRequest.Clients;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReconnectRequestTest {
    private static final ReconnectRequest ALL = ReconnectRequest.of(new Clients.All());

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT24H"})
    void timesUpToADay(Duration wait) {
        assertThat(ALL.closingOthersAfter(wait).closeOthersAfter()).contains(wait);
    }

    @Test
    void otherTimesAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.closingOthersAfter(Duration.ofSeconds(Long.MAX_VALUE)))
                .withMessageContaining("0 s to 24 h");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ALL.closingOthersAfter(Duration.ofNanos(-1)))
                .withMessageContaining("PT-0.000000001S");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtmp://host:1935/app", "rtmps://host/app", "//192.0.2.0/app", "/app"})
    @DisplayName("ER-041: the place is an RTMP URL, or one relative to the client's own")
    void places(String url) {
        assertThat(ALL.to(url).tcUrl()).contains(url);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "http://host/app", "mailto:a", "rtmp://host name/app"})
    void otherPlacesAreRefused(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> ALL.to(url)).withMessageContaining("tcUrl");
    }
}
