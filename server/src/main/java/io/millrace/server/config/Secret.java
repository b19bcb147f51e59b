package io.millrace.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/** A key that a publisher or a player must know. It never shows in a log: {@link #toString} tells only if it is set. */
public record Secret(String value) {
    /** No key is needed. */
    public static final Secret NONE = new Secret("");

    public boolean isSet() {
        return !value.isEmpty();
    }

    /** In a time that does not depend on how much of {@code candidate} is right. */
    public boolean matches(String candidate) {
        return MessageDigest.isEqual(value.getBytes(UTF_8), candidate.getBytes(UTF_8));
    }

    @Override
    public String toString() {
        return isSet() ? "(set)" : "(none)";
    }
}
