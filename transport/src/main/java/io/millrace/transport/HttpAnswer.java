package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpDone;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpOutput;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request and its answer. Belongs to its event loop, but for what {@link HttpExchange} says. */
final class HttpAnswer implements HttpExchange {
    /** [RFC9110 §5.6.7] */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private static final Logger log = LoggerFactory.getLogger(HttpAnswer.class);

    private static volatile Second newest = new Second(-1, "");

    private final HttpRequests socket;
    private final io.netty.handler.codec.http.@Nullable HttpRequest upgrade; // its head, if it may become a WebSocket
    private final boolean keepAliveByDefault;
    private final HttpRequest request;
    private final long startNanos = System.nanoTime();

    private boolean answered;
    private boolean over;
    private @Nullable String gaveUp; // why it was answered in place of its handler, whose answer goes nowhere
    private int status = HttpDone.CLIENT_GONE;
    private @Nullable Runnable whenGone;
    private @Nullable HttpBody body;

    HttpAnswer(HttpRequests socket, io.netty.handler.codec.http.HttpRequest head, HttpRequest request) {
        this.socket = socket;
        this.upgrade = request.wantsWebSocket() ? head : null; // what waits is not to hold what is in request too
        this.keepAliveByDefault = head.protocolVersion().isKeepAliveDefault();
        this.request = request;
    }

    static FullHttpResponse empty(HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set("Content-Length", 0).set("Connection", "close").set("Date", now());
        return response;
    }

    /** No answer yet: the body may come. */
    static FullHttpResponse goOn() {
        return new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE);
    }

    /** Made once a second, not for each answer. */
    private static String now() {
        long second = System.currentTimeMillis() / 1000;
        Second known = newest;
        if (known.number != second) {
            known = new Second(second, DATE.format(Instant.ofEpochSecond(second)));
            newest = known;
        }
        return known.text;
    }

    private record Second(long number, String text) {}

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public ScheduledExecutorService loop() {
        return socket.eventLoop();
    }

    // ---- answers ----

    @Override
    public void respond(HttpResponse response) {
        onLoop(() -> {
            if (gaveUp == null) {
                respondOnce(response);
            }
        });
    }

    private void respondOnce(HttpResponse response) {
        if (answered || over) {
            return;
        }
        boolean gzip = response.isCompressedFor(request);
        List<Bytes> parts = gzip ? List.of(response.gzip().orElseThrow()) : response.body();
        HttpHeaders headers = headers(response.headers());
        if (gzip) {
            headers.set("Content-Encoding", "gzip");
        }
        if (response.gzip().isPresent()) {
            headers.add("Vary", "Accept-Encoding");
        }
        long length = parts.stream().mapToLong(Bytes::length).sum();
        if (response.status() != 204 && response.status() != 304) {
            headers.set("Content-Length", length);
        }
        if (!request.isHead() && length > socket.connections().settings().maxPieceBytes()) {
            var large = open(response.status(), headers);
            large.play(new PartsSource(parts, () -> large.end("all was sent")));
        } else {
            whole(response.status(), headers, request.isHead() ? List.of() : parts);
        }
    }

    private void whole(int code, HttpHeaders headers, List<Bytes> parts) {
        begin(code);
        ByteBuffer[] buffers = parts.stream().map(Bytes::asByteBuffer).toArray(ByteBuffer[]::new);
        var response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(code),
                Unpooled.wrappedBuffer(buffers),
                headers,
                new DefaultHttpHeaders());
        int length = response.content().readableBytes();
        socket.channel().writeAndFlush(response).addListener(done -> {
            if (done.isSuccess() && length > 0) {
                socket.connections().transportCounters().pieces.increment();
                socket.connections().counters().bodyBytes.add(length);
            }
            finished(done.isSuccess(), length);
        });
    }

    @Override
    public HttpOutput stream(int code, Map<String, String> headers) {
        if (gaveUp != null) {
            return nowhere(HttpBody.chunks(socket, (success, bytes) -> {}), gaveUp);
        }
        HttpHeaders all = headers(headers);
        if (!all.contains(HttpHeaderNames.CONTENT_LENGTH) && !request.isHead()) {
            if (keepAliveByDefault) {
                all.set("Transfer-Encoding", "chunked");
            } else {
                socket.endAfterAnswer(); // HTTP/1.0 knows no other end
                all.set("Connection", "close");
            }
        }
        return open(code, all);
    }

    /** An answer that is out piece by piece. */
    private HttpBody open(int code, HttpHeaders headers) {
        if (answered) {
            throw new IllegalStateException("answered twice: " + request.path());
        }
        begin(code);
        var opened = HttpBody.chunks(socket, this::finished);
        body = opened;
        if (over) {
            opened.gone(ConnectionHandler.ENDED_BY_PEER);
        } else {
            socket.channel()
                    .writeAndFlush(
                            new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(code), headers));
            if (request.isHead()) {
                opened.end("the head alone was asked for");
            }
        }
        return opened;
    }

    @Override
    public HttpOutput webSocket() {
        if (gaveUp != null) {
            return nowhere(HttpBody.frames(socket, (success, bytes) -> {}), gaveUp);
        }
        if (answered) {
            throw new IllegalStateException("answered twice: " + request.path());
        }
        begin(HttpResponseStatus.SWITCHING_PROTOCOLS.code());
        socket.endAfterAnswer();
        var opened = HttpBody.frames(socket, this::finished);
        body = opened;
        if (over) {
            opened.gone(ConnectionHandler.ENDED_BY_PEER);
        } else {
            WebSocketUpgrade.start(socket.channel(), Objects.requireNonNull(upgrade), opened);
        }
        return opened;
    }

    /** The socket may be at its next request already: this is none of its answers. */
    private static HttpBody nowhere(HttpBody late, String reason) {
        late.gone(reason);
        return late;
    }

    private void begin(int code) {
        answered = true;
        status = code;
        whenGone = null;
        socket.answerBegins();
    }

    private HttpHeaders headers(Map<String, String> wanted) {
        HttpHeaders headers = new DefaultHttpHeaders();
        wanted.forEach(headers::set);
        headers.set("Date", now());
        if (!socket.keepsAlive()) {
            headers.set("Connection", "close");
        } else if (!keepAliveByDefault) {
            headers.set("Connection", "keep-alive");
        }
        return headers;
    }

    // ---- the end ----

    private void finished(boolean success, long bodyBytes) {
        if (!over) {
            over = true;
            tell(status, bodyBytes);
            socket.done(success);
        }
    }

    /** The client has gone, and why. */
    void gone(String reason) {
        if (over) {
            return;
        }
        over = true;
        Runnable task = whenGone;
        whenGone = null;
        long sent = body == null ? 0 : body.bytesSent();
        if (body != null) {
            body.gone(reason);
        }
        tell(answered ? status : HttpDone.CLIENT_GONE, sent);
        if (task != null) {
            task.run();
        }
    }

    /** Ends what goes on. */
    void end() {
        if (body != null) {
            body.end("server stops");
        } else {
            giveUp("server stops");
        }
    }

    /** Answers in place of its handler, for which it is as if the client had gone. */
    private void giveUp(String reason) {
        if (answered || over) {
            return;
        }
        Runnable task = whenGone;
        gaveUp = reason;
        try {
            if (task != null) {
                task.run();
            }
        } finally {
            respondOnce(HttpResponse.of(503)); // after which the next request may be handled at once
        }
    }

    @Override
    public void whenGone(Runnable task) {
        onLoop(() -> {
            if (gaveUp != null || (over && !answered)) {
                task.run();
            } else {
                whenGone = task;
            }
        });
    }

    private void onLoop(Runnable task) {
        if (!socket.eventLoop().isShuttingDown()) { // which ends it anyway
            EventLoops.run(socket.eventLoop(), task);
        }
    }

    private void tell(int code, long bodyBytes) {
        var counters = socket.connections().counters();
        counters.done.increment();
        if (code >= 500) {
            counters.failed.increment();
        } else if (code >= 400) {
            counters.refused.increment();
        }
        socket.connections()
                .settings()
                .log()
                .accept(new HttpDone(request, code, bodyBytes, System.nanoTime() - startNanos));
    }

    void tick(long nowNanos) {
        if (body != null) {
            body.tick(nowNanos);
        } else if (answered
                && socket.waitedNanos(nowNanos)
                        > socket.connections().settings().stalled().toNanos()) {
            socket.connections().transportCounters().stalled.increment();
            socket.channel().close();
        } else if (!answered
                && nowNanos - startNanos
                        > socket.connections().settings().unanswered().toNanos()) {
            log.error("{} {}: nobody has answered", LogText.of(request.method()), LogText.of(request.path()));
            giveUp("nobody answered in time");
        }
    }
}
