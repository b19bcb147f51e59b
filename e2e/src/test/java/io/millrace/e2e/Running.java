package io.millrace.e2e;

import java.util.ArrayDeque;
import java.util.Deque;

/** What the tests of one class share: closed in the end, what was started last first. For one thread at a time. */
final class Running {
    private final Deque<AutoCloseable> started = new ArrayDeque<>();

    /** Gives what is given. */
    <T extends AutoCloseable> T add(T one) {
        started.addFirst(one);
        return one;
    }

    void close() throws Exception {
        for (AutoCloseable one : started) {
            one.close();
        }
    }
}
