package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Logger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class that leaks a buffer. Leaks show when the garbage collector finds them, so one more is made on purpose:
 * when that one has been reported, the others have been too.
 */
final class LeakCheck implements BeforeAllCallback, AfterAllCallback {
    /** Netty reports each leak as an error; the one made on purpose is none. Kept here because loggers are collected. */
    private static final Logger REPORTS = Logger.getLogger(ResourceLeakDetector.class.getName());

    private final Queue<String> leaks = new ConcurrentLinkedQueue<>();

    @Override
    public void beforeAll(ExtensionContext context) {
        REPORTS.setUseParentHandlers(false);
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        ByteBufUtil.setLeakListener((type, records) -> leaks.add(records));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        String hint = "leaked on purpose after " + context.getDisplayName(); // the same leak is not reported twice
        leakOne(hint);
        await().until(() -> {
            System.gc();
            ByteBufAllocator.DEFAULT.directBuffer(1).release(); // an allocation looks for what was found
            return leaks.stream().anyMatch(records -> records.contains(hint));
        });
        assertThat(leaks).allMatch(records -> records.contains(hint));
    }

    private static void leakOne(String hint) {
        ByteBuf leaked = ByteBufAllocator.DEFAULT.directBuffer(1);
        leaked.touch(hint);
    }
}
