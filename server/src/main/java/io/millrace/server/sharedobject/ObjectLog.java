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
     * @param author whose batch it is: told {@code own} and not what the others are told
     */
    private record Entry(@Nullable Object author, Encoded own, Encoded others) {}

    private final int maxBytes;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long start;
    private int bytes;

    /** What most users are sent, made once: of the entries from {@code from} to the end. */
    private long sharedFrom;

    private long sharedEnd = -1;
    private final Bytes[] shared = {Bytes.EMPTY, Bytes.EMPTY};

    ObjectLog(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    void append(@Nullable Object author, Encoded own, Encoded others) {
        entries.add(new Entry(author, own, others));
        bytes += length(entries.getLast());
        while (bytes > maxBytes) {
            removeFirst();
        }
    }

    /** Everybody has been told what is before {@code position}. */
    void trim(long position) {
        while (start < position && !entries.isEmpty()) {
            removeFirst();
        }
    }

    private void removeFirst() {
        bytes -= length(entries.remove());
        start++;
    }

    private static int length(Entry entry) {
        return entry.own.length() + entry.others.length();
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
            shared[0] = Bytes.EMPTY;
            shared[1] = Bytes.EMPTY;
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
