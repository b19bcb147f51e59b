package io.millrace.transport.http;

import io.millrace.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * An answer that is there as a whole. Content-Length is added to its headers.
 *
 * @param headers by their names as they are to be sent
 * @param body its parts one after the other
 * @param gzip the same body compressed, for clients that read it
 */
public record HttpResponse(int status, Map<String, String> headers, List<Bytes> body, Optional<Bytes> gzip) {
    public HttpResponse {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
        body = List.copyOf(body);
    }

    public static HttpResponse of(int status) {
        return new HttpResponse(status, Map.of(), List.of(), Optional.empty());
    }

    public static HttpResponse of(int status, String contentType, Bytes body) {
        return new HttpResponse(status, Map.of("Content-Type", contentType), List.of(body), Optional.empty());
    }

    /** In UTF-8. */
    public static HttpResponse text(int status, String contentType, String text) {
        return of(status, contentType + "; charset=utf-8", Bytes.utf8(text));
    }

    public HttpResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, more, body, gzip);
    }

    public HttpResponse withGzip(Bytes compressed) {
        return new HttpResponse(status, headers, body, Optional.of(compressed));
    }

    /** Whether {@code request} gets it compressed. */
    public boolean isCompressedFor(HttpRequest request) {
        return gzip.isPresent() && request.acceptsGzip();
    }

    /** With its body compressed for clients that read gzip: for text. */
    public HttpResponse compressed() {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            for (Bytes part : body) {
                gzip.write(part.toByteArray());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
        return withGzip(Bytes.wrap(out.toByteArray()));
    }
}
