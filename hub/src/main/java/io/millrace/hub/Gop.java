package io.millrace.hub;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * The entries since a stream's newest join point, for viewers to come. They live for seconds, which is the worst age for a
 * garbage collector: it would move each of them before it dies. So frames are kept as bytes in memory of their own, and
 * what is read is made anew. The stream's lock guards it.
 *
 * <p>A frame is kept as kind u8, time i64, length of the body u32, number of packets u16; for each packet its
 * {@link #shapes shape} u32, composition time i32, nanoseconds u32, where in the body its payload begins u32, and its
 * length u32; then the body. Another entry is kept as {@link #WHOLE} u8 and a number u32.
 */
final class Gop implements Iterable<TimedEntry> {
    private static final List<MediaKind> KINDS = List.of(MediaKind.values()); // a kind is kept as its place here
    private static final int WHOLE = 0xFF;
    private static final int HEAD_BYTES = 15;
    private static final int PACKET_BYTES = 20;

    /** Tracks by what can happen to them. They are looked for one by one, and a publisher may make them up. */
    private static final int MAX_SHAPES = 64;

    private final FrameMemory memory;
    private final List<MediaPacket> shapes = new ArrayList<>(); // packets without all that differs from frame to frame
    private final List<TimedEntry> wholes = new ArrayList<>();
    private int size;
    private long last;

    Gop(SlabPool pool) {
        this.memory = new FrameMemory(pool);
    }

    void add(LogEntry entry, long dtsMillis) {
        Bytes head = entry instanceof LogEntry.Frame(MediaFrame frame) ? headOf(frame) : null;
        if (head != null && entry instanceof LogEntry.Frame(MediaFrame frame)) {
            last = memory.add(head);
            memory.add(frame.body());
        } else {
            last = memory.add(headOfWhole(wholes.size()));
            wholes.add(new TimedEntry(entry, dtsMillis));
        }
        size++;
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The newest entry. Not for an empty one. */
    TimedEntry last() {
        return new Walk(last, 1).next();
    }

    /** All entries, in order, while nothing else is done with it. */
    @Override
    public Iterator<TimedEntry> iterator() {
        return new Walk(0, size);
    }

    /** Another group of pictures takes the place of this one. */
    void restart() {
        clear();
        memory.restart();
    }

    /** Nothing is kept any more. */
    void free() {
        clear();
        memory.free();
    }

    private void clear() {
        shapes.clear();
        wholes.clear();
        size = 0;
    }

    private static Bytes headOfWhole(int number) {
        return new ByteWriter()
                .u8(WHOLE)
                .u32(number)
                .bytes(new byte[HEAD_BYTES - 5])
                .toBytes();
    }

    /**
     * What goes before its body. Null if a payload is no part of the body, as of a frame that was made and not received, or
     * if a packet is of a shape too many to know.
     */
    private @Nullable Bytes headOf(MediaFrame frame) {
        int packets = frame.packets().size();
        ByteWriter head = new ByteWriter(HEAD_BYTES + packets * PACKET_BYTES)
                .u8(KINDS.indexOf(frame.kind()))
                .i64(frame.dtsMillis())
                .u32(frame.body().length())
                .u16(packets);
        for (MediaPacket packet : frame.packets()) {
            Bytes payload = packet.payload();
            int shape = shapeNumber(packet);
            int offset = payload.isEmpty() ? 0 : payload.offsetIn(frame.body());
            if (shape < 0 || offset < 0) {
                return null;
            }
            head.u32(shape)
                    .u32(packet.compositionTimeMillis() & 0xFFFF_FFFFL)
                    .u32(packet.nanoOffset())
                    .u32(offset)
                    .u32(payload.length());
        }
        return head.toBytes();
    }

    /** Known from now on at the latest; -1 if there are too many. */
    private int shapeNumber(MediaPacket packet) {
        MediaPacket shape = packet.with(0, 0, Bytes.EMPTY);
        int known = shapes.indexOf(shape);
        if (known >= 0 || shapes.size() == MAX_SHAPES) {
            return known;
        }
        shapes.add(shape);
        return shapes.size() - 1;
    }

    private final class Walk implements Iterator<TimedEntry> {
        private long position;
        private int left;

        Walk(long position, int left) {
            this.position = position;
            this.left = left;
        }

        @Override
        public boolean hasNext() {
            return left > 0;
        }

        @Override
        public TimedEntry next() {
            if (left-- <= 0) {
                throw new NoSuchElementException();
            }
            ByteReader head = read(HEAD_BYTES).reader();
            int kind = head.u8();
            return kind == WHOLE ? wholes.get(head.i32()) : frame(KINDS.get(kind), head);
        }

        private TimedEntry frame(MediaKind kind, ByteReader head) {
            long dtsMillis = head.i64();
            int length = head.i32();
            int count = head.u16();
            ByteReader packetHeads = read(count * PACKET_BYTES).reader();
            Bytes body = read(length);
            List<MediaPacket> packets = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                packets.add(shapes.get(packetHeads.i32())
                        .with(packetHeads.i32(), packetHeads.i32(), body.slice(packetHeads.i32(), packetHeads.i32())));
            }
            return new TimedEntry(new LogEntry.Frame(new MediaFrame(kind, dtsMillis, body, packets)), dtsMillis);
        }

        private Bytes read(int bytes) {
            Bytes read = memory.get(position, bytes);
            position += bytes;
            return read;
        }
    }
}
