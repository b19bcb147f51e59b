package io.millrace.rtmp;

/**
 * A peer sent what the protocol does not allow. The text names the value and the limit, for the log; the scope says how
 * much ends with it.
 */
public final class ProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Scope scope;

    /** How much of the conversation an error ends. */
    public enum Scope {
        /** The message is dropped and counted; the connection goes on. */
        MESSAGE,
        /** The NetStream is answered with an error status; the connection goes on. */
        STREAM,
        /** The connection is closed. */
        CONNECTION
    }

    public ProtocolException(Scope scope, String text) {
        super(text);
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }
}
