package io.millrace.client;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfValue;
import io.millrace.client.NetConnection.CallHandler;
import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.command.ServerStatus;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.message.RtmpMessage.Command;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The remote calls of one connection, in both directions. On its event loop, but for {@link #on}. */
final class RemoteCalls {
    private static final Logger log = LoggerFactory.getLogger(RemoteCalls.class);

    private final String name;
    private final Wire wire;
    private final Map<String, CallHandler> methods = new ConcurrentHashMap<>();
    private final Map<Double, Pending> pending = new HashMap<>();

    /** A call that the server owes an answer to. */
    private record Pending(String method, CompletableFuture<AmfValue> answer) {}

    RemoteCalls(String name, Wire wire) {
        this.name = name;
        this.wire = wire;
    }

    /** From any thread: the server may call that. */
    void on(String method, CallHandler handler) {
        methods.put(method, handler);
    }

    void call(String method, double transactionId, List<AmfValue> arguments, CompletableFuture<AmfValue> answer) {
        pending.put(transactionId, new Pending(method, answer));
        wire.perform(wire.session().call(method, transactionId, arguments));
    }

    /** Nobody waits for that answer any more. */
    void forget(double transactionId) {
        pending.remove(transactionId);
    }

    /** The answer may be one that nobody waits for: to releaseStream, FCPublish, or to what timed out. */
    void answered(double transactionId, boolean ok, AmfValue value) {
        Pending call = pending.remove(transactionId);
        if (call == null) {
            return;
        }
        if (ok) {
            call.answer().complete(value);
            return;
        }
        var status = ServerStatus.of(value);
        call.answer()
                .completeExceptionally(new RtmpException(
                        Kind.CALL_FAILED,
                        name + ": the call of " + Texts.quote(call.method()) + " failed: " + status,
                        status.code(),
                        status.description()));
    }

    /** The server calls. */
    void called(Command call) {
        CallHandler handler = methods.get(call.name());
        if (handler == null) {
            wire.perform(wire.session().callFailed(call.transactionId(), "no method " + Texts.quote(call.name())));
            return;
        }
        try {
            List<AmfValue> arguments =
                    call.arguments().stream().skip(1).map(AmfConversion::plain).toList();
            wire.perform(wire.session().result(call.transactionId(), handler.call(arguments)));
        } catch (RuntimeException e) {
            log.warn("{}: method {} failed", name, Texts.quote(call.name()), e);
            wire.perform(wire.session().callFailed(call.transactionId(), "the method failed"));
        }
    }

    /** The connection is over. */
    void end(RtmpException why) {
        List.copyOf(pending.values()).forEach(call -> call.answer().completeExceptionally(why));
        pending.clear();
    }
}
