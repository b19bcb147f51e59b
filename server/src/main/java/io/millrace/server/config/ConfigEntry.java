package io.millrace.server.config;

/**
 * An option in effect.
 *
 * @param key as in the file
 * @param value as it would be written there; of a secret only whether it is set
 * @param byDefault likewise, what it would be if nobody had set it
 * @param changed whether they differ
 */
public record ConfigEntry(String key, String value, String byDefault, boolean changed) {}
