package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.transport.http.HttpRequest;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A socket, or a stream of HTTP/2, whose requests a {@link io.millrace.transport.http.HttpHandler} answers. Runs on its event
 * loop only, but for {@link #end}.
 */
final class HttpRequests extends HttpSocket {
    private static final Logger log = LoggerFactory.getLogger(HttpRequests.class);

    private final HttpConnections connections;
    private final Opening opening;
    private io.netty.handler.codec.http.@Nullable HttpRequest head;
    private @Nullable HttpTarget target;
    private @Nullable HttpAnswer answer;
    private final RepeatedHeaders headers;
    private final ByteArrayOutputStream body = new ByteArrayOutputStream(0);

    HttpRequests(Channel channel, HttpConnections connections, Opening opening, RepeatedHeaders headers) {
        super(channel);
        this.connections = connections;
        this.opening = opening;
        this.headers = headers;
    }

    HttpConnections connections() {
        return connections;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        super.handlerAdded(context);
        connections.opened(this, eventLoop());
    }

    @Override
    void closed(@Nullable String failure) {
        connections.closed(this, eventLoop());
        if (answer != null) {
            answer.gone(failure == null ? ConnectionHandler.ENDED_BY_PEER : failure);
        }
    }

    // ---- requests ----

    @Override
    void begin(io.netty.handler.codec.http.HttpRequest next) {
        answer = null;
        body.reset();
        target = HttpTarget.parse(next.uri());
        head = next;
        if (target == null) {
            refuseAll(HttpResponseStatus.BAD_REQUEST);
        } else if (HttpUtil.getContentLength(next, 0L) > connections.settings().maxBodyBytes()) {
            refuseAll(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        } else {
            askForBody(next, HttpAnswer::goOn);
        }
    }

    @Override
    void body(HttpContent part) {
        try {
            part.content().readBytes(body, part.content().readableBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a stream in memory throws none
        } finally {
            part.release();
        }
        if (body.size() > connections.settings().maxBodyBytes()) {
            refuseAll(HttpResponseStatus.REQUEST_ENTITY_TOO_LARGE);
        } else if (part instanceof LastHttpContent) {
            handle();
        }
    }

    private void handle() {
        if (head == null || target == null) {
            return;
        }
        busy();
        var next = new HttpAnswer(this, head, request(head, target));
        head = null;
        answer = next;
        connections.counters().requests.increment();
        try {
            connections.handler().handle(next);
        } catch (Throwable e) { // an error too: others share this loop
            log.error(
                    "{} {}: a fault of ours",
                    LogText.of(next.request().method()),
                    LogText.of(next.request().path()),
                    e);
            next.respond(io.millrace.transport.http.HttpResponse.of(500));
        }
    }

    private HttpRequest request(io.netty.handler.codec.http.HttpRequest from, HttpTarget to) {
        return new HttpRequest(
                from.method().name(),
                to.path(),
                to.query(),
                headers.of(from.headers()),
                opening.client(),
                opening.tls(),
                Bytes.wrap(body.toByteArray()));
    }

    @Override
    void refuseAll(HttpResponseStatus status) {
        connections.counters().malformed.increment();
        endAfterAnswer();
        answerBegins();
        channel().writeAndFlush(HttpAnswer.empty(status)).addListener(done -> answerEnds(done.isSuccess()));
    }

    // ---- the end ----

    @Override
    public void tick(long nowNanos) {
        if (answer != null) {
            answer.tick(nowNanos);
        } else if (waitedNanos(nowNanos) > connections.settings().idle().toNanos()) {
            closeIdle();
        }
    }

    /** The answer is out: what comes next is another request. */
    void done(boolean success) {
        answer = null;
        answerEnds(success);
    }

    /** Ends it, and what goes on without end. Any thread may call. */
    void end() {
        if (!eventLoop().isShuttingDown()) {
            eventLoop().execute(() -> {
                if (answer != null) {
                    answer.end();
                }
            });
            close();
        }
    }
}
