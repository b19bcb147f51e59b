package io.millrace.transport;

/**
 * Whether a peer has acknowledged enough to be sent more. Always, until there is a limit.
 *
 * <p>Belongs to the connection's event loop.
 */
final class OutputWindow {
    private long windowBytes = Long.MAX_VALUE;
    private long acknowledgedBytes;

    /**
     * Limits what is sent from now on. What was sent before does not count: the peer may acknowledge that by a larger
     * window, and would get nothing any more that makes it do so.
     */
    void limit(long windowBytes, long sentBytes) {
        this.windowBytes = windowBytes;
        acknowledgedBytes = Math.max(acknowledgedBytes, sentBytes);
    }

    /**
     * Takes the peer's number for the total that is nearest to what was sent, before or after it: part of a write may
     * have arrived before all of it counts as sent.
     *
     * @param sequenceNumber total modulo 2^32
     * @return whether that is more than before
     */
    boolean acknowledged(long sequenceNumber, long sentBytes) {
        long totalBytes = sentBytes + (int) (sequenceNumber - sentBytes);
        boolean more = totalBytes > acknowledgedBytes;
        acknowledgedBytes = Math.max(acknowledgedBytes, totalBytes);
        return more;
    }

    boolean isOpen(long sentBytes) {
        return sentBytes - acknowledgedBytes < windowBytes;
    }
}
