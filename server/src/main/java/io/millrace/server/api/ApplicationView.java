package io.millrace.server.api;

import java.util.Map;

/**
 * An application that is configured by its name or in use.
 *
 * @param viewers of all its streams, live and recorded
 * @param viewersBy what they play with
 * @param record when its streams are recorded
 * @param publishKey whether publishers need one
 * @param playKey whether players need one
 */
record ApplicationView(
        String name,
        int streams,
        int viewers,
        Map<String, Integer> viewersBy,
        int sessions,
        String record,
        boolean publishKey,
        boolean playKey) {}
