package io.millrace.server.hls;

import io.millrace.transport.http.HttpExchange;
import java.util.function.BooleanSupplier;

/** Whether the client of a request that waits has gone. Any thread may ask. */
final class ClientGone implements BooleanSupplier {
    private volatile boolean gone;

    private ClientGone() {}

    /** Of that request, which nobody else is to watch. */
    static ClientGone of(HttpExchange exchange) {
        var client = new ClientGone();
        exchange.whenGone(() -> client.gone = true);
        return client;
    }

    @Override
    public boolean getAsBoolean() {
        return gone;
    }
}
