package io.millrace.client;

import io.millrace.amf.AmfConversion;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Texts;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Release;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Remove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestRemove;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Success;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Named values that all users of an application see and change, as this client knows them. It ends with its
 * connection. Values are in AMF0, whatever the connection has agreed on, as far as that has a form for them. Any thread may
 * call.
 */
public final class RemoteSharedObject implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RemoteSharedObject.class);

    private final NetConnection connection;
    private final String name;
    private final boolean persistent;
    private final Listener listener;
    private final CompletableFuture<RemoteSharedObject> used = new CompletableFuture<>();

    private final SharedContent content = new SharedContent(); // changed on the loop

    // On the loop only:
    private final Deque<Asked> asked = new ArrayDeque<>();
    private boolean over;

    private volatile long version;

    /** A change that the server has not answered yet. */
    private record Asked(String slot, AmfValue value, CompletableFuture<Void> answer) {}

    /** Who is told of changes, on the connection's event loop: nothing here may block. */
    public interface Listener {
        /** A slot has this value now, set by somebody else or, once the server agreed, by this client. */
        default void changed(String slot, AmfValue value) {}

        default void removed(String slot) {}

        /** All slots are gone; those there are now follow as changes. */
        default void cleared() {}

        /** Somebody, perhaps this client, has called all users. */
        default void message(String handler, List<AmfValue> arguments) {}

        /** The server refuses something, such as {@code SharedObject.NoWriteAccess}. */
        default void refused(String code) {}

        /** It is used no longer: closed by either side, or of kind OVERFLOW for more content than 16 MiB. */
        default void ended(RtmpException reason) {}
    }

    RemoteSharedObject(NetConnection connection, String name, boolean persistent, Listener listener) {
        this.connection = connection;
        this.name = name;
        this.persistent = persistent;
        this.listener = listener;
    }

    /** Completed when the server lets us use it. */
    CompletableFuture<RemoteSharedObject> use() {
        connection.onLoop(used, () -> {
            if (!connection.sharedObjects().add(this)) {
                used.completeExceptionally(
                        new RtmpException(Kind.REFUSED, Texts.quote(name) + " is in use on this connection"));
                return;
            }
            used.whenComplete((object, failure) -> {
                if (failure != null) {
                    connection.sharedObjects().remove(this);
                }
            });
            connection.owes(used, "the use of shared object " + Texts.quote(name));
            tell(new Use());
        });
        return used;
    }

    public String name() {
        return name;
    }

    public boolean isPersistent() {
        return persistent;
    }

    /** The slots there are, as far as this client was told; a copy, which is made when this is called after a change. */
    public Map<String, AmfValue> slots() {
        return content.copy();
    }

    /** Of the content that was last told; counts accepted changes. */
    public long version() {
        return version;
    }

    /**
     * Sets a slot for all.
     *
     * @return completed when the server has agreed; fails with a {@link RtmpException} that has its code
     */
    public CompletableFuture<Void> set(String slot, AmfValue value) {
        var answer = new CompletableFuture<Void>();
        connection.onLoop(answer, () -> {
            if (over) {
                answer.completeExceptionally(new RtmpException(Kind.CLOSED, "the shared object is closed"));
                return;
            }
            var request = new Asked(slot, value, answer);
            asked.add(request);
            answer.whenComplete((done, failure) -> connection.onLoop(() -> asked.remove(request)));
            connection.owes(answer, "a change of shared object " + Texts.quote(name));
            tell(new RequestChange(slot, value));
        });
        return Answers.elsewhere(answer);
    }

    /** Removes a slot for all; {@link Listener#removed} says when that is done. */
    public void remove(String slot) {
        connection.onLoop(() -> tell(new RequestRemove(slot)));
    }

    /** Calls a function of all users, this one too. */
    public void send(String handler, AmfValue... arguments) {
        List<AmfValue> values = List.of(arguments);
        connection.onLoop(() -> tell(new SendMessage(handler, values)));
    }

    /** Uses it no longer; the connection stays. */
    @Override
    public void close() {
        connection.onLoop(() -> end(new RtmpException(Kind.CLOSED, "the shared object is closed")));
    }

    // ---- on the loop ----

    private void end(RtmpException reason) {
        tell(new Release());
        connection.sharedObjects().remove(this);
        ended(reason);
    }

    /** A name or a value that has no form in bytes fails who asked for it. */
    private void tell(SharedObjectEvent event) {
        if (!over) {
            var message = new SharedObjectMessage(name, version, persistent, List.of(event));
            connection.send(SharedObjectCodec.encode(message, connection.objectEncoding() == ConnectRequest.AMF3));
        }
    }

    void received(SharedObject body) {
        try {
            SharedObjectMessage message = SharedObjectCodec.decode(body.body());
            version = message.version();
            for (SharedObjectEvent event : message.events()) {
                on(event);
            }
        } catch (ProtocolException | AmfException e) {
            log.debug("shared object {}: {}", Texts.quote(name), e.getMessage());
        } catch (RtmpException e) {
            log.warn("shared object {}: used no longer: {}", Texts.quote(name), e.getMessage());
            end(e);
        }
    }

    private void on(SharedObjectEvent event) throws RtmpException {
        switch (event) {
            case UseSuccess success -> used.complete(this);
            case Clear clear -> {
                content.clear();
                listener.cleared();
            }
            case Change(String slot, AmfValue value) -> changed(slot, AmfConversion.plain(value));
            case Success(String slot) -> succeeded(slot);
            case Remove(String slot) -> {
                content.remove(slot);
                listener.removed(slot);
            }
            case SendMessage(String handler, List<AmfValue> arguments) ->
                listener.message(
                        handler, arguments.stream().map(AmfConversion::plain).toList());
            case Status(String code, String level) -> refused(code, level);
            case Use e -> {}
            case Release e -> {}
            case RequestChange e -> {}
            case RequestRemove e -> {}
            case SharedObjectEvent.Unknown(int type, var data) ->
                log.debug("shared object {}: event {}", Texts.quote(name), type);
        }
    }

    private void changed(String slot, AmfValue value) throws RtmpException {
        content.put(slot, value);
        listener.changed(slot, value);
    }

    /** Of the changes asked for, the first of that slot has been made. */
    private void succeeded(String slot) throws RtmpException {
        for (Iterator<Asked> all = asked.iterator(); all.hasNext(); ) {
            Asked first = all.next();
            if (first.slot().equals(slot)) {
                all.remove();
                changed(slot, first.value());
                first.answer().complete(null);
                return;
            }
        }
    }

    /** A status names no slot; requests are answered in order. */
    private void refused(String code, String level) {
        if (!level.equals(Status.ERROR)) {
            log.debug("shared object {}: {}", Texts.quote(name), Texts.clean(code));
            return;
        }
        listener.refused(code);
        fail(new RtmpException(
                Kind.REFUSED, "shared object " + Texts.quote(name) + ": " + Texts.clean(code), code, ""));
    }

    private void fail(RtmpException failure) {
        Asked first = asked.poll();
        if (first != null) {
            first.answer().completeExceptionally(failure);
        } else {
            used.completeExceptionally(failure);
        }
    }

    void ended(RtmpException reason) {
        if (over) {
            return;
        }
        over = true;
        used.completeExceptionally(reason);
        asked.forEach(each -> each.answer().completeExceptionally(reason));
        asked.clear();
        try {
            listener.ended(reason);
        } catch (RuntimeException e) { // others are to be told, too
            log.error("shared object {}: a listener failed", Texts.quote(name), e);
        }
    }
}
