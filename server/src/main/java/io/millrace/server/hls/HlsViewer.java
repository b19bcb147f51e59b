package io.millrace.server.hls;

import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.http.StreamViewer;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.LogText;
import io.millrace.transport.http.HttpExchange;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * One who plays by HLS: a session without a connection, from the first request that was allowed until there are none for a while.
 * Any thread may call.
 */
final class HlsViewer implements StreamViewer {
    /** As long as what was decided about a viewer holds. */
    private static final long ALLOWED_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final HlsViewers owner;
    private final long id;
    private final HlsViewers.Key key;
    private final StreamPath path;
    private final InetSocketAddress address;
    private final Instant connectedAt;
    private final long beganNanos;
    private final LongAdder bytesSent = new LongAdder();
    private volatile long allowedUntilNanos;
    private volatile long seenNanos;

    /**
     * Who may play from now on.
     *
     * @param address where its first request came from
     */
    HlsViewer(
            HlsViewers owner,
            long id,
            HlsViewers.Key key,
            StreamPath path,
            InetSocketAddress address,
            Instant connectedAt,
            long nowNanos) {
        this.owner = owner;
        this.id = id;
        this.key = key;
        this.path = path;
        this.address = address;
        this.connectedAt = connectedAt;
        this.beganNanos = nowNanos;
        allow(nowNanos);
    }

    // ---- what it asks for ----

    HlsViewers.Key key() {
        return key;
    }

    @Override
    public StreamPath path() {
        return path;
    }

    /** It was decided that it may play, or go on. */
    void allow(long nowNanos) {
        allowedUntilNanos = nowNanos + ALLOWED_NANOS;
        seenNanos = nowNanos;
    }

    /** It asks for something; gives whether it may have it without another decision. */
    boolean asks(long nowNanos) {
        if (nowNanos - allowedUntilNanos >= 0) {
            return false;
        }
        seenNanos = nowNanos;
        return true;
    }

    /** Whether it has had nothing for so long. */
    boolean isGone(long nowNanos, long goneNanos) {
        return nowNanos - seenNanos >= goneNanos;
    }

    /** Since it came. */
    Duration age(long nowNanos) {
        return Duration.ofNanos(nowNanos - beganNanos);
    }

    /** Its request, whose answer is to count as sent to it. */
    HttpExchange counted(HttpExchange exchange) {
        return new CountedExchange(exchange, bytesSent);
    }

    // ---- what operators see ----

    @Override
    public long id() {
        return id;
    }

    @Override
    public ViewerKind kind() {
        return ViewerKind.HLS;
    }

    @Override
    public InetSocketAddress address() {
        return address;
    }

    @Override
    public String agent() {
        return LogText.of(key.agent());
    }

    @Override
    public Instant connectedAt() {
        return connectedAt;
    }

    @Override
    public long bytesSent() {
        return bytesSent.sum();
    }

    @Override
    public void kick(String reason) {
        owner.kick(this, reason);
    }
}
