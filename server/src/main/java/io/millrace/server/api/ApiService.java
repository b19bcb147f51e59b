package io.millrace.server.api;

import io.millrace.hub.Hub;
import io.millrace.server.activity.Sessions;
import io.millrace.server.api.Endpoint.Call;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.http.Access;
import io.millrace.server.http.Routes;
import io.millrace.server.viewing.PlayerCounts;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints of the API, for those who may use it; {@code openapi.json} describes them. What they do is done off the event
 * loops, on threads that may wait. Any thread may call it.
 */
public final class ApiService implements AutoCloseable {
    /** In front of the path of each endpoint. */
    static final String ROOT = "/api/v1";

    static final String EVENTS = "/events";

    private final Access access;
    private final Executor blocking;
    private final EventStreams eventStreams;
    private final List<Endpoint> endpoints;
    private volatile @Nullable ServerControl control; // null while the server starts

    /**
     * Answers nothing yet.
     *
     * @param events tells what happens
     * @param access guards all of it
     * @param blocking runs what may wait
     */
    public ApiService(
            ServerConfig config,
            Hub hub,
            Sessions sessions,
            PlayerCounts players,
            EventLog events,
            RecordingControl recordings,
            Access access,
            Executor blocking) {
        this.access = access;
        this.blocking = blocking;
        var views = new ApiViews(config, hub, sessions, players, recordings, this::control);
        var actions = new ApiActions(sessions, events, this::control);
        var recorded = new RecordingActions(recordings);
        this.eventStreams =
                new EventStreams(events, views::figures, config.api().maxEventStreams());
        this.endpoints = List.of(
                get("/server", Set.of(), ServerView.class, call -> views.server()),
                get("/config", Set.of(), Lists.ConfigView.class, call -> new Lists.ConfigView(config.entries())),
                get("/applications", Set.of(), Lists.ApplicationsView.class, call -> views.applications()),
                get("/streams", Set.of("application", "offset", "limit"), Lists.StreamsView.class, views::streams),
                get("/streams/{path...}", Set.of(), StreamView.class, views::stream),
                delete("/streams/{path...}/publisher", actions::kickPublisher),
                post("/streams/{path...}/recording", RecordBody.class, recorded::start),
                delete("/streams/{path...}/recording", recorded::stop),
                get("/recordings", Set.of("application", "limit"), Lists.RecordingsView.class, recorded::list),
                delete("/recordings/{application}/{file...}", recorded::delete),
                get(
                        "/sessions",
                        Set.of("application", "stream", "offset", "limit"),
                        Lists.SessionsView.class,
                        views::sessions),
                get("/sessions/{id}", Set.of(), SessionView.class, call -> SessionView.of(actions.session(call))),
                delete("/sessions/{id}", actions::kick),
                post("/reconnect", ReconnectBody.class, OutcomeView.class, actions::reconnect),
                post("/drain", DrainBody.class, OutcomeView.class, actions::drain),
                get("/openapi.json", Set.of(), Object.class, call -> OpenApi.document()));
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        routes.add("GET", ROOT + EVENTS, access.guarded((exchange, variables) -> eventStreams.subscribe(exchange)));
        for (Endpoint endpoint : endpoints) {
            routes.add(
                    endpoint.method(),
                    ROOT + endpoint.path(),
                    access.guarded((exchange, variables) ->
                            blocking.execute(() -> exchange.respond(endpoint.answer(exchange.request(), variables)))));
        }
    }

    /** From now on it can tell of the server, which has started. */
    public void open(ServerControl server) {
        control = server;
    }

    /** Nobody is told of events any more. */
    @Override
    public void close() {
        eventStreams.close();
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    private ServerControl control() {
        ServerControl known = control;
        if (known == null) {
            throw new ApiException(503, "The server starts.");
        }
        return known;
    }

    private static Endpoint get(
            String path, Set<String> parameters, Class<?> response, Function<Call, Object> operation) {
        return new Endpoint("GET", path, parameters, Void.class, response, operation.andThen(Optional::of));
    }

    private static Endpoint post(String path, Class<?> request, Class<?> response, Function<Call, Object> operation) {
        return new Endpoint("POST", path, Set.of(), request, response, operation.andThen(Optional::of));
    }

    private static Endpoint post(String path, Class<?> request, Consumer<Call> operation) {
        return new Endpoint("POST", path, Set.of(), request, Void.class, done(operation));
    }

    private static Endpoint delete(String path, Consumer<Call> operation) {
        return new Endpoint("DELETE", path, Set.of(), Void.class, Void.class, done(operation));
    }

    private static Function<Call, Optional<Object>> done(Consumer<Call> operation) {
        return call -> {
            operation.accept(call);
            return Optional.empty();
        };
    }
}
