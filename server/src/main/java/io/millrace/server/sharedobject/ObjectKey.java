package io.millrace.server.sharedobject;

import io.millrace.transport.LogText;

/**
 * Which object: names are unique within an application instance.
 *
 * @param instance without control characters
 */
record ObjectKey(String instance, String name) {
    /** An instance has none, so this ends it. */
    private static final char SEPARATOR = '\0';

    /** Inverse of {@link #stored}. */
    static ObjectKey of(String stored) {
        int end = stored.indexOf(SEPARATOR);
        return new ObjectKey(stored.substring(0, end), stored.substring(end + 1));
    }

    String stored() {
        return instance + SEPARATOR + name;
    }

    /** For the log. */
    @Override
    public String toString() {
        return LogText.of(name) + " of " + LogText.of(instance);
    }
}
