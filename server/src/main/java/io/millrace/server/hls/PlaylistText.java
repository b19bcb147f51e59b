package io.millrace.server.hls;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A media playlist of one moment for all who ask, each of whom may have a query of its own that stands in all URIs. It is made
 * once. For those without a query it is compressed once too; for others it is not, which would cost more than all the rest. For
 * one thread.
 */
final class PlaylistText {
    /** Stands where the query is to be; in no URI, since what is not ASCII is encoded there. */
    private static final String PLACE = "\u00a7";

    private final Map<String, String> headers;
    private final List<Bytes> pieces;
    private @Nullable HttpResponse withoutQuery;

    /**
     * The text that {@code made} has for a query.
     *
     * @param headers of the answer
     */
    PlaylistText(Map<String, String> headers, Function<String, String> made) {
        this.headers = headers;
        pieces = List.of(made.apply(PLACE).split(PLACE, -1)).stream()
                .map(Bytes::utf8)
                .toList();
    }

    HttpResponse answer(String query) {
        if (!query.isEmpty()) {
            return response(query);
        }
        HttpResponse known = withoutQuery;
        if (known == null) {
            known = response("").compressed();
            withoutQuery = known;
        }
        return known;
    }

    private HttpResponse response(String query) {
        Bytes place = Bytes.utf8(query);
        Bytes[] text = new Bytes[2 * pieces.size() - 1];
        for (int i = 0; i < text.length; i++) {
            text[i] = i % 2 == 0 ? pieces.get(i / 2) : place;
        }
        return new HttpResponse(200, headers, List.of(Bytes.join(List.of(text))), Optional.empty());
    }
}
