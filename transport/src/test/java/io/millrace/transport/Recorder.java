package io.millrace.transport;

import io.millrace.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A handler that records what it is told. Tests override what it does about it. */
class Recorder implements ConnectionHandler {
    private static final int LIMIT_SECONDS = 60;

    /** What {@link ConnectionHandler#closed} said. */
    record End(String reason, boolean orderly) {}

    final Connection connection;
    private final Semaphore ticks = new Semaphore(0);
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private final CompletableFuture<End> end = new CompletableFuture<>();

    Recorder(Connection connection) {
        this.connection = connection;
    }

    /** Called on the event loop with what has arrived. */
    void onReceived(byte[] bytes) {}

    synchronized byte[] receivedBytes() {
        return received.toByteArray();
    }

    End awaitEnd() throws Exception {
        return end.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    boolean hasEnded() {
        return end.isDone();
    }

    /** The next tick from now on, or the end. */
    void awaitTick() throws InterruptedException {
        ticks.drainPermits();
        if (!hasEnded() && !ticks.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("no tick within " + LIMIT_SECONDS + " s");
        }
    }

    /** Runs on the connection's event loop and returns when it has run. */
    void onLoop(Runnable action) throws Exception {
        connection.loop().submit(action).get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    void send(String text) {
        connection.send(Bytes.utf8(text));
    }

    @Override
    public final void received(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        synchronized (this) {
            received.writeBytes(copy);
        }
        onReceived(copy);
    }

    @Override
    public void readComplete() {}

    @Override
    public void tick(long nowNanos) {
        ticks.release();
    }

    @Override
    public final void closed(String reason, boolean orderly) {
        if (!end.complete(new End(reason, orderly))) {
            throw new AssertionError("closed twice");
        }
        ticks.release();
    }
}
