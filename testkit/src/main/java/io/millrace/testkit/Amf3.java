package io.millrace.testkit;

import org.jspecify.annotations.Nullable;

/**
 * A value that is AMF3 inside AMF0. Java's Integer, Double, Boolean, String, Map, List, {@code byte[]} and null stand for
 * the types; a byte array is read as its {@link java.nio.ByteBuffer}, which is compared by content.
 */
public record Amf3(@Nullable Object value) {}
