package io.millrace.server.api;

/**
 * An application that is configured by its name or in use.
 *
 * @param viewers of all its streams
 * @param record when its streams are recorded
 * @param publishKey whether publishers need one
 * @param playKey whether players need one
 */
record ApplicationView(
        String name, int streams, int viewers, int sessions, String record, boolean publishKey, boolean playKey) {}
