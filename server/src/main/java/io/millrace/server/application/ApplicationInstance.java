package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients that have connected to the same path below an application, such as {@code chat/room1}. It is there as long
 * as it has clients. Any thread may call it.
 */
public final class ApplicationInstance {
    private final String path;
    private final SharedObjects sharedObjects;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

    /** Clients, those that are not connected yet included; guarded by {@link Applications}. */
    int sessions;

    ApplicationInstance(String path, SharedObjects sharedObjects) {
        this.path = path;
        this.sharedObjects = sharedObjects;
    }

    /** With the name of the application, and without a query: {@code chat/room1}. */
    public String path() {
        return path;
    }

    /** Those that are connected now. */
    public List<Client> clients() {
        return List.copyOf(clients);
    }

    /** Calls a method of all clients and wants no answers. */
    public void broadcast(String method, AmfValue... arguments) {
        clients.forEach(client -> client.send(method, arguments));
    }

    /**
     * Uses a shared object of this instance, and makes it if it does not exist. Empty if it exists with other persistence
     * or a limit is reached.
     */
    public Optional<ServerSharedObject> sharedObject(String name, boolean persistent) {
        return sharedObjects.use(path, name, persistent);
    }

    void add(Client client) {
        clients.add(client);
    }

    void remove(Client client) {
        clients.remove(client);
    }

    @Override
    public String toString() {
        return path;
    }
}
