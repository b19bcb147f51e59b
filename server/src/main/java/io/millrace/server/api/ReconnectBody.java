package io.millrace.server.api;

import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Clients;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Whom to ask to connect anew, by one of the first four, and where. */
record ReconnectBody(
        Optional<Boolean> all,
        Optional<String> application,
        Optional<String> stream,
        Optional<Long> session,
        Optional<String> tcUrl,
        Optional<String> description,
        Optional<Long> closeOthersAfterMillis) {

    /** @throws ApiException if that is not one request */
    ReconnectRequest toRequest() {
        List<Clients> meant = Stream.of(
                        all.filter(Boolean::booleanValue).map(yes -> new Clients.All()),
                        application.map(Clients.OfApplication::new),
                        stream.map(Clients.OfStream::new),
                        session.map(Clients.One::new))
                .flatMap(Optional<? extends Clients>::stream)
                .map(Clients.class::cast)
                .toList();
        if (meant.size() != 1) {
            throw new ApiException(400, "Say who is meant, by one of \"all\": true, application, stream and session.");
        }
        return request(meant.getFirst(), tcUrl, description, closeOthersAfterMillis.map(Duration::ofMillis));
    }

    /** @throws ApiException if a value is out of its range */
    static ReconnectRequest request(
            Clients whom, Optional<String> tcUrl, Optional<String> description, Optional<Duration> closeOthersAfter) {
        try {
            String text = description.orElse(ReconnectRequest.of(whom).description());
            return new ReconnectRequest(whom, tcUrl, text, closeOthersAfter);
        } catch (IllegalArgumentException e) {
            throw new ApiException(400, String.valueOf(e.getMessage()));
        }
    }
}
