package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.session.SessionEvent.SeekRequested;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeekTest {
    private final Client client = Client.playing();

    @Test
    @DisplayName("R-152: a seek is told by Seek.Notify, then Play.Start")
    void seekIsAccepted() {
        assertThat(client.call(1, "seek", 0, 12_500)).containsExactly(new SeekRequested(1, 12_500));
        assertThat(client.session.acceptSeek(1, 12_500))
                .containsExactly(
                        Client.status(1, StatusCode.SEEK_NOTIFY, "Seeking to 12500 ms."),
                        Client.status(1, StatusCode.PLAY_START, "Started playing live/cam."));
    }

    @Test
    @DisplayName("R-152: where a seek is impossible, Seek.Failed tells so and what plays goes on")
    void seekIsRefused() {
        assertThat(client.session.refuseSeek(1, StatusCode.SEEK_FAILED, "Live streams do not seek."))
                .containsExactly(Client.status(1, StatusCode.SEEK_FAILED, "Live streams do not seek."));
        assertThat(client.call(1, "seek", 0, 1)).containsExactly(new SeekRequested(1, 1));
    }

    @Test
    void seekBeforeTheBeginningGoesThere() {
        assertThat(client.call(1, "seek", 0, -3)).containsExactly(new SeekRequested(1, 0));
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    @DisplayName("R-154: a seek to no time is told as Seek.InvalidTime")
    void seekToNoTime(double millis) {
        assertThat(client.call(1, "seek", 0, millis))
                .containsExactly(Client.status(
                        1, StatusCode.SEEK_INVALID_TIME, "Cannot seek to " + millis + " (expected: milliseconds)."));
    }

    @Test
    void seekOfNothing() {
        var idle = Client.connected(1);
        assertThat(idle.call(1, "seek", 0, 1))
                .containsExactly(Client.status(1, StatusCode.SEEK_FAILED, "Nothing plays that could seek."));
        assertThat(idle.session.acceptSeek(1, 1)).isEmpty();
        assertThat(idle.session.refuseSeek(1, StatusCode.SEEK_FAILED, "")).isEmpty();
    }
}
