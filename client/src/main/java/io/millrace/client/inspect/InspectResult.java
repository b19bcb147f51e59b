package io.millrace.client.inspect;

/**
 * What inspections came to.
 *
 * @param connections how many there were
 * @param unexplainedBytes in all of them, of both directions
 * @param violations how often a requirement was broken
 */
public record InspectResult(int connections, long unexplainedBytes, long violations) {
    static final InspectResult NONE = new InspectResult(0, 0, 0);

    InspectResult plus(InspectResult other) {
        return new InspectResult(
                connections + other.connections,
                unexplainedBytes + other.unexplainedBytes,
                violations + other.violations);
    }
}
