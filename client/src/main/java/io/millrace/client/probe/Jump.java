package io.millrace.client.probe;

/**
 * A place where the timestamps of a track do not go on as they should.
 *
 * @param atMillis the timestamp before it
 * @param millis how far the next one is from there: less than 0 where it goes back
 */
public record Jump(long atMillis, long millis) {}
