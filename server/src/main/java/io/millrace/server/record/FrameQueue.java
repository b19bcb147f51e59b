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
 * Entries of one stream on their way to its file, bounded in bytes, here and over all recordings: a disk that hangs costs
 * frames, and neither memory nor the publisher's time. The publisher's thread fills it; a thread of the recorder's, one at
 * a time, writes what is waiting and removes it then.
 *
 * <pre>
 *   FLOWING --no room--> OVERFLOWED: takes nothing --tapped--> RESUMING: takes headers until a key frame --> FLOWING
 *   STARTING: likewise, and nothing is missing for it --> FLOWING
 * </pre>
 */
final class FrameQueue implements Tap {
    /** A stream that has no key frame for this long goes on without. */
    private static final long KEY_FRAME_PATIENCE_MILLIS = 10_000;

    private static final long NEVER = Long.MIN_VALUE;

    private final long maxBytes;
    private final WaitingBytes total;
    private final List<Item> items = new ArrayList<>();
    private State state = State.FLOWING;
    private long bytes;
    private long lostFrames;
    private boolean hasVideo;
    private long resumedMillis = NEVER;
    private boolean ended;

    private enum State {
        STARTING,
        FLOWING,
        OVERFLOWED,
        RESUMING
    }

    /**
     * An entry.
     *
     * @param afterGap whether frames before it are missing
     */
    record Item(LogEntry entry, long dtsMillis, boolean afterGap) {
        /** What it takes of the memory, about. */
        long cost() {
            return entry.cost();
        }
    }

    /** @param total of all recordings */
    FrameQueue(long maxBytes, WaitingBytes total) {
        this.maxBytes = maxBytes;
        this.total = total;
    }

    /**
     * Before anything is appended: begins with a key frame.
     *
     * @param videoKnown whether the stream is known to have video, so that sound is no beginning
     */
    synchronized void awaitKeyFrame(boolean videoKnown) {
        state = State.STARTING;
        hasVideo = videoKnown;
    }

    @Override
    public synchronized void appended(LogEntry entry, long dtsMillis) {
        if (ended) {
            return;
        }
        resumedMillis = resumedMillis == NEVER ? dtsMillis : resumedMillis;
        switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> {
                hasVideo |= frame.kind() == MediaKind.VIDEO && frame.holds(PacketType.CODED_FRAMES);
                add(entry, dtsMillis, TrackHeaders.isHeader(frame), isGoodStart(frame, dtsMillis));
            }
            case LogEntry.Metadata metadata -> add(metadata, dtsMillis, true, false);
            case LogEntry.TrackMaps maps -> {} // ours: a file holds what was published
            case LogEntry.PublisherLeft left -> ended = true;
            case LogEntry.PublisherReturned returned -> {}
            case LogEntry.StreamDry dry -> {}
        }
    }

    private void add(LogEntry entry, long dtsMillis, boolean describes, boolean goodStart) {
        boolean waits = state == State.RESUMING || state == State.STARTING;
        boolean wanted = state == State.FLOWING || (waits && (describes || goodStart));
        long cost = entry.cost();
        if (wanted && (bytes + cost > maxBytes || !total.take(cost))) {
            wanted = false;
            state = State.OVERFLOWED;
        }
        if (!wanted) {
            lostFrames += state == State.STARTING ? 0 : 1;
            return;
        }
        boolean afterGap = state == State.RESUMING && goodStart;
        if (waits && goodStart) {
            state = State.FLOWING;
        }
        bytes += cost;
        items.add(new Item(entry, dtsMillis, afterGap));
    }

    /** Everything there is. It goes on taking its room until it is {@linkplain #remove removed}. */
    synchronized List<Item> waiting() {
        return List.copyOf(items);
    }

    /** Makes the room of the first {@code count} items free. */
    synchronized void remove(int count) {
        List<Item> first = items.subList(0, count);
        long cost = first.stream().mapToLong(Item::cost).sum();
        first.clear();
        bytes -= cost;
        total.giveBack(cost);
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

    /** No more comes: the publisher has left, or it was {@linkplain #end ended}. */
    synchronized boolean isEnded() {
        return ended;
    }

    synchronized void end() {
        ended = true;
    }

    /** Ends it, and what is waiting is not wanted any more. */
    synchronized void abandon() {
        ended = true;
        remove(items.size());
    }

    private boolean isGoodStart(MediaFrame frame, long dtsMillis) {
        boolean keyFrame = frame.packets().stream().anyMatch(MediaPacket::keyFrame);
        boolean patient = hasVideo && dtsMillis - resumedMillis < KEY_FRAME_PATIENCE_MILLIS;
        return keyFrame || (!patient && frame.holds(PacketType.CODED_FRAMES));
    }
}
