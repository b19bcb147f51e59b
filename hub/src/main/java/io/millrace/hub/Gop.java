package io.millrace.hub;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.util.ArrayList;
import java.util.List;

/**
 * The entries since a stream's newest join point, for viewers to come. Bodies of frames live here for seconds, which is the
 * worst age for a garbage collector: it would move each of them before it dies. So they are kept in memory of their own,
 * and what is read is made anew. The stream's lock guards it.
 */
final class Gop {
    private final FrameMemory memory;
    private final List<Kept> entries = new ArrayList<>();

    private sealed interface Kept {
        record Whole(TimedEntry entry) implements Kept {}

        /** A frame whose body is in the memory. */
        record Frame(MediaKind kind, long dtsMillis, long position, int length, List<Payload> payloads)
                implements Kept {}
    }

    /**
     * A packet without its payload.
     *
     * @param offset of the payload in the body
     */
    private record Payload(MediaPacket packet, int offset, int length) {
        MediaPacket of(Bytes body) {
            return packet.with(body.slice(offset, length));
        }
    }

    Gop(SlabPool pool) {
        this.memory = new FrameMemory(pool);
    }

    void add(LogEntry entry, long dtsMillis) {
        if (entry instanceof LogEntry.Frame(MediaFrame frame)) {
            entries.add(keep(frame));
        } else {
            entries.add(new Kept.Whole(new TimedEntry(entry, dtsMillis)));
        }
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    int size() {
        return entries.size();
    }

    /** The entry of that place in order, from 0. */
    TimedEntry get(int index) {
        return switch (entries.get(index)) {
            case Kept.Whole(TimedEntry entry) -> entry;
            case Kept.Frame(var kind, long dtsMillis, long position, int length, var payloads) -> {
                Bytes body = memory.get(position, length);
                List<MediaPacket> packets =
                        payloads.stream().map(payload -> payload.of(body)).toList();
                yield new TimedEntry(new LogEntry.Frame(new MediaFrame(kind, dtsMillis, body, packets)), dtsMillis);
            }
        };
    }

    /** Another group of pictures takes the place of this one. */
    void restart() {
        entries.clear();
        memory.restart();
    }

    /** Nothing is kept any more. */
    void free() {
        entries.clear();
        memory.free();
    }

    private Kept keep(MediaFrame frame) {
        List<Payload> payloads = new ArrayList<>(frame.packets().size());
        for (MediaPacket packet : frame.packets()) {
            int offset = packet.payload().isEmpty() ? 0 : packet.payload().offsetIn(frame.body());
            if (offset < 0) { // made and not received: nobody promised that its payloads are parts of its body
                return new Kept.Whole(new TimedEntry(new LogEntry.Frame(frame), frame.dtsMillis()));
            }
            payloads.add(new Payload(
                    packet.with(Bytes.EMPTY), offset, packet.payload().length()));
        }
        return new Kept.Frame(
                frame.kind(),
                frame.dtsMillis(),
                memory.add(frame.body()),
                frame.body().length(),
                payloads);
    }
}
