package io.millrace.server.hls;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.HlsGroupConfig;
import io.millrace.server.http.StreamRequests;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Answers requests for the master playlist of a stream, or of several that are a group. Any thread may call. */
final class HlsMasters {
    private final Map<String, HlsGroupConfig> groups;
    private final HlsPackagers packagers;
    private final StreamRequests requests;
    private final HlsClock clock;

    HlsMasters(Map<String, HlsGroupConfig> groups, HlsPackagers packagers, StreamRequests requests, HlsClock clock) {
        this.groups = groups;
        this.packagers = packagers;
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Answers as soon as there is something to play.
     *
     * @param path of a stream or of a group, which the client may have
     * @param query of all URIs, with its question mark, or empty
     */
    void answer(HttpExchange exchange, StreamPath path, HlsContainer container, String query) {
        HlsGroupConfig group = groups.get(path.path());
        if (group == null) {
            answer(exchange, path, List.of(path.path()), container, query);
            return;
        }
        var unused = allowed(exchange, group.streams().paths(), path.parameters())
                .thenAcceptAsync(
                        streams -> {
                            if (streams.isEmpty()) {
                                requests.refuse(exchange, 403, "None of its streams is allowed (is the key right?).");
                            } else {
                                answer(exchange, path, streams, container, query);
                            }
                        },
                        exchange.loop())
                .exceptionally(fault -> failed(exchange, fault));
    }

    private @Nullable Void failed(HttpExchange exchange, Throwable fault) {
        HlsFaults.answer(requests, exchange, fault);
        return null;
    }

    /** Those of several streams that the client may have, in their order: of others it is told nothing. */
    private CompletableFuture<List<String>> allowed(
            HttpExchange exchange, List<String> streams, Map<String, String> parameters) {
        List<CompletableFuture<Boolean>> answers = streams.stream()
                .map(stream -> requests.allows(exchange, new StreamPath(stream, parameters))
                        .toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenApply(all -> {
                    List<String> allowed = new ArrayList<>(streams);
                    allowed.removeIf(
                            stream -> !answers.get(streams.indexOf(stream)).join());
                    return allowed;
                });
    }

    private void answer(
            HttpExchange exchange, StreamPath path, List<String> streams, HlsContainer container, String query) {
        ClientGone gone = ClientGone.of(exchange);
        List<CompletableFuture<HlsOffers>> rungs = streams.stream()
                .map(stream -> packagers
                        .findOrStart(stream, container)
                        .map(packager -> packager.offers(gone))
                        .orElseGet(() -> CompletableFuture.completedFuture(HlsOffers.NONE)))
                .toList();
        var unused = HlsLadder.of(rungs, exchange.loop(), clock)
                .thenAccept(offers -> {
                    var master = new HlsMaster(query);
                    for (int i = 0; i < streams.size(); i++) {
                        master.add(
                                HlsUris.directory(path.path(), streams.get(i)),
                                offers.get(i).all());
                    }
                    answer(exchange, master, streams);
                })
                .exceptionally(fault -> failed(exchange, fault));
    }

    private void answer(HttpExchange exchange, HlsMaster master, List<String> streams) {
        if (master.isEmpty()) {
            packagers.refuse(exchange, streams);
        } else {
            exchange.respond(new HttpResponse(
                            200,
                            requests.headers(HlsRendition.PLAYLIST_TYPE, "no-cache"),
                            List.of(master.toBytes()),
                            Optional.empty())
                    .compressed());
        }
    }
}
