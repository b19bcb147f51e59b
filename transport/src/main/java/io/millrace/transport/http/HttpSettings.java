package io.millrace.transport.http;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Bounds of HTTP connections, and who is told of requests. The number of connections is bounded by their listener.
 *
 * @param maxHeadBytes of a request line, and of all headers together
 * @param maxBodyBytes of a request
 * @param idle how long a client may take to send a request, and then to send its body
 * @param unanswered a request that nobody has answered for this long, as by a fault, gets status 503
 * @param stalled a client that takes nothing of an answer for this long is closed
 * @param maxPieceBytes largest single write of a source
 * @param maxUnsentBytes of what was {@link HttpOutput#send sent} that may wait for a client that does not read
 * @param log is told of each request when it is over, on its event loop
 */
public record HttpSettings(
        int maxHeadBytes,
        int maxBodyBytes,
        Duration idle,
        Duration unanswered,
        Duration stalled,
        int maxPieceBytes,
        int maxUnsentBytes,
        Consumer<HttpDone> log) {

    public static HttpSettings defaults() {
        return new HttpSettings(
                16 * 1024,
                1 << 20,
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                Duration.ofSeconds(10),
                64 * 1024,
                4 << 20,
                done -> {});
    }
}
