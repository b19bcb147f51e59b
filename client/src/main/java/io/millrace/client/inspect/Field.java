package io.millrace.client.inspect;

/** One named value of an {@link Event}. */
public record Field(String name, Value value) {}
