package io.millrace.hub;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Messages in heap memory of their own: for what one viewer gets, or what is too small to be worth a slab. */
final class HeapOutput implements WireOutput {
    private final ByteArrayOutputStream finished = new ByteArrayOutputStream();
    private byte @Nullable [] latest;

    @Override
    public ByteBuffer message(int bytes) {
        finishMessage();
        byte[] message = new byte[bytes];
        latest = message;
        return ByteBuffer.wrap(message);
    }

    @Override
    public void mayCutAt(int offset) {
        // Goes whole.
    }

    int length() {
        return finished.size() + (latest == null ? 0 : latest.length);
    }

    ByteBuffer take() {
        finishMessage();
        return ByteBuffer.wrap(finished.toByteArray());
    }

    private void finishMessage() {
        if (latest != null) {
            finished.writeBytes(latest);
        }
        latest = null;
    }
}
