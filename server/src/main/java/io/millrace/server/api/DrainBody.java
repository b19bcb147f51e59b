package io.millrace.server.api;

import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Clients;
import java.util.Optional;

/** Where all clients are to go. */
record DrainBody(Optional<String> tcUrl, Optional<String> description) {
    /** @throws ApiException if {@code tcUrl} is no URL */
    ReconnectRequest toRequest() {
        return ReconnectBody.request(new Clients.All(), tcUrl, description, Optional.empty());
    }
}
