package io.millrace.server.application;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.command.Texts;
import io.millrace.server.application.Applications.Hosted;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings what a client does to its {@link Application}, in turn, and what that says back in time. */
final class HostedSession implements ApplicationSession {
    /** On all NetStreams of a client, each stream on each once; more than a playlist holds, by far. */
    private static final int MAX_ENDINGS = 10_000;

    private static final Logger log = LoggerFactory.getLogger(HostedSession.class);

    private final Applications applications;
    private final Application application;
    private final Hosted hosted;
    private final HostedClient client;
    private final Turns turns;
    private final Duration timeout;
    private final FailureLog failures;

    /** For each NetStream and path on it what is to be told of when that ends; in turns only. */
    private final Map<Integer, Map<String, Runnable>> endings = new HashMap<>();

    private int openEndings;

    private boolean connected;
    private boolean gone; // in turns only

    HostedSession(Applications applications, Hosted hosted, HostedClient client, Turns turns, Duration timeout) {
        this.applications = applications;
        this.application = hosted.application();
        this.hosted = hosted;
        this.client = client;
        this.turns = turns;
        this.timeout = timeout;
        this.failures = new FailureLog(client);
    }

    // ---- questions ----

    @Override
    public CompletionStage<Admission> connect() {
        return ask(
                "connect",
                () -> application.connect(client, plain(client.request().arguments())));
    }

    @Override
    public CompletionStage<Admission> publish(int streamId, StreamPath path, PublishType type) {
        return askFor(
                streamId,
                path,
                () -> application.publish(client, path, type),
                () -> application.unpublished(client, path));
    }

    @Override
    public CompletionStage<Admission> play(int streamId, StreamPath path) {
        return askFor(streamId, path, () -> application.play(client, path), () -> application.stopped(client, path));
    }

    private CompletionStage<Admission> askFor(
            int streamId, StreamPath path, Supplier<Admission> hook, Runnable ending) {
        if (!applications.find(path.application()).equals(Optional.of(hosted))) {
            return CompletableFuture.completedFuture(Unhosted.elsewhere(path));
        }
        return ask(path.toString(), () -> {
            Admission admission = hook.get();
            boolean remembered = !(admission instanceof Admission.Accept) || remember(streamId, path, ending);
            return remembered ? admission : Admission.reject("too many streams without an end of any");
        });
    }

    /** A player may go on for days: of what comes round again the earlier time ends now. */
    private boolean remember(int streamId, StreamPath path, Runnable ending) {
        Map<String, Runnable> ofStream = endings.computeIfAbsent(streamId, unused -> new LinkedHashMap<>());
        Runnable earlier = ofStream.remove(path.path());
        if (earlier != null) {
            tell(earlier);
        } else if (openEndings >= MAX_ENDINGS) {
            return false;
        } else {
            openEndings++;
        }
        ofStream.put(path.path(), ending);
        return true;
    }

    private CompletionStage<Admission> ask(String what, Supplier<Admission> hook) {
        var answer = new CompletableFuture<Admission>();
        turns.add(() -> {
            try {
                answer.complete(gone ? Admission.reject("the client is gone") : hook.get());
            } catch (RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer.orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS).exceptionally(thrown -> {
            if (cause(thrown) instanceof TimeoutException) {
                log.warn("{}: no answer to {} within {} ms", client, what, timeout.toMillis());
                return Admission.reject("the application does not answer");
            }
            failures.failed(what, thrown);
            return Admission.reject("the application failed");
        });
    }

    // ---- news ----

    @Override
    public void connected() {
        connected = true;
        client.instance().add(client);
        turns.add(() -> application.connected(client));
    }

    @Override
    public void ended(int streamId) {
        turns.add(() -> end(endings.remove(streamId)));
    }

    @Override
    public void disconnected() {
        client.instance().remove(client);
        applications.leave(client.instance());
        boolean tell = connected;
        turns.add(() -> {
            gone = true;
            List.copyOf(endings.keySet()).forEach(streamId -> end(endings.remove(streamId)));
            if (tell) {
                application.disconnected(client);
            }
        });
    }

    private void end(@Nullable Map<String, Runnable> told) {
        if (told != null) {
            openEndings -= told.size();
            told.values().forEach(this::tell);
        }
    }

    private void tell(Runnable ending) {
        try {
            ending.run();
        } catch (RuntimeException e) {
            failures.failed("the end of a stream", e);
        }
    }

    // ---- shared objects ----

    @Override
    public SharedObjects.Member sharedObjects(String instance, SharedObjects.Sink sink) {
        return applications.sharedObjects().join(instance, GuardedRules.of(application, client, failures), sink);
    }

    // ---- calls ----

    @Override
    public CompletionStage<Answer> call(String name, List<AmfValue> arguments, int bytes) {
        Optional<Methods.AsyncMethod> method = hosted.methods().find(name);
        if (method.isEmpty()) {
            return CompletableFuture.completedFuture(Unhosted.noMethod(name));
        }
        var result = new CompletableFuture<AmfValue>();
        boolean waits = turns.offer(bytes, () -> {
            try {
                var unused = method.get().call(client, plain(arguments)).whenComplete((value, thrown) -> {
                    if (thrown == null) {
                        result.complete(value);
                    } else {
                        result.completeExceptionally(thrown);
                    }
                });
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        });
        return waits
                ? result.<Answer>thenApply(this::result)
                        .orTimeout(timeout.toNanos(), TimeUnit.NANOSECONDS)
                        .exceptionally(thrown -> new Answer.Failed(told(name, cause(thrown))))
                : CompletableFuture.completedFuture(
                        new Answer.Failed(new CallException("Too many calls wait for an answer.")));
    }

    /** A method in Java that has nothing to say may say null. */
    private Answer result(@Nullable AmfValue value) {
        return new Answer.Result(AgreedValues.of(value == null ? new AmfNull() : value, client.request()));
    }

    private CallException told(String name, Throwable thrown) {
        return switch (thrown) {
            case CallException e -> e;
            case TimeoutException e -> new CallException("There is no answer yet.");
            default -> {
                failures.failed("method " + Texts.quote(name), thrown);
                yield new CallException("The method failed.");
            }
        };
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static Arguments plain(List<AmfValue> values) {
        return new Arguments(values.stream().map(AmfConversion::plain).toList());
    }
}
