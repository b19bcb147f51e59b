package io.millrace.server.sharedobject;

import io.millrace.amf.AmfException;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.server.application.ServerSharedObject;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.application.SharedObjects;
import io.millrace.server.config.SharedObjectsConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All shared objects of a server. A temporary object exists while it has users, a persistent one as long as it has a
 * slot; all are in memory, so nobody ever waits for the store. Any thread may call, except to make it and to close it,
 * which read and write the file.
 */
public final class SharedObjectService implements SharedObjects, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(SharedObjectService.class);

    /** In UTF-8, of an instance and of an object each. */
    private static final int MAX_NAME_BYTES = 255;

    private final SharedObjectsConfig config;
    private final Executor blocking;
    private final SharedObjectCounters counters = new SharedObjectCounters();
    private final Map<ObjectKey, ServedObject> objects = new ConcurrentHashMap<>();
    private final Makers makers;
    private final ObjectStore store;

    /**
     * With the persistent objects of the configured file, if it exists.
     *
     * @param blocking runs what may wait: listeners of applications
     */
    public SharedObjectService(SharedObjectsConfig config, Executor blocking) {
        this(config, blocking, ObjectStore.newWriter());
    }

    SharedObjectService(SharedObjectsConfig config, Executor blocking, ScheduledExecutorService writer) {
        this.config = config;
        this.blocking = blocking;
        makers = new Makers(config.maxPersistentPerAddress());
        store = new ObjectStore(Path.of(config.file()), config.saveInterval(), this::stored, counters, writer);
        store.load(this::restore);
    }

    public SharedObjectCounters counters() {
        return counters;
    }

    SharedObjectsConfig config() {
        return config;
    }

    @Override
    public Member join(String instance, SharedObjectRules rules, Sink sink) {
        return new ClientMember(this, instance, rules, sink);
    }

    @Override
    public Optional<ServerSharedObject> use(String instance, String name, boolean persistent) {
        return switch (acquire(new ObjectKey(instance, name), persistent, SharedObjectRules.ALL, null)) {
            case Acquired(ServedObject object) -> Optional.of(new ServerUser(object, this, blocking));
            case Refused(String code, String reason) -> {
                log.warn("shared object {} refused to the application: {}", new ObjectKey(instance, name), reason);
                yield Optional.empty();
            }
        };
    }

    /** The answer to who wants to use an object. */
    sealed interface Acquisition {}

    record Acquired(ServedObject object) implements Acquisition {}

    /** @param code of the status for the client */
    record Refused(String code, String reason) implements Acquisition {}

    /**
     * One more user for an object, which is made if there is none; {@link #release} when it goes.
     *
     * @param maker whom an object counts for that is made; null for the server
     */
    Acquisition acquire(ObjectKey key, boolean persistent, SharedObjectRules rules, @Nullable Bytes maker) {
        if (!isName(key.name()) || !isName(key.instance()) || hasControls(key.instance())) {
            return new Refused(Status.CREATION_FAILED, "it has no name that can be used");
        }
        if (!objects.containsKey(key) && !rules.mayCreate(key.name(), persistent)) {
            return new Refused(Status.CREATION_FAILED, "the application does not allow to make it");
        }
        if (persistent && !store.isUsable()) {
            return new Refused(Status.CREATION_FAILED, "the file of persistent objects cannot be used");
        }
        ServedObject object = objects.compute(key, (same, present) -> use(present, key, persistent, maker));
        if (object == null) {
            return new Refused(
                    Status.CREATION_FAILED,
                    "there are " + config.maxObjects() + " objects already, or " + config.maxPersistentPerAddress()
                            + " persistent ones that its address has made");
        }
        if (object.persistent() != persistent) {
            release(object);
            return new Refused(Status.BAD_PERSISTENCE, "it is " + (object.persistent() ? "persistent" : "temporary"));
        }
        return new Acquired(object);
    }

    private @Nullable ServedObject use(
            @Nullable ServedObject present, ObjectKey key, boolean persistent, @Nullable Bytes maker) {
        ServedObject object = present;
        if (object == null) {
            if (counters.objects.get() >= config.maxObjects()) {
                return null;
            }
            Bytes counted = persistent ? maker : null;
            if (counted != null && !makers.add(counted)) {
                counters.tooManyPersistent.increment();
                return null;
            }
            object = make(key, persistent);
            object.maker = counted;
        }
        object.users++;
        return object;
    }

    private ServedObject make(ObjectKey key, boolean persistent) {
        counters.objects.incrementAndGet();
        return new ServedObject(key, persistent, config, counters, () -> store.changed(key));
    }

    /** One user less. What nobody can use again is forgotten. */
    void release(ServedObject object) {
        objects.computeIfPresent(object.key(), (key, present) -> {
            present.users--;
            boolean stays = present.users > 0 || (present.persistent() && !present.isEmpty());
            if (stays) {
                return present;
            }
            present.forget();
            if (present.maker != null) {
                makers.remove(present.maker);
            }
            counters.objects.decrementAndGet();
            return null;
        });
    }

    private static boolean isName(String name) {
        return !name.isEmpty() && name.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES;
    }

    private static boolean hasControls(String instance) {
        return instance.chars().anyMatch(Character::isISOControl);
    }

    // ---- for the store ----

    /** What is to be stored under that key now; null if nothing is. */
    private @Nullable Bytes stored(ObjectKey key) {
        ServedObject object = objects.get(key);
        return object == null || !object.persistent() || object.isEmpty() ? null : object.stored();
    }

    private void restore(ObjectKey key, Bytes stored) {
        ServedObject object = make(key, true);
        try {
            object.restore(SharedObjectCodec.decode(stored, Encoded.LIMITS));
            objects.put(key, object);
        } catch (ProtocolException | AmfException e) {
            object.forget();
            counters.objects.decrementAndGet();
            log.error("shared object {} in {} cannot be read: {}", key, config.file(), e.getMessage());
        }
    }

    /** Writes what is not yet written. */
    @Override
    public void close() {
        store.close();
    }
}
