package io.millrace.client.load;

import io.millrace.client.NetConnection;
import io.millrace.client.NetStream;
import io.millrace.client.NetStreamHandler;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.rtmp.command.RtmpUrl;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One client of a load, with a connection and a stream of its own. The load's thread calls {@link #connect}, any thread
 * {@link #leave}; all else is on the connection's event loop.
 */
abstract class LoadClient implements NetStreamHandler {
    private final RtmpClient client;
    final RtmpUrl url;
    final Tally tally;
    private final Tally.Role role;
    private final Consumer<LoadClient> whenGone;
    private volatile @Nullable NetConnection connection;
    private volatile @Nullable NetStream stream;
    private volatile boolean leaving;
    private volatile boolean wasThere;
    volatile long begunNanos;

    /** @param whenGone told when this client has no stream, or has lost it, and did not leave by itself */
    LoadClient(RtmpClient client, RtmpUrl url, Tally tally, Tally.Role role, Consumer<LoadClient> whenGone) {
        this.client = client;
        this.url = url;
        this.tally = tally;
        this.role = role;
        this.whenGone = whenGone;
    }

    /** Asks for what this client has come for. */
    abstract CompletableFuture<?> begin(NetStream stream);

    /** What is announced before the stream is made; empty for nothing. */
    abstract String publishName();

    /** The stream, once it is there. */
    final @Nullable NetStream stream() {
        return stream;
    }

    final boolean isLeaving() {
        return leaving;
    }

    /** Whether it has had its stream at least once. */
    final boolean wasThere() {
        return wasThere;
    }

    /** Comes, for the first time or again. */
    void connect() {
        begunNanos = System.nanoTime();
        role.begun.increment();
        client.connectAsync(url.text())
                .thenCompose(opened -> {
                    connection = opened;
                    if (leaving) {
                        opened.closeAsync();
                    }
                    return opened.createStream(this, publishName());
                })
                .thenCompose(created -> begin(created).thenAccept(answer -> there(created)))
                .whenComplete((done, failure) -> {
                    if (failure != null) {
                        notThere(failure);
                    }
                });
    }

    private void there(NetStream begun) {
        stream = begun;
        (wasThere ? role.reconnected : role.connected).increment();
        wasThere = true;
    }

    private void notThere(Throwable failure) {
        closeConnection();
        if (leaving) {
            return;
        }
        Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                ? wrapped.getCause()
                : failure;
        tally.failure(cause);
        if (!wasThere) {
            role.failed.increment();
        }
        whenGone.accept(this);
    }

    @Override
    public void ended(RtmpException reason) {
        stream = null;
        closeConnection();
        if (!leaving) {
            role.lost.increment();
            tally.failure(reason);
            whenGone.accept(this);
        }
    }

    /** For good. */
    final void leave() {
        leaving = true;
        closeConnection();
    }

    private void closeConnection() {
        NetConnection open = connection;
        if (open != null) {
            open.closeAsync();
        }
    }
}
