package io.millrace.transport.http;

/**
 * A request that is over.
 *
 * @param status that was answered; 499 if the client went before
 * @param bodyBytes of the answer, as far as they have left
 * @param nanos from its head until the answer had left
 */
public record HttpDone(HttpRequest request, int status, long bodyBytes, long nanos) {
    /** Stands in logs and metrics for an answer that nobody waited for. */
    public static final int CLIENT_GONE = 499;
}
