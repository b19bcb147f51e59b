package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;

/** A client for each test, which leaves no connection behind. */
abstract class ClientFixture {
    static final Reconnect AT_ONCE = new Reconnect(1000, Duration.ofMillis(1), Duration.ofMillis(1), false);
    static final PublishOptions PUBLISH = PublishOptions.DEFAULT.withReconnect(AT_ONCE);
    static final PlayOptions PLAY = PlayOptions.DEFAULT.withReconnect(AT_ONCE);

    final RtmpClient client = RtmpClient.create();

    @AfterEach
    void close() {
        client.close();
        assertThat(client.openConnections()).isZero();
    }
}
