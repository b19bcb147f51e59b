package io.millrace.server.sharedobject;

/** How many updates a client has left: as many as it may in a second, which come back over a second. For one thread. */
final class UpdateRate {
    private static final double NANOS_PER_SECOND = 1e9;

    private final int perSecond;
    private double left;
    private long lastNanos;

    UpdateRate(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.left = perSecond;
        this.lastNanos = nowNanos;
    }

    /** Takes one if there is one. */
    boolean take(long nowNanos) {
        left = Math.min(perSecond, left + (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond);
        lastNanos = nowNanos;
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }
}
