package io.millrace.server.application;

import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ApplicationPattern;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/** The {@link Application}s of a server and their instances. Any thread may call it. */
public final class Applications {
    /** No applications: every client may do everything, and can call nothing. */
    public static final Applications NONE =
            new Applications(Map.of(), SharedObjects.NONE, Runnable::run, Duration.ZERO, 0, 0);

    private final Map<String, Hosted> byPattern = new LinkedHashMap<>();
    private final SharedObjects sharedObjects;
    private final Executor executor;
    private final Duration timeout;
    private final int maxWaiting;
    private final int maxWaitingBytes;
    private final Map<String, ApplicationInstance> instances = new ConcurrentHashMap<>();

    /** An application and what it has said for good. */
    record Hosted(Application application, Methods methods) {}

    /**
     * Applications by name or pattern, as in the configuration.
     *
     * @param sharedObjects those of all instances
     * @param executor runs hooks, which may block; an own thread for each task
     * @param timeout how long a client waits for a hook, and a hook for an answer
     * @param maxWaiting calls of one client that wait for their turn; more are refused
     * @param maxWaitingBytes of their messages, likewise
     */
    public Applications(
            Map<String, Application> byPattern,
            SharedObjects sharedObjects,
            Executor executor,
            Duration timeout,
            int maxWaiting,
            int maxWaitingBytes) {
        byPattern.forEach(
                (pattern, application) -> this.byPattern.put(pattern, new Hosted(application, application.methods())));
        this.sharedObjects = sharedObjects;
        this.executor = executor;
        this.timeout = timeout;
        this.maxWaiting = maxWaiting;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /** The application's side of a client that wants to connect. */
    public ApplicationSession open(ConnectRequest request, ClientLink link) {
        try {
            StreamPath path = StreamPath.of(request.app(), "", "");
            return find(path.application())
                    .<ApplicationSession>map(hosted -> {
                        var client = new HostedClient(enter(path.path()), request, link);
                        var turns = new Turns(executor, maxWaiting, maxWaitingBytes);
                        return new HostedSession(this, hosted, client, turns, timeout);
                    })
                    .orElseGet(this::unhosted);
        } catch (ProtocolException e) {
            return unhosted(); // a path that is no path belongs to nobody, and no stream can be below it
        }
    }

    /** The side of a client that has not said what it wants to connect to. */
    public ApplicationSession unhosted() {
        return new Unhosted(this);
    }

    /** Whether clients of that application are those of an {@link Application}, which decides about them. */
    public boolean hosts(String name) {
        return find(name).isPresent();
    }

    /** The application of that name, which is the first segment of a path. */
    Optional<Hosted> find(String name) {
        return ApplicationPattern.best(byPattern.keySet(), name).map(byPattern::get);
    }

    SharedObjects sharedObjects() {
        return sharedObjects;
    }

    private ApplicationInstance enter(String path) {
        return instances.compute(path, (key, instance) -> {
            ApplicationInstance entered = instance == null ? new ApplicationInstance(key, sharedObjects) : instance;
            entered.sessions++;
            return entered;
        });
    }

    void leave(ApplicationInstance left) {
        instances.computeIfPresent(left.path(), (key, instance) -> --instance.sessions == 0 ? null : instance);
    }
}
