package io.millrace.server.record;

import io.millrace.hub.LogEntry;
import io.millrace.hub.Tap;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.TrackHeaders;
import java.util.ArrayList;
import java.util.List;

/**
 * Entries of one stream on their way to its file, bounded in bytes: a disk that hangs costs frames, and neither memory nor
 * the publisher's time. The publisher's thread fills it, a thread of the recorder's empties it.
 *
 * <pre>
 *   FLOWING --no room--> OVERFLOWED: takes nothing --tapped--> RESUMING: takes headers until a key frame --> FLOWING
 * </pre>
 */
final class FrameQueue implements Tap {
    /** About what an entry costs beside its body: a flood of empty messages counts too. */
    private static final int ENTRY_BYTES = 200;

    /** A stream that has no key frame for this long goes on without. */
    private static final long KEY_FRAME_PATIENCE_MILLIS = 10_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final long maxBytes;
    private List<Item> items = new ArrayList<>();
    private State state = State.FLOWING;
    private long bytes;
    private long lostFrames;
    private boolean hasVideo;
    private long resumedMillis = NEVER;
    private boolean ended;

    private enum State {
        FLOWING,
        OVERFLOWED,
        RESUMING
    }

    /**
     * An entry.
     *
     * @param afterGap whether frames before it are missing
     */
    record Item(LogEntry entry, long dtsMillis, boolean afterGap) {}

    FrameQueue(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    @Override
    public synchronized void appended(LogEntry entry, long dtsMillis) {
        if (ended) {
            return;
        }
        resumedMillis = resumedMillis == NEVER ? dtsMillis : resumedMillis;
        switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> {
                hasVideo |= frame.kind() == MediaKind.VIDEO && holds(frame, PacketType.CODED_FRAMES);
                add(entry, dtsMillis, TrackHeaders.isHeader(frame), isGoodStart(frame, dtsMillis));
            }
            case LogEntry.Metadata metadata -> add(metadata, dtsMillis, true, false);
            case LogEntry.TrackMaps maps -> {} // ours, and a file's reader can say the same
            case LogEntry.PublisherLeft left -> ended = true;
            case LogEntry.PublisherReturned returned -> {}
            case LogEntry.StreamDry dry -> {}
        }
    }

    private void add(LogEntry entry, long dtsMillis, boolean describes, boolean goodStart) {
        boolean wanted = state == State.FLOWING || (state == State.RESUMING && (describes || goodStart));
        if (wanted && bytes + ENTRY_BYTES + entry.bytes() > maxBytes) {
            wanted = false;
            state = State.OVERFLOWED;
        }
        if (!wanted) {
            lostFrames++;
            return;
        }
        boolean afterGap = state == State.RESUMING && goodStart;
        if (afterGap) {
            state = State.FLOWING;
        }
        bytes += ENTRY_BYTES + entry.bytes();
        items.add(new Item(entry, dtsMillis, afterGap));
    }

    /** Everything there is, which makes room. */
    synchronized List<Item> drain() {
        List<Item> drained = items;
        items = new ArrayList<>();
        bytes = 0;
        return drained;
    }

    /** Whether it has stopped taking entries, for want of room. */
    synchronized boolean isOverflowed() {
        return state == State.OVERFLOWED;
    }

    /**
     * After an overflow takes entries again: at once those that say what the stream is, frames from the next key frame on.
     */
    @Override
    public synchronized void tapped() {
        if (state == State.OVERFLOWED) {
            state = State.RESUMING;
            resumedMillis = NEVER;
        }
    }

    /** Messages that were not taken since this was asked last. */
    synchronized long takeLostFrames() {
        long taken = lostFrames;
        lostFrames = 0;
        return taken;
    }

    /** No more comes: the publisher has left, or {@link #end} was called. */
    synchronized boolean isEnded() {
        return ended;
    }

    synchronized void end() {
        ended = true;
    }

    private boolean isGoodStart(MediaFrame frame, long dtsMillis) {
        boolean keyFrame = frame.packets().stream().anyMatch(MediaPacket::keyFrame);
        boolean patient = hasVideo && dtsMillis - resumedMillis < KEY_FRAME_PATIENCE_MILLIS;
        return keyFrame || (!patient && holds(frame, PacketType.CODED_FRAMES));
    }

    static boolean holds(MediaFrame frame, PacketType type) {
        for (MediaPacket packet : frame.packets()) {
            if (packet.type() == type) {
                return true;
            }
        }
        return false;
    }
}
