package io.millrace.transport;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Calls what has time limits on one event loop once a second: one timer for all of it. Belongs to that loop. */
final class Ticker {
    private final Set<Ticked> members = new HashSet<>();

    Ticker(EventLoop loop) {
        loop.scheduleWithFixedDelay(this::tick, 1, 1, TimeUnit.SECONDS);
    }

    void add(Ticked member) {
        members.add(member);
    }

    void remove(Ticked member) {
        members.remove(member);
    }

    private void tick() {
        long now = System.nanoTime();
        List<Ticked> all = new ArrayList<>(members); // a tick may close its connection
        all.forEach(member -> member.tick(now));
    }
}
