package io.millrace.server.httpvod;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for {@code /recordings/APPLICATION/FILE}, for those who may play what is in it. A file that is being recorded
 * is as long as it is at that moment. Any thread may call.
 */
public final class HttpVodService {
    private static final Logger log = LoggerFactory.getLogger(HttpVodService.class);

    private final RecordingPaths paths;
    private final FilesInUse inUse;
    private final StreamRequests requests;
    private final PlayerCounts players;
    private final Executor readers;
    private final HttpVodCounters counters;

    /**
     * For the recordings in {@code paths}.
     *
     * @param inUse is told which files are sent
     * @param requests decides who may play; used by this service alone
     * @param readers opens and reads files, which may be slow
     */
    public HttpVodService(
            RecordingPaths paths, FilesInUse inUse, StreamRequests requests, PlayerCounts players, Executor readers) {
        this.paths = paths;
        this.inUse = inUse;
        this.requests = requests;
        this.players = players;
        this.readers = readers;
        this.counters = new HttpVodCounters(requests.refused());
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        requests.route(
                routes,
                "/recordings/{application}/{file...}",
                (exchange, variables) ->
                        find(exchange, variables.getOrDefault("application", ""), variables.getOrDefault("file", "")));
    }

    public HttpVodCounters counters() {
        return counters;
    }

    private void find(HttpExchange exchange, String application, String file) {
        Optional<Path> path = paths.file(application, file);
        if (path.isEmpty()) {
            notFound(exchange);
            return;
        }
        requests.admit(
                exchange,
                application + "/" + paths.stream(application, file),
                exchange.request().query(),
                stream -> readers.execute(() -> open(exchange, stream, path.get())));
    }

    /** On a thread for files. */
    private void open(HttpExchange exchange, StreamPath stream, Path path) {
        OpenFile file = null;
        try {
            file = open(stream.application(), path);
        } catch (IOException e) {
            log.warn("{} cannot be read: {}", path, e.toString());
        } catch (Throwable e) { // an error too, or the client would wait for ever
            log.error("{}: a fault of ours", path, e);
            exchange.loop().execute(() -> requests.refuse(exchange, 500, "The server has failed."));
            return;
        }
        OpenFile opened = file;
        exchange.loop().execute(() -> {
            if (opened == null) {
                notFound(exchange);
            } else {
                answer(exchange, stream, opened);
            }
        });
    }

    private @Nullable OpenFile open(String application, Path path) throws IOException {
        Optional<Path> directory = paths.directory(application);
        boolean there = directory.isPresent()
                && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)
                && RecordingPaths.isInside(directory.get(), path);
        return there ? OpenFile.open(path.toRealPath(), inUse) : null;
    }

    private void answer(HttpExchange exchange, StreamPath stream, OpenFile file) {
        var head = new FileAnswer(exchange.request(), file);
        Map<String, String> headers = head.headers();
        requests.allowOrigin(headers);
        Optional<ByteRange> range = head.range();
        Optional<String> full = range.isEmpty() ? Optional.empty() : players.enter(stream, ViewerKind.HTTP_FILE);
        if (full.isPresent()) {
            requests.refuseFull(exchange, stream, full.get());
        } else if (range.isEmpty()) {
            exchange.respond(new HttpResponse(head.status(), headers, List.of(), Optional.empty()));
        } else {
            counters.begun.increment();
            HttpOutput out = exchange.stream(head.status(), headers);
            out.whenClosed(reason -> {
                counters.ended.increment();
                players.leave(stream, ViewerKind.HTTP_FILE);
            });
            out.play(new FileBody(file, range.get(), out, exchange.loop(), readers));
            return;
        }
        readers.execute(file::close);
    }

    private void notFound(HttpExchange exchange) {
        requests.refuse(exchange, 404, "There is no such recording.");
    }
}
