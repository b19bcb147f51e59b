package io.millrace.server.api;

import io.millrace.server.activity.ServerEvent;
import io.millrace.server.activity.Session;
import io.millrace.server.activity.Sessions;
import io.millrace.server.api.Endpoint.Call;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What operators have the server do. On threads that may wait. */
final class ApiActions {
    private static final Logger log = LoggerFactory.getLogger(ApiActions.class);

    private static final String KICKED = "Closed by an operator.";

    private static final Pattern ID = Pattern.compile("[1-9]\\d{0,17}");

    private final Sessions sessions;
    private final Consumer<ServerEvent> events;
    private final Supplier<ServerControl> server;

    /** {@code events} is told of what concerns all. */
    ApiActions(Sessions sessions, Consumer<ServerEvent> events, Supplier<ServerControl> server) {
        this.sessions = sessions;
        this.events = events;
        this.server = server;
    }

    /** @throws ApiException if there is none of that ID */
    Session session(Call call) {
        String id = call.variable("id");
        Optional<Session> found = ID.matcher(id).matches() ? sessions.find(Long.parseLong(id)) : Optional.empty();
        return found.orElseThrow(() -> new ApiException(404, "There is no session " + Endpoint.shown(id) + "."));
    }

    void kick(Call call) {
        session(call).kick(KICKED);
    }

    void kickPublisher(Call call) {
        String path = call.variable("path");
        List<Session> publishers = sessions.all().stream()
                .filter(session -> session.publishes().contains(path))
                .toList();
        if (publishers.isEmpty()) {
            throw new ApiException(404, "Nobody publishes " + Endpoint.shown(path) + ".");
        }
        publishers.forEach(session -> session.kick(KICKED));
    }

    OutcomeView reconnect(Call call) {
        ReconnectRequest request = call.body(ReconnectBody.class).toRequest();
        return outcome(server.get().requestReconnect(request));
    }

    OutcomeView drain(Call call) {
        ReconnectRequest request = call.body(DrainBody.class).toRequest();
        log.info("an operator has clients asked to reconnect, and those to come");
        events.accept(new ServerEvent.Draining(request.description()));
        return outcome(server.get().drain(request));
    }

    private static OutcomeView outcome(CompletableFuture<Outcome> asking) {
        Outcome outcome = Waiting.of(asking);
        return new OutcomeView(outcome.asked(), outcome.unable());
    }
}
