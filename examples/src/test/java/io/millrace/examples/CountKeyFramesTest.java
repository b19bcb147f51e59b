package io.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.RtmpClient;
import org.junit.jupiter.api.Test;

class CountKeyFramesTest {
    @Test
    void allThatArePublishedAreCounted() throws Exception {
        try (var server = ExampleServer.start();
                var client = RtmpClient.create();
                var player = client.play(ExampleServer.url(server, "live/picture"))) {
            try (var publisher = client.publish(ExampleServer.url(server, "live/picture"))) {
                var block = new MovingBlock();
                for (var header : block.headers()) {
                    publisher.write(header);
                }
                for (int number = 0; number < 120; number++) {
                    publisher.write(block.picture(number));
                }
            }
            assertThat(CountKeyFrames.count(player)).isEqualTo(3);
        }
    }
}
