package io.millrace.server.auth;

import static io.millrace.server.auth.AuthorizationRequest.Action.PLAY;
import static io.millrace.server.auth.AuthorizationRequest.Action.PUBLISH;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.auth.AuthorizationRequest.Action;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.ServerConfig;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KeyAuthorizerTest {
    private final KeyAuthorizer authorizer = new KeyAuthorizer(ServerConfig.defaults()
            .withApplication(
                    "closed", ApplicationConfig.defaults().withPublishKey("pub").withPlayKey("view"))
            .withApplication("watch", ApplicationConfig.defaults().withPublishKey("pub")));

    @Test
    void theKeyOfTheActionOpens() {
        assertThat(decide(PUBLISH, "closed", Map.of("key", "pub"))).isEqualTo(Decision.ALLOW);
        assertThat(decide(PLAY, "closed", Map.of("key", "view"))).isEqualTo(Decision.ALLOW);
        assertThat(decide(PLAY, "closed", Map.of("key", "pub"))).isEqualTo(Decision.deny("wrong key"));
        assertThat(decide(PUBLISH, "closed", Map.of("token", "pub"))).isEqualTo(Decision.deny("no key given"));
        assertThat(decide(PUBLISH, "closed", Map.of("key", ""))).isEqualTo(Decision.deny("wrong key"));
    }

    @Test
    void withoutAKeyAnyoneMayAndNoThreadIsNeededToFindOut() {
        assertThat(decide(PLAY, "watch", Map.of())).isEqualTo(Decision.ALLOW);
        assertThat(authorizer.alwaysAllows(PLAY, "watch")).isTrue();
        assertThat(authorizer.alwaysAllows(PUBLISH, "watch")).isFalse();
        assertThat(authorizer.alwaysAllows(PUBLISH, "unnamed")).isTrue();
    }

    @Test
    void anApplicationThatMayNotBeUsedIsNeverOpen() {
        var strict = new KeyAuthorizer(ServerConfig.defaults().with("strict-applications", "true"));
        assertThat(strict.alwaysAllows(PUBLISH, "live")).isFalse();
        assertThat(strict.authorize(new AuthorizationRequest(PUBLISH, "live", "cam", Map.of(), "192.0.2.1:5")))
                .isEqualTo(Decision.deny("application live is not configured"));
    }

    @Test
    void aRequestInTheLogDoesNotShowItsKey() {
        var request = new AuthorizationRequest(PUBLISH, "live", "cam", Map.of("key", "hunter2"), "192.0.2.1:5");
        assertThat(request).hasToString("PUBLISH live/cam from 192.0.2.1:5");
    }

    private Decision decide(Action action, String application, Map<String, String> parameters) {
        return authorizer.authorize(new AuthorizationRequest(action, application, "cam", parameters, "192.0.2.1:5"));
    }
}
