package io.millrace.server.application;

import io.millrace.amf.AmfValue;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The clients that have connected to the same path below an application, such as {@code chat/room1}. It is there as long
 * as it has clients. Any thread may call it.
 */
public final class ApplicationInstance {
    private final String path;
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();

    /** Clients, those that are not connected yet included; guarded by {@link Applications}. */
    int sessions;

    ApplicationInstance(String path) {
        this.path = path;
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
