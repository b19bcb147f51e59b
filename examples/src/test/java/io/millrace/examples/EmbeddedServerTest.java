package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPublisher;
import org.junit.jupiter.api.Test;

class EmbeddedServerTest {
    @Test
    void takesAStream() throws Exception {
        try (var server = EmbeddedServer.start("0");
                var client = RtmpClient.create();
                var publisher = client.publish(ExampleServer.url(server, "live/cam"))) {
            assertThat(publisher.state()).isEqualTo(RtmpPublisher.State.PUBLISHING);
        }
    }
}
