package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.hub.Publication;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.rtmp.RtmpForm.TrackChoice;
import io.millrace.transport.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What the NetStreams of one connection publish to the hub and play from it. On the connection's event loop. */
final class NetStreams {
    private final Hub hub;
    private final RtmpService service;
    private final Connection connection;
    private final Map<Integer, LivePublisher> publishers = new HashMap<>();
    private final LivePlayers players;
    private final Set<Integer> withoutAudio = new HashSet<>();
    private final Set<Integer> withoutVideo = new HashSet<>();
    private boolean playing;

    NetStreams(RtmpService service, Connection connection) {
        this.hub = service.hub();
        this.service = service;
        this.connection = connection;
        this.players = new LivePlayers(hub, service.sessionSettings().chunkSize(), connection.loop(), connection::pull);
    }

    // ---- publishing ----

    /** Null when the stream is now published here, or why it is not. */
    @Nullable
    Refusal publish(int streamId, StreamPath path) {
        Optional<ApplicationConfig> application = service.config().application(path.application());
        Optional<Publication> publication = hub.publish(
                path.path(), application.map(ApplicationConfig::takeOver).orElse(false));
        publication.ifPresent(held -> publishers.put(streamId, new LivePublisher(held, service)));
        if (publication.isPresent()) {
            return null;
        }
        return hub.isFull() && !hub.isPublished(path.path())
                ? new Refusal(StatusCode.PUBLISH_DENIED, "too many streams are published")
                : new Refusal(StatusCode.PUBLISH_BAD_NAME, "somebody else publishes it");
    }

    boolean received(int streamId, MediaKind kind, int timestamp, Bytes body) {
        return with(streamId, publisher -> publisher.media(kind, timestamp, body));
    }

    boolean metadata(int streamId, String key, int timestamp, Bytes body) {
        return with(streamId, publisher -> publisher.metadata(key, timestamp, body));
    }

    boolean data(int streamId, int timestamp, Bytes body) {
        return with(streamId, publisher -> publisher.data(timestamp, body));
    }

    void clearMetadata(int streamId, String key) {
        LivePublisher publisher = publishers.get(streamId);
        if (publisher != null) {
            publisher.clearMetadata(key);
        }
    }

    /** The client said so: viewers are told at once. Gives the path that ended, if there was one. */
    Optional<String> publishEnded(int streamId) {
        Optional<LivePublisher> publisher = Optional.ofNullable(publishers.remove(streamId));
        publisher.ifPresent(ended -> ended.publication().end());
        return publisher.map(ended -> ended.publication().stream().path());
    }

    private boolean with(int streamId, Predicate<LivePublisher> action) {
        LivePublisher publisher = publishers.get(streamId);
        return publisher == null || action.test(publisher);
    }

    // ---- playing ----

    /**
     * The stream to play, for {@link #play}; it may have no publisher yet. Empty for a recording that does not exist, and
     * when there are too many streams. What asks for a recording gets the live stream of that name: some clients ask so
     * by default [IP-50].
     */
    Optional<LiveStream> open(StreamPath path, PlayRange range) {
        boolean wantsRecording = range.startMillis() >= 0;
        return wantsRecording && !hub.isPublished(path.path()) ? Optional.empty() : hub.open(path.path());
    }

    void play(int streamId, StreamPath path, LiveStream stream) {
        boolean gopCache = service.config()
                .application(path.application())
                .map(ApplicationConfig::gopCache)
                .orElse(true);
        TrackChoice tracks = "all".equals(path.parameters().get("tracks")) ? TrackChoice.ALL : TrackChoice.DEFAULT;
        if (!playing) {
            playing = true;
            connection.play(players);
        }
        players.add(
                stream, streamId, tracks, gopCache, !withoutAudio.contains(streamId), !withoutVideo.contains(streamId));
    }

    /** With the player go its choices: the stream ID may soon be another NetStream's. */
    void playEnded(int streamId) {
        players.remove(streamId);
        withoutAudio.remove(streamId);
        withoutVideo.remove(streamId);
    }

    void pause(int streamId, boolean paused) {
        players.pause(streamId, paused);
    }

    void receiveAudio(int streamId, boolean on) {
        choose(withoutAudio, streamId, on);
    }

    void receiveVideo(int streamId, boolean on) {
        choose(withoutVideo, streamId, on);
    }

    /** May come before play, and then holds for it. */
    private void choose(Set<Integer> without, int streamId, boolean on) {
        if (on ? without.remove(streamId) : without.add(streamId)) {
            players.receive(streamId, !withoutAudio.contains(streamId), !withoutVideo.contains(streamId));
        }
    }

    // ---- time and end ----

    void tick(long nowNanos) {
        publishers.values().forEach(publisher -> publisher.tick(nowNanos));
    }

    /**
     * The connection is gone. A publisher may come back within the grace time; its viewers are told nothing until then.
     * Gives the paths that are now waited for.
     */
    String lost() {
        players.close();
        Duration grace = service.config().streams().publishGrace();
        StringJoiner awaited = new StringJoiner(", ");
        for (LivePublisher publisher : publishers.values()) {
            Publication publication = publisher.publication();
            if (!grace.isZero() && endsAfter(grace, publication)) {
                awaited.add(publication.stream().path());
                publication.lost();
            } else {
                publication.end();
            }
        }
        publishers.clear();
        return awaited.toString();
    }

    /** False when the loop ends too, and with it all that waits. */
    private boolean endsAfter(Duration grace, Publication publication) {
        try {
            var unused = connection.loop().schedule(publication::end, grace.toNanos(), TimeUnit.NANOSECONDS);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
