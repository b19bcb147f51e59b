package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpException.Kind;
import io.millrace.server.MillraceServer;
import org.junit.jupiter.api.Test;

class CallMethodTest {
    @Test
    void whoEntersIsToldWhoIsThere() throws Exception {
        try (var server = MillraceServer.builder(ExampleServer.config())
                        .application("chat", new ChatApplication())
                        .start();
                var client = RtmpClient.create();
                var ada = client.connect(ExampleServer.url(server, "chat/kitchen"));
                var bob = client.connect(ExampleServer.url(server, "chat/kitchen"))) {
            assertThat(CallMethod.enter(ada, "Ada")).containsExactly("Ada");
            assertThat(CallMethod.enter(bob, "Bob")).containsExactlyInAnyOrder("Ada", "Bob");
            RtmpException refused = catchThrowableOfType(RtmpException.class, () -> CallMethod.enter(bob, " "));
            assertThat(refused.kind()).isEqualTo(Kind.CALL_FAILED);
            assertThat(refused.description()).contains("a name has 1 to 40 characters");
        }
    }
}
