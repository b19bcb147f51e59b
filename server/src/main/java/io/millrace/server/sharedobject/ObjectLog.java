package io.millrace.server.sharedobject;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * What lately happened to an object, in order, until every event loop has told its users. A user is a position in it. Not
 * for several threads at a time: its object's lock guards it.
 */
final class ObjectLog {
    /**
     * One batch of events.
     *
     * @param author whose batch it is: told {@code own} and not what the others are told; null if all are told the same
     */
    private record Entry(@Nullable Object author, Encoded own, Encoded others) {
        int length() {
            return own.length() + others.length();
        }
    }

    private static final Encoded NOTHING = new Encoded(Bytes.EMPTY, Bytes.EMPTY);

    private final int maxBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long start;
    private int bytes;

    /** What most users are sent, made once: of the entries from {@code from} to the end. */
    private long sharedFrom;

    private long sharedEnd = -1;
    private final Bytes[] shared = {Bytes.EMPTY, Bytes.EMPTY};

    /** @param maxBytes beyond which the oldest batches are forgotten; the newest is kept whatever its length */
    ObjectLog(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** All are told the same. */
    void append(Encoded all) {
        append(new Entry(null, NOTHING, all));
    }

    void append(Object author, Encoded own, Encoded others) {
        append(new Entry(author, own, others));
    }

    private void append(Entry entry) {
        entries.add(entry);
        bytes += entry.length();
        while (bytes > maxBytes && entries.size() > 1) {
            removeFirst();
        }
    }

    /** Everybody has been told what is before {@code position}. */
    void trim(long position) {
        while (start < position && !entries.isEmpty()) {
            removeFirst();
        }
        if (entries.isEmpty()) {
            forgetShared();
        }
    }

    private void removeFirst() {
        bytes -= entries.remove().length();
        start++;
    }

    private void forgetShared() {
        shared[0] = Bytes.EMPTY;
        shared[1] = Bytes.EMPTY;
    }

    /** What it holds, of each batch and of what is shared the longer encoding. */
    int bytes() {
        return bytes + Math.max(shared[0].length(), shared[1].length());
    }

    /** The position behind the last entry. */
    long end() {
        return start + entries.size();
    }

    /** Whether everything from {@code position} on is still here. */
    boolean reaches(long position) {
        return position >= start;
    }

    /** The events from {@code position} to the end, as {@code user} is to be told of them. */
    Bytes events(Object user, long position, boolean amf3) {
        boolean authored = false;
        long at = start;
        for (Entry entry : entries) {
            authored |= at++ >= position && user.equals(entry.author);
        }
        if (authored) {
            return join(user, position, amf3);
        }
        if (sharedFrom != position || sharedEnd != end()) {
            sharedFrom = position;
            sharedEnd = end();
            forgetShared();
        }
        int form = amf3 ? 1 : 0;
        if (shared[form].isEmpty()) {
            shared[form] = join(null, position, amf3);
        }
        return shared[form];
    }

    private Bytes join(@Nullable Object user, long position, boolean amf3) {
        var out = new ByteWriter();
        long at = start;
        for (Entry entry : entries) {
            if (at++ >= position) {
                boolean own = user != null && user.equals(entry.author);
                out.bytes((own ? entry.own : entry.others).in(amf3));
            }
        }
        return out.toBytes();
    }
}
