package io.millrace.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls the connections of one event loop once a second: one timer for all of them. Belongs to that loop. */
final class Ticker {
    private final Set<TcpConnection> connections = new HashSet<>();

    Ticker(EventLoop loop) {
        loop.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    void add(TcpConnection connection) {
        connections.add(connection);
    }

    void remove(TcpConnection connection) {
        connections.remove(connection);
    }

    private void tick() {
        long now = System.nanoTime();
        List<TcpConnection> all = new ArrayList<>(connections); // a tick may close its connection
        all.forEach(connection -> connection.tick(now));
    }
}
