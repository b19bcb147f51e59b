package io.millrace.hub;

/**
 * An entry of a stream as a viewer gets it.
 *
 * @param dtsMillis log time at which it belongs: the entry's own, or for what is told again to a viewer that starts, that
 *     of the place where it starts
 */
public record TimedEntry(LogEntry entry, long dtsMillis) {}
