package io.millrace.client;

import io.millrace.rtmp.command.ServerStatus;
import java.io.IOException;
import java.util.Optional;

/**
 * Why something asked of a server did not happen: one sentence that names what and where, a kind to decide by, and what
 * the server said, if it said something. Immutable.
 */
public final class RtmpException extends IOException {
    private static final long serialVersionUID = 1;

    private final Kind kind;
    private final String code;
    private final String description;

    /** What sort of failure it is; not a reason to give up in each case, see {@link #isWorthRetrying}. */
    public enum Kind {
        /** The URL names nothing that can be connected to. */
        URL,
        /** Nobody answers there: unknown host, closed port, no way, no TLS. */
        UNREACHABLE,
        /** The server answered nothing, or no further, within the time allowed. */
        TIMEOUT,
        /** The peer speaks no RTMP, or broke it. */
        PROTOCOL,
        /** The connection ended, from the other side or by the network. */
        CLOSED,
        /** The user name or the password is wrong, or the server wants them and none were given. */
        UNAUTHORIZED,
        /** The server said no: to connect, publish, play or seek. */
        REFUSED,
        /** A remote method failed. */
        CALL_FAILED,
        /** More waits to be sent than was allowed. */
        OVERFLOW
    }

    public RtmpException(Kind kind, String message) {
        this(kind, message, "", "");
    }

    /**
     * With what the server said.
     *
     * @param code such as {@code NetStream.Publish.BadName}; empty if it sent none
     * @param description free text of the server; empty if it sent none
     */
    public RtmpException(Kind kind, String message, String code, String description) {
        super(message);
        this.kind = kind;
        this.code = code;
        this.description = description;
    }

    /** The server refused {@code what}, or ended it, and said why; {@code name} says where. */
    static RtmpException refused(Kind kind, String name, String what, ServerStatus status) {
        String text = name + ": the server refused " + what + ": " + status;
        return new RtmpException(kind, text, status.code(), status.description());
    }

    /** The same failure for another caller, with its own stack trace. */
    RtmpException again() {
        var copy = new RtmpException(kind, String.valueOf(getMessage()), code, description);
        copy.initCause(this);
        return copy;
    }

    public Kind kind() {
        return kind;
    }

    /** The status code that the server sent, such as {@code NetConnection.Connect.InvalidApp}. */
    public Optional<String> code() {
        return code.isEmpty() ? Optional.empty() : Optional.of(code);
    }

    /** The description that the server sent, as it came: for people, and not fit for a log as it is. */
    public Optional<String> description() {
        return description.isEmpty() ? Optional.empty() : Optional.of(description);
    }

    /** Whether the same may succeed later: the network and a busy server change, a wrong password does not. */
    public boolean isWorthRetrying() {
        return switch (kind) {
            case UNREACHABLE, TIMEOUT, CLOSED, OVERFLOW -> true;
            case PROTOCOL, URL, UNAUTHORIZED, REFUSED, CALL_FAILED -> false;
        };
    }
}
