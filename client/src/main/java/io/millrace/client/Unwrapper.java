package io.millrace.client;

import io.millrace.media.MediaKind;

/**
 * Timestamps of 32 bits as times of 64: each is the one nearest to the last of its kind, so that it may wrap and may go back
 * . For one thread.
 */
final class Unwrapper {
    private static final long NONE = Long.MIN_VALUE;

    private long audio = NONE;
    private long video = NONE;
    private long newest = NONE;

    long at(MediaKind kind, int timestamp) {
        long time = near(lastOf(kind), timestamp);
        // Data messages often have no time of their own: what follows is not measured by them [IP-26].
        if (kind != MediaKind.DATA) {
            newest = time;
        }
        switch (kind) {
            case AUDIO -> audio = time;
            case VIDEO -> video = time;
            case DATA -> {}
        }
        return Math.max(0, time);
    }

    private long lastOf(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> audio;
            case VIDEO -> video;
            case DATA -> NONE;
        };
    }

    private long near(long lastOfItsKind, int timestamp) {
        long reference = lastOfItsKind == NONE ? newest : lastOfItsKind;
        return reference == NONE ? Integer.toUnsignedLong(timestamp) : reference + (timestamp - (int) reference);
    }
}
