package io.millrace.client.relay;

import io.millrace.client.Overflow;
import io.millrace.client.PlayOptions;
import io.millrace.client.PublishOptions;
import io.millrace.client.Reconnect;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpPlayer;
import io.millrace.client.RtmpPublisher;
import io.millrace.media.MediaFrame;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies a live stream from one server to others, byte for byte, until it is closed. Source and targets each have their own
 * connection and make it anew when it is lost; a target that is slow or away loses frames up to a key frame, counted, and
 * the others notice nothing.
 *
 * <p>Any thread may call.
 */
public final class Relay implements AutoCloseable {
    private static final PlayOptions PLAY =
            PlayOptions.DEFAULT.withLasting(true).withReconnect(Reconnect.ALWAYS);
    private static final PublishOptions PUBLISH =
            PublishOptions.DEFAULT.withOverflow(Overflow.DROP).withReconnect(Reconnect.ALWAYS);

    private final RtmpPlayer source;
    private final List<RtmpPublisher> targets;
    private final CompletableFuture<RtmpException> ended = new CompletableFuture<>();

    private Relay(RtmpPlayer source, List<RtmpPublisher> targets) {
        this.source = source;
        this.targets = targets;
    }

    /**
     * Begins at once, whether or not anybody answers yet.
     *
     * @param reconnect for the source and each target
     * @throws RtmpException if a URL has no stream name
     */
    public static Relay start(RtmpClient client, RtmpUrl source, List<RtmpUrl> targets, Reconnect reconnect)
            throws RtmpException {
        RtmpPlayer player = client.newPlayer(source, PLAY.withReconnect(reconnect));
        var publishers = Stream.<RtmpPublisher>builder();
        for (RtmpUrl target : targets) {
            publishers.add(client.newPublisher(target, PUBLISH.withReconnect(reconnect)));
        }
        var relay = new Relay(player, publishers.build().toList());
        relay.targets.forEach(RtmpPublisher::start);
        relay.source.start();
        CompletableFuture<?>[] ends =
                relay.targets.stream().map(RtmpPublisher::ended).toArray(CompletableFuture<?>[]::new);
        var unused = CompletableFuture.allOf(ends).thenRun(player::closeAsync);
        Thread.ofVirtual().name("relay " + source).start(relay::copy);
        return relay;
    }

    /** The source, for its state and counters. */
    public RtmpPlayer source() {
        return source;
    }

    /** The targets in the order given, for their states and counters. */
    public List<RtmpPublisher> targets() {
        return targets;
    }

    /** Completed with the reason when the source is over or all targets have failed. */
    public CompletableFuture<RtmpException> ended() {
        return ended.copy();
    }

    /** Ends source and targets; what waits for a target that is there is sent. */
    @Override
    public void close() {
        source.close();
        ended.join();
    }

    private void copy() {
        try {
            @Nullable MediaFrame frame = source.next();
            while (frame != null) {
                for (RtmpPublisher target : targets) {
                    target.writeAsync(frame); // never waits; one that has failed says so by its state
                }
                frame = source.next();
            }
        } catch (IOException e) {
            // The player tells why by its own end.
        } finally {
            source.closeAsync();
            targets.forEach(RtmpPublisher::closeAsync);
            targets.forEach(target -> target.ended().join());
            ended.complete(source.ended().join());
        }
    }
}
