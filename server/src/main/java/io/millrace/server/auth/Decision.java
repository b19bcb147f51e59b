package io.millrace.server.auth;

/** What an {@link Authorizer} answers. */
public sealed interface Decision {
    Decision ALLOW = new Allow();

    /** A refusal; the reason is for the log, the client is told only that it was refused. */
    static Decision deny(String reason) {
        return new Deny(reason);
    }

    record Allow() implements Decision {}

    record Deny(String reason) implements Decision {}
}
