package io.millrace.server.application;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks clients to connect anew, so that this server can stop or another can take them [ER-040]. Only those can be asked that
 * announced Reconnect; what they publish and play goes on until they leave [ER-043, ER-045].
 *
 * @param whom which clients
 * @param tcUrl where to connect, absolute or relative to the client's own tcUrl; empty for the same place [ER-041]
 * @param description for who reads the log of the client
 * @param closeOthersAfter when to close those that cannot be asked, 24 hours at most; empty to leave them. A later
 *     request's time replaces an earlier one's
 */
public record ReconnectRequest(
        Clients whom, Optional<String> tcUrl, String description, Optional<Duration> closeOthersAfter) {
    private static final Duration MAX_WAIT = Duration.ofHours(24);

    /** Which clients are meant. */
    public sealed interface Clients {
        record All() implements Clients {}

        /** Those connected to an application, such as {@code live}. */
        record OfApplication(String name) implements Clients {}

        /** Those that publish or play a stream, such as {@code live/cam}. */
        record OfStream(String path) implements Clients {}

        /** The one of that number, which the log has too. */
        record One(long id) implements Clients {}
    }

    /**
     * What came of it.
     *
     * @param asked clients that got the request
     * @param unable clients that are meant but did not announce that they follow such a request
     */
    public record Outcome(int asked, int unable) {
        public Outcome plus(Outcome other) {
            return new Outcome(asked + other.asked, unable + other.unable);
        }
    }

    /** @throws IllegalArgumentException if {@code tcUrl} is no URL, or {@code closeOthersAfter} is not 0 to 24 hours */
    public ReconnectRequest {
        tcUrl.ifPresent(ReconnectRequest::check);
        closeOthersAfter.ifPresent(ReconnectRequest::check);
    }

    /** To the place where they are connected now: for a server that starts anew behind the same address. */
    public static ReconnectRequest of(Clients whom) {
        return new ReconnectRequest(whom, Optional.empty(), "Please connect again.", Optional.empty());
    }

    /** To another server or application: {@code rtmp://host:1935/app}, {@code //host/app} or {@code /app}. */
    public ReconnectRequest to(String url) {
        return new ReconnectRequest(whom, Optional.of(url), description, closeOthersAfter);
    }

    public ReconnectRequest saying(String text) {
        return new ReconnectRequest(whom, tcUrl, text, closeOthersAfter);
    }

    public ReconnectRequest closingOthersAfter(Duration wait) {
        return new ReconnectRequest(whom, tcUrl, description, Optional.of(wait));
    }

    private static void check(Duration wait) {
        if (wait.isNegative() || wait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("closeOthersAfter " + wait + " (expected: 0 s to 24 h)");
        }
    }

    private static void check(String url) {
        try {
            URI uri = new URI(url);
            boolean carried = uri.getScheme() == null || uri.getScheme().matches("rtmp(s|t|ts|e|te|fp)?");
            if (url.isEmpty() || !carried || uri.isOpaque()) {
                throw new IllegalArgumentException("tcUrl " + url + " (expected: an rtmp URL, or one relative to it)");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("tcUrl " + url + ": " + e.getReason(), e);
        }
    }
}
