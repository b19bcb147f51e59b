package io.millrace.server.sharedobject;

import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import io.millrace.server.config.SharedObjectsConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One shared object: its slots, and a log of what lately happened to them. Any thread may call; the lock is held for
 * copies in memory only. Users take what is new on the event loops they live on ({@link LoopUsers}).
 */
final class ServedObject {
    /** The known version of a user that may not have heard of anything. */
    static final long NOTHING = -1;

    /** A slot that is stored was within the limit of its time; the format of RTMP ends there. */
    private static final int MAX_STORED_BYTES = 16 << 20;

    /** What a message may have beside content that is just small enough: names, lengths, other events. */
    static final int MESSAGE_OVERHEAD = 64 * 1024;

    private final ObjectKey key;
    private final boolean persistent;
    private final SharedObjectsConfig limits;
    private final SharedObjectCounters counters;
    private final Runnable saver;
    private final Map<String, Slot> slots = new LinkedHashMap<>();
    private final ObjectLog log;
    private final Map<ScheduledExecutorService, LoopUsers> loops = new LinkedHashMap<>();
    private final List<ServerUser> listeners = new ArrayList<>();
    private long version = 1; // a client says 0 when it knows no version
    private long removed; // the version in which a slot was last removed
    private int bytes;

    /** How many use it; belongs to the registry, as does the next. */
    int users;

    /** Whom it counts for; null for nobody. */
    @Nullable
    Bytes maker;

    /** @param saver called when the content has changed, with the lock held */
    ServedObject(
            ObjectKey key,
            boolean persistent,
            SharedObjectsConfig limits,
            SharedObjectCounters counters,
            Runnable saver) {
        this.key = key;
        this.persistent = persistent;
        this.limits = limits;
        this.counters = counters;
        this.saver = saver;
        this.log = new ObjectLog(limits.maxLogBytes().asInt());
    }

    ObjectKey key() {
        return key;
    }

    boolean persistent() {
        return persistent;
    }

    synchronized long version() {
        return version;
    }

    synchronized boolean isEmpty() {
        return slots.isEmpty();
    }

    /** The values for Java code, a copy. */
    synchronized Map<String, AmfValue> values() {
        Map<String, AmfValue> values = new LinkedHashMap<>();
        slots.forEach((name, slot) -> values.put(name, slot.value()));
        return values;
    }

    // ---- changes ----

    /**
     * Does what a user asks for, as one batch: the version goes up by one if a slot was set or removed.
     *
     * @param knownVersion what the user has been told when it asked, or {@link #NOTHING}
     * @return the refusals, which are not in the log
     */
    List<SharedObjectEvent> apply(Object author, long knownVersion, List<SharedObjectEvent> requests) {
        List<SharedObjectEvent> answers = new ArrayList<>();
        List<LoopUsers> toWake;
        synchronized (this) {
            var batch = new Batch(author, knownVersion, answers);
            requests.forEach(batch::add);
            toWake = batch.finish() ? List.copyOf(loops.values()) : List.of();
        }
        toWake.forEach(LoopUsers::wake);
        return answers;
    }

    /** The requests of one user while they are carried out, with the lock held. */
    private final class Batch {
        private final Object author;
        private final long knownVersion;
        private final List<SharedObjectEvent> answers;
        private final EventBuffer own = new EventBuffer();
        private final EventBuffer others = new EventBuffer();
        private final List<Bytes> happened = new ArrayList<>();
        private boolean allToldTheSame = true;
        private boolean changed;

        Batch(Object author, long knownVersion, List<SharedObjectEvent> answers) {
            this.author = author;
            this.knownVersion = knownVersion;
            this.answers = answers;
        }

        void add(SharedObjectEvent request) {
            if (others.length() > limits.maxObjectBytes().bytes() + MESSAGE_OVERHEAD) {
                refuse(); // it sets the same slots again and again, or is many messages
                return;
            }
            try {
                switch (request) {
                    case RequestChange(String name, AmfValue value) -> set(name, value);
                    case RequestRemove(String name) -> remove(name);
                    case SendMessage message -> send(message);
                    default -> throw new IllegalArgumentException("not a request: " + request);
                }
            } catch (AmfException | ProtocolException e) { // it was read, but cannot be written, or is too long
                refuse();
            }
        }

        private void set(String name, AmfValue value) {
            Slot old = slots.get(name);
            long told = old == null ? removed : old.told(author);
            boolean crossed = knownVersion < told;
            int most = limits.maxSlotBytes().asInt();
            Slot slot = Slot.of(new Change(name, value), most, version + 1, author, crossed ? version + 1 : told);
            int growth = slot.size() - (old == null ? 0 : old.size());
            if ((old == null && slots.size() >= limits.maxSlots())
                    || (growth > 0 && bytes + growth > limits.maxObjectBytes().bytes())
                    || (growth > 0
                            && counters.bytes.get() + growth
                                    > limits.maxTotalBytes().bytes())) {
                refuse();
                return;
            }
            slots.put(name, slot);
            grow(growth);
            tellAuthor(Encoded.of(new Success(name)));
            if (crossed) {
                // It is still to hear of an earlier value or removal: without this it would end with that.
                tellAuthor(slot.change());
            }
            others.add(slot.change());
            happened.add(slot.asSet());
            changed();
        }

        /** The one who asks is told like all others; it alone if there is no such slot. */
        private void remove(String name) {
            Slot old = slots.remove(name);
            var event = new Remove(name);
            removed = version + 1;
            if (old == null) {
                tellAuthor(Encoded.of(event));
                changed = true;
                return;
            }
            grow(-old.size());
            tellAll(event, Encoded.of(event));
            changed();
        }

        /** It may be as long as an object. */
        private void send(SendMessage message) {
            tellAll(message, Encoded.of(message, limits.maxObjectBytes().asInt()));
            counters.messages.increment();
        }

        private void tellAuthor(Encoded event) {
            own.add(event);
            allToldTheSame = false;
        }

        private void tellAll(SharedObjectEvent event, Encoded encoded) {
            own.add(encoded);
            others.add(encoded);
            happened.add(encoded.asReceived(event));
        }

        private void changed() {
            changed = true;
            counters.changes.increment();
        }

        private void refuse() {
            counters.refused.increment();
            answers.add(Status.error(Status.NO_WRITE_ACCESS));
        }

        /** Whether anything has happened. */
        boolean finish() {
            if (own.length() == 0) {
                return false;
            }
            if (changed) {
                version++;
                if (persistent) {
                    saver.run();
                }
            }
            if (!loops.isEmpty()) {
                if (allToldTheSame) {
                    log.append(others.encoded());
                } else {
                    log.append(author, own.encoded(), others.encoded());
                }
            }
            for (ServerUser listener : listeners) {
                if (!author.equals(listener)) {
                    listener.happened(happened);
                }
            }
            return true;
        }
    }

    private void grow(int growth) {
        bytes += growth;
        counters.bytes.addAndGet(growth);
    }

    // ---- users ----

    /** The place for users that live on {@code loop}; on that loop. */
    synchronized LoopUsers on(ScheduledExecutorService loop) {
        return loops.computeIfAbsent(loop, key -> new LoopUsers(this, loop, limits.batch()));
    }

    /** The last user has left that place; on its loop. */
    synchronized void left(LoopUsers place) {
        loops.remove(place.loop());
        trim();
    }

    /** All users of that place have been sent what there was up to its position. */
    synchronized void told(LoopUsers place, long position) {
        place.position = position;
        trim();
    }

    private void trim() {
        log.trim(
                loops.values().stream().mapToLong(place -> place.position).min().orElse(log.end()));
    }

    synchronized void listen(ServerUser user) {
        if (!listeners.contains(user)) {
            listeners.add(user);
        }
    }

    synchronized void unlisten(ServerUser user) {
        listeners.remove(user);
    }

    /**
     * What a user is to be sent, and where it then is.
     *
     * @param content whether it is all of the content, not what has happened
     */
    record News(Bytes body, long position, long version, boolean content) {}

    synchronized long end() {
        return log.end();
    }

    /**
     * What is new for a user, empty if nothing is: the events since {@code position}, or all of the content if they are
     * not kept any more.
     */
    synchronized News news(Object user, long position, boolean amf3) {
        if (!log.reaches(position)) {
            return new News(content(amf3, false), log.end(), version, true);
        }
        Bytes events = position == log.end() ? Bytes.EMPTY : log.events(user, position, amf3);
        Bytes body = events.isEmpty() ? Bytes.EMPTY : header().bytes(events).toBytes();
        return new News(body, log.end(), version, false);
    }

    /** What a user is sent that has just come. */
    synchronized News welcome(boolean amf3) {
        return new News(content(amf3, true), log.end(), version, true);
    }

    private Bytes content(boolean amf3, boolean welcome) {
        ByteWriter out = header();
        if (welcome) {
            out.bytes(SharedObjectCodec.encode(new UseSuccess(), amf3));
        }
        out.bytes(SharedObjectCodec.encode(new Clear(), amf3));
        slots.values().forEach(slot -> out.bytes(slot.change().in(amf3)));
        return out.toBytes();
    }

    private ByteWriter header() {
        return new ByteWriter().bytes(SharedObjectCodec.header(key.name(), version, persistent));
    }

    // ---- storage ----

    /** The content as a message, each value in the encoding it came in. */
    synchronized Bytes stored() {
        ByteWriter out = header();
        slots.values().forEach(slot -> out.bytes(slot.asSet()));
        return out.toBytes();
    }

    /** Takes over what {@link #stored} gave; before anybody uses the object. */
    synchronized void restore(SharedObjectMessage stored) {
        version = stored.version();
        for (SharedObjectEvent event : stored.events()) {
            if (event instanceof Change change) {
                Slot slot = Slot.of(change, MAX_STORED_BYTES, version, null, version);
                Slot old = slots.put(change.slot(), slot);
                grow(slot.size() - (old == null ? 0 : old.size()));
            }
        }
    }

    /** It is out of use: what it held does not count any more. */
    synchronized void forget() {
        slots.clear();
        grow(-bytes);
    }

    @Override
    public String toString() {
        return key.toString();
    }
}
