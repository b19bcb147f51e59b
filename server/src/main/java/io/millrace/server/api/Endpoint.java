package io.millrace.server.api;

import io.millrace.bytes.Bytes;
import io.millrace.server.http.Problem;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing that the API does.
 *
 * @param path below {@link ApiService#ROOT}, as in {@link io.millrace.server.http.Routes}
 * @param parameters of the query that are known
 * @param request the record that its body is; Void for none
 * @param response the record that is answered; Void for nothing
 * @param operation does it, on a thread that may wait; throws {@link ApiException} if it cannot be done
 */
record Endpoint(
        String method,
        String path,
        Set<String> parameters,
        Class<?> request,
        Class<?> response,
        Function<Call, Optional<Object>> operation) {
    private static final Logger log = LoggerFactory.getLogger(Endpoint.class);

    private static final int WORTH_COMPRESSING = 1024;

    /** What is said to the API is short. */
    private static final int MAX_BODY_BYTES = 64 * 1024;

    /**
     * A request to it.
     *
     * @param variables of the path
     */
    record Call(HttpRequest request, Map<String, String> variables) {
        String variable(String name) {
            return variables.getOrDefault(name, "");
        }

        /** @throws ApiException if it is not what is asked for */
        <T> T body(Class<T> type) {
            return Json.read(request.body(), type);
        }

        /** @throws ApiException if it is none, or out of range */
        int number(String parameter, int byDefault, int min, int max) {
            String text = request.parameter(parameter).orElse(Integer.toString(byDefault));
            try {
                int number = Integer.parseInt(text);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Is told below.
            }
            throw new ApiException(400, parameter + " must be a number from " + min + " to " + max + ".");
        }
    }

    HttpResponse answer(HttpRequest asked, Map<String, String> variables) {
        try {
            check(asked);
            return operation
                    .apply(new Call(asked, variables))
                    .map(result -> json(Json.of(result), asked))
                    .orElseGet(() -> HttpResponse.of(204))
                    .with("Cache-Control", "no-store")
                    .with("X-Content-Type-Options", "nosniff");
        } catch (ApiException e) {
            return Problem.of(e.status(), e.detail());
        } catch (Throwable e) { // an error too, or the client would wait for ever
            log.error("{} {}: a fault of ours", method, path, e);
            return Problem.of(500, "This is a fault of the server, whose log has more.");
        }
    }

    /** Lists of hundreds are a tenth as long when they are compressed. */
    private static HttpResponse json(Bytes text, HttpRequest asked) {
        HttpResponse whole = HttpResponse.of(200, "application/json", text);
        return text.length() >= WORTH_COMPRESSING && asked.acceptsGzip() ? whole.compressed() : whole;
    }

    private void check(HttpRequest asked) {
        asked.query().keySet().stream()
                .filter(name -> !parameters.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ApiException(400, "There is no parameter " + shown(name) + ".");
                });
        if (asked.body().length() > MAX_BODY_BYTES) {
            throw new ApiException(413, "A body may have " + MAX_BODY_BYTES + " bytes.");
        } else if (request == Void.class && !asked.body().isEmpty()) {
            throw new ApiException(400, "A body is not asked for.");
        } else if (request != Void.class && asked.body().isEmpty()) {
            throw new ApiException(400, "A body in JSON is asked for.");
        }
    }

    /** No longer than is good to read. */
    static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "..." : text;
    }
}
