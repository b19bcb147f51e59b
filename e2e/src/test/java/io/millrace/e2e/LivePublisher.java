package io.millrace.e2e;

import static org.awaitility.Awaitility.await;

import io.millrace.server.hls.HlsCounters;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Publishes the tags of a file at their own speed, but for the first seconds of it, which come at once. */
final class LivePublisher implements AutoCloseable {
    private static final long STEP_MILLIS = 20;

    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
    private final RawRtmpPeer peer;
    private final int streamId;
    private final List<FlvTag> tags;
    private final long beganNanos;
    private int sent; // how many of the tags

    private LivePublisher(RawRtmpPeer peer, int streamId, List<FlvTag> tags, int secondsAtOnce) {
        this.peer = peer;
        this.streamId = streamId;
        this.tags = tags;
        beganNanos = System.nanoTime() - TimeUnit.SECONDS.toNanos(secondsAtOnce);
    }

    /** To a server that makes HLS of all streams: that begins with the first picture. */
    static LivePublisher start(TestServer server, String name, List<FlvTag> tags, int secondsAtOnce) {
        try {
            HlsCounters hls = server.running().hlsCounters();
            long before = hls.packagers();
            var peer = RawRtmpPeer.connect(server.address(), "live");
            var publisher = new LivePublisher(peer, peer.publish(name), tags, secondsAtOnce);
            publisher.send(FirstTags.withAllTracks(tags));
            await("packager of " + name).until(() -> hls.packagers() > before);
            var unused = publisher.executor.scheduleWithFixedDelay(
                    publisher::sendWhatIsDue, 0, STEP_MILLIS, TimeUnit.MILLISECONDS);
            return publisher;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void sendWhatIsDue() {
        long nowMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - beganNanos);
        int end = sent;
        while (end < tags.size() && tags.get(end).timestampMillis() <= nowMillis) {
            end++;
        }
        try {
            send(end);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(int end) throws IOException {
        peer.tags(streamId, tags.subList(sent, end));
        sent = end;
    }

    @Override
    public void close() {
        executor.close();
        peer.close();
    }
}
