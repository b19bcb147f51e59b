package io.millrace.rtmp.handshake;

import java.nio.ByteBuffer;

/** Collects a packet of {@link Packets#SIZE} bytes that arrives in any pieces, and then the next one. */
final class IncomingPacket {
    private final byte[] bytes = new byte[Packets.SIZE];
    private int received;

    /** Takes what {@code in} has of the packet; true when that completes it. */
    boolean fill(ByteBuffer in) {
        int count = Math.min(in.remaining(), bytes.length - received);
        in.get(bytes, received, count);
        received += count;
        if (received < bytes.length) {
            return false;
        }
        received = 0;
        return true;
    }

    /** Whether no byte of the packet is there yet. */
    boolean isEmpty() {
        return received == 0;
    }

    /** The packet after {@link #fill} returned true, until the next call of it. */
    byte[] bytes() {
        return bytes;
    }
}
