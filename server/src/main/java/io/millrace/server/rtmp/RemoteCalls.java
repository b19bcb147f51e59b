package io.millrace.server.rtmp;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.application.ApplicationSession;
import io.millrace.server.application.ApplicationSession.Answer;
import io.millrace.server.application.CallException;
import io.millrace.server.application.ClientLink;
import io.millrace.transport.LogText;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remote calls of one connection that wait for their answers, in both directions. On the connection's event
 * loop, but for the methods of {@link ClientLink}: the application calls those from any thread.
 */
final class RemoteCalls implements ClientLink {
    private static final Logger log = LoggerFactory.getLogger(RemoteCalls.class);

    /** Failures of one client's calls in the log; more is for the debug log. */
    private static final int MAX_LINES = 5;

    private final RtmpConnection connection;
    private final RtmpService service;
    private final ServerSession session;
    private final long number;
    private final InetSocketAddress remoteAddress;

    private enum State {
        CONNECTING,
        CONNECTED,
        ENDED
    }

    private final Map<Double, CompletableFuture<AmfValue>> ours = new HashMap<>();
    private State state = State.CONNECTING;
    private long lastTransactionId;
    private int unanswered;
    private int lines;

    RemoteCalls(
            RtmpConnection connection,
            RtmpService service,
            ServerSession session,
            long number,
            InetSocketAddress remoteAddress) {
        this.connection = connection;
        this.service = service;
        this.session = session;
        this.number = number;
        this.remoteAddress = remoteAddress;
    }

    void connected() {
        state = State.CONNECTED;
    }

    /** Nobody answers any more, and nobody hears answers. */
    void end() {
        state = State.ENDED;
        ours.values().forEach(answer -> answer.cancel(false));
        ours.clear();
    }

    // ---- the client calls ----

    /**
     * A method of the application; its answer goes back when it is there, whatever comes meanwhile.
     *
     * @param bytes of its message
     */
    void received(Command call, int bytes, ApplicationSession application) {
        service.counters().calls.increment();
        if (unanswered >= service.config().rtmp().maxCalls()) {
            failed(call, new CallException("Too many calls wait for an answer."));
            return;
        }
        List<AmfValue> arguments = call.arguments()
                .subList(Math.min(1, call.arguments().size()), call.arguments().size());
        CompletableFuture<Answer> answer =
                application.call(call.name(), arguments, bytes).toCompletableFuture();
        if (answer.isDone()) {
            answer(call, answer.join());
            return;
        }
        unanswered++;
        var unused = answer.thenAcceptAsync(
                late -> {
                    unanswered--;
                    answer(call, late);
                },
                connection::later);
    }

    private void answer(Command call, Answer answer) {
        if (state == State.ENDED) {
            return;
        }
        switch (answer) {
            case Answer.Failed(CallException why) -> failed(call, why);
            case Answer.Result(AmfValue value) -> {
                try {
                    connection.perform(session.result(call.transactionId(), value));
                } catch (AmfException | IllegalArgumentException e) {
                    log.error("{}: the result of a call cannot be sent: {}", connection, e.getMessage());
                    failed(call, new CallException("The result cannot be sent."));
                }
            }
        }
    }

    private void failed(Command call, CallException why) {
        service.counters().failedCalls.increment();
        String reason = String.valueOf(why.getMessage());
        String line = "{}: call of {} failed: {}";
        if (lines < MAX_LINES) {
            lines++;
            log.info(line, connection, LogText.of(call.name()), LogText.of(reason));
        } else {
            log.debug(line, connection, LogText.of(call.name()), LogText.of(reason));
        }
        var status = new Status(StatusCode.CALL_FAILED, reason, why.information());
        connection.perform(session.error(call.transactionId(), status));
    }

    // ---- the application calls ----

    @Override
    public long number() {
        return number;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    @Override
    public CompletableFuture<AmfValue> call(String method, List<AmfValue> arguments) {
        var answer = new CompletableFuture<AmfValue>();
        try {
            connection.later(() -> call(method, arguments, answer));
        } catch (RejectedExecutionException e) {
            answer.cancel(false); // the server has stopped
        }
        return told(answer.orTimeout(service.config().rtmp().callTimeout().toNanos(), TimeUnit.NANOSECONDS));
    }

    /** The same on a thread of its own: what the application does with it must hold up neither the loop nor a timer. */
    private CompletableFuture<AmfValue> told(CompletableFuture<AmfValue> answer) {
        var told = new CompletableFuture<AmfValue>();
        var unused = answer.whenCompleteAsync(
                (value, thrown) -> {
                    if (thrown == null) {
                        told.complete(value);
                    } else {
                        told.completeExceptionally(thrown);
                    }
                },
                service.blocking());
        return told;
    }

    private void call(String method, List<AmfValue> arguments, CompletableFuture<AmfValue> answer) {
        if (state == State.ENDED) {
            answer.cancel(false);
        } else if (state == State.CONNECTING) {
            answer.completeExceptionally(new CallException("The client is not connected yet."));
        } else if (ours.size() >= service.config().rtmp().maxCalls()) {
            answer.completeExceptionally(new CallException("Too many calls wait for an answer."));
        } else {
            double id = ++lastTransactionId;
            try {
                connection.perform(session.call(method, id, arguments));
                ours.put(id, answer);
            } catch (AmfException | IllegalArgumentException e) {
                answer.completeExceptionally(new CallException(String.valueOf(e.getMessage())));
            }
            var unused = answer.whenComplete((value, thrown) -> {
                if (thrown instanceof TimeoutException) {
                    connection.later(() -> ours.remove(id));
                }
            });
        }
    }

    @Override
    public void send(String method, List<AmfValue> arguments) {
        connection.later(() -> {
            if (state == State.CONNECTED) {
                try {
                    connection.perform(session.call(method, 0, arguments));
                } catch (AmfException | IllegalArgumentException e) {
                    log.error("{}: a call of the application cannot be sent: {}", connection, e.getMessage());
                }
            }
        });
    }

    /** What the client says to a call of ours, or to one that never was. */
    void answered(double transactionId, boolean ok, AmfValue value) {
        CompletableFuture<AmfValue> answer = ours.remove(transactionId);
        AmfValue plain = AmfConversion.plain(value);
        if (answer == null) {
            service.counters().dropped(DropCause.UNEXPECTED).increment();
        } else if (ok) {
            answer.complete(plain);
        } else {
            AmfProperties information = plain.asProperties();
            answer.completeExceptionally(
                    new CallException(information.string("description").orElse("The call failed."), information));
        }
    }

    @Override
    public void close(String reason) {
        connection.later(() -> {
            tellClosed(reason);
            connection.close("by the application: " + LogText.of(reason));
        });
    }

    /** Where there is somebody who would understand it. */
    void tellClosed(String reason) {
        if (state == State.CONNECTED) {
            connection.perform(session.status(0, new Status(StatusCode.CONNECT_CLOSED, reason)));
        }
    }
}
