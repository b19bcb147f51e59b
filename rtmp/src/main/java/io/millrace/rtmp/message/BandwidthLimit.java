package io.millrace.rtmp.message;

/** How strictly Set Peer Bandwidth is meant. */
public enum BandwidthLimit {
    /** Limit unacknowledged output to the window. */
    HARD(0),
    /** The smaller of the window and the limit in force. */
    SOFT(1),
    /** As hard if the limit before was hard, otherwise ignored. */
    DYNAMIC(2);

    private final int wire;

    BandwidthLimit(int wire) {
        this.wire = wire;
    }

    int wire() {
        return wire;
    }

    /** Unknown values as the one that asks for least. */
    static BandwidthLimit ofWire(int wire) {
        return switch (wire) {
            case 0 -> HARD;
            case 1 -> SOFT;
            default -> DYNAMIC;
        };
    }
}
