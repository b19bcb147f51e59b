package io.millrace.server.auth;

/**
 * The one place that allows publish and play. The server asks once per publish and per play command, on a virtual thread
 * of its own, so an implementation may block: ask a database, call a service. Several threads call it at the same time.
 *
 * <p>{@link KeyAuthorizer} is the simplest form. An exception that comes out counts as a denial.
 */
@FunctionalInterface
public interface Authorizer {
    /** Decides one request. */
    Decision authorize(AuthorizationRequest request);

    /**
     * Whether {@link #authorize} would allow everything of this kind in this application anyway. Then it is not asked and
     * the command is answered at once. Must not block: the event loop calls it.
     *
     * @param application the name, as in {@link AuthorizationRequest#application}
     */
    default boolean alwaysAllows(AuthorizationRequest.Action action, String application) {
        return false;
    }
}
