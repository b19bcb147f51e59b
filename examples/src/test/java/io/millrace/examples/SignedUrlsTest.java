package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpPublisher;
import io.millrace.server.MillraceServer;
import io.millrace.server.auth.AuthorizationRequest;
import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.auth.Decision;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedUrlsTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SignedUrls urls = new SignedUrls("secret", InstantSource.fixed(NOW));
    private final String signed = urls.sign(Action.PLAY, "live", "cam", NOW.plusSeconds(1));

    private Decision decide(Action action, String streamName, String query) {
        Map<String, String> parameters = Arrays.stream(query.substring(1).split("&"))
                .map(parameter -> parameter.split("=", 2))
                .collect(Collectors.toMap(parameter -> parameter[0], parameter -> parameter[1]));
        return urls.authorize(new AuthorizationRequest(action, "live", streamName, parameters, "127.0.0.1:1"));
    }

    @Test
    void aUrlIsGoodForItsStreamAndUseUntilItExpires() {
        assertThat(decide(Action.PLAY, "cam", signed)).isEqualTo(Decision.ALLOW);
        assertThat(decide(Action.PLAY, "other", signed)).isEqualTo(Decision.deny("the signature is wrong"));
        assertThat(decide(Action.PUBLISH, "cam", signed)).isEqualTo(Decision.deny("the signature is wrong"));
        String expired = urls.sign(Action.PLAY, "live", "cam", NOW);
        assertThat(decide(Action.PLAY, "cam", expired)).isEqualTo(Decision.deny("the URL has expired"));
    }

    @Test
    void anExpiryThatWasPutOffIsNotSigned() {
        String later = signed.replace(
                Long.toString(NOW.plusSeconds(1).getEpochSecond()),
                Long.toString(NOW.plusSeconds(9).getEpochSecond()));
        assertThat(decide(Action.PLAY, "cam", later)).isEqualTo(Decision.deny("the signature is wrong"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"?a=b", "?expires=soon", "?expires=-1", "?expires=99999999999999999999"})
    void whatIsNoTimeIsNotSigned(String query) {
        assertThat(decide(Action.PLAY, "cam", query)).isEqualTo(Decision.deny("the URL is not signed"));
    }

    @Test
    void theServerAsksIt() throws Exception {
        try (var server = MillraceServer.start(ExampleServer.config(), urls);
                var client = RtmpClient.create()) {
            String url = ExampleServer.url(server, "live/cam");
            RtmpException refused = catchThrowableOfType(RtmpException.class, () -> client.publish(url));
            assertThat(refused.kind()).isEqualTo(RtmpException.Kind.REFUSED);
            String query = urls.sign(Action.PUBLISH, "live", "cam", NOW.plusSeconds(60));
            try (var publisher = client.publish(url + query)) {
                assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.PUBLISHING);
            }
        }
    }
}
