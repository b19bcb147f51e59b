package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.hub.Publication;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.application.StreamRecorder;
import io.millrace.server.config.ApplicationConfig;
import io.millrace.server.config.RecordMode;
import io.millrace.server.viewing.TrackQuery;
import io.millrace.server.viewing.ViewerKind;
import io.millrace.transport.Connection;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the NetStreams of one connection publish to the hub and play from it. On the connection's event loop, but for {@link
 * #publishes} and {@link #plays}.
 */
final class NetStreams {
    private final Hub hub;
    private final RtmpService service;
    private final Connection connection;
    private final Map<Integer, LivePublisher> publishers = new ConcurrentHashMap<>(); // others look into these two
    private final Map<Integer, String> played = new ConcurrentHashMap<>(); // what was asked for first
    private final PlayerContext context;
    private final Players players = new Players();
    private final Map<Integer, Long> buffers = new HashMap<>(); // wanted by clients, in milliseconds
    private final Set<Integer> withoutAudio = new HashSet<>();
    private final Set<Integer> withoutVideo = new HashSet<>();
    private ViewerCapabilities capabilities = ViewerCapabilities.NONE;
    private boolean playing;
    private boolean awaitsReturn; // of the client, on a new connection

    NetStreams(RtmpService service, Connection connection, Questions questions, IntSupplier chunkSize) {
        this.hub = service.hub();
        this.service = service;
        this.connection = connection;
        this.context = new PlayerContext(
                hub,
                service.opener(),
                questions,
                service.files(),
                connection.loop(),
                connection::pull,
                chunkSize,
                service.config().rtmp().maxSendAhead().toMillis(),
                service.config().rtmp().maxPlaylistItems());
    }

    /** The client has said who it is. */
    void connected(ConnectRequest request) {
        capabilities = ViewerCapabilities.of(request);
    }

    // ---- publishing ----

    /** Null when the stream is now published here, or why it is not. */
    @Nullable
    Refusal publish(int streamId, StreamPath path, PublishType type, Consumer<StreamRecorder.Event> recording) {
        Optional<ApplicationConfig> application = service.config().application(path.application());
        Optional<Publication> publication = hub.publish(
                path.path(), application.map(ApplicationConfig::takeOver).orElse(false));
        if (publication.isPresent()) {
            publishers.put(streamId, new LivePublisher(publication.get(), service));
            if (awaitsReturn) {
                publication.get().awaitSuccessor();
            }
            record(publication.get().stream(), path, type, recording);
            return null;
        }
        return hub.isFull() && !hub.isPublished(path.path())
                ? new Refusal(StatusCode.PUBLISH_DENIED, "too many streams are published")
                : new Refusal(StatusCode.PUBLISH_BAD_NAME, "somebody else publishes it");
    }

    /** Who did not ask for a recording is not told of it: some encoders end on any error [IP-51]. */
    private void record(LiveStream stream, StreamPath path, PublishType type, Consumer<StreamRecorder.Event> events) {
        RecordMode mode = service.config()
                .application(path.application())
                .map(ApplicationConfig::record)
                .orElse(RecordMode.NEVER);
        boolean asked = type != PublishType.LIVE;
        if (asked && mode == RecordMode.NEVER) {
            events.accept(new StreamRecorder.Event.NoAccess("streams of this application are not recorded"));
        } else if (asked || mode == RecordMode.ALWAYS) {
            service.recorder()
                    .record(
                            stream,
                            path.application(),
                            path.name(),
                            type != PublishType.RECORD,
                            asked ? events : event -> {});
        }
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

    /**
     * The client was asked to connect anew: what it publishes, now or later, may be taken over at once, by itself from
     * elsewhere, and is waited for when it ends here.
     */
    void awaitReturn() {
        awaitsReturn = true;
        publishers.values().forEach(publisher -> publisher.publication().awaitSuccessor());
    }

    /** Paths of what is published here. Any thread may call. */
    List<String> publishes() {
        return publishers.values().stream()
                .map(publisher -> publisher.publication().stream().path())
                .sorted()
                .toList();
    }

    /** Paths of what was asked for by those who play here. Any thread may call. */
    List<String> plays() {
        return played.values().stream().sorted().toList();
    }

    /** Whether it publishes or plays that stream. */
    boolean uses(String path) {
        return publishers.values().stream()
                        .anyMatch(publisher ->
                                publisher.publication().stream().path().equals(path))
                || players.plays(path);
    }

    /** The client said so: viewers are told at once. Gives the path that ended, if there was one. */
    Optional<String> publishEnded(int streamId) {
        Optional<LivePublisher> publisher = Optional.ofNullable(publishers.remove(streamId));
        publisher.map(LivePublisher::publication).ifPresent(publication -> {
            if (!awaitsReturn || !awaitSuccessor(publication)) {
                publication.end();
            }
        });
        return publisher.map(ended -> ended.publication().stream().path());
    }

    private boolean with(int streamId, Predicate<LivePublisher> action) {
        LivePublisher publisher = publishers.get(streamId);
        return publisher == null || action.test(publisher);
    }

    // ---- playing ----

    /** Why the client's choice in the URL cannot be met; empty if it can. */
    static Optional<Refusal> refusal(StreamPath path) {
        var query = new TrackQuery(path.parameters());
        try {
            query.tracks(MediaKind.AUDIO);
            query.tracks(MediaKind.VIDEO);
            query.names();
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(new Refusal(StatusCode.PLAY_FAILED, String.valueOf(e.getMessage())));
        }
    }

    /**
     * Makes a player on a NetStream that has none, unless as many play as may.
     *
     * @param path what it plays first, and is counted for
     * @return why there may not be one more; empty when there is
     */
    Optional<Refusal> admit(int streamId, StreamPath path) {
        Optional<Refusal> full = service.playerCounts()
                .enter(path, ViewerKind.RTMP)
                .map(reason -> new Refusal(StatusCode.PLAY_FAILED, reason));
        if (full.isEmpty()) {
            addPlayer(streamId, path);
        }
        return full;
    }

    /** The player of that stream. */
    Optional<Player> player(int streamId) {
        return players.get(streamId);
    }

    private void addPlayer(int streamId, StreamPath path) {
        ApplicationConfig application =
                service.config().application(path.application()).orElseGet(ApplicationConfig::defaults);
        if (!playing) {
            playing = true;
            connection.play(players);
        }
        var form = capabilities
                .form(context.chunkSize().getAsInt(), streamId, path.parameters(), application)
                .receiving(!withoutAudio.contains(streamId), !withoutVideo.contains(streamId));
        played.put(streamId, path.path());
        players.add(new Player(
                context,
                form,
                application,
                bufferMillis(streamId),
                () -> service.playerCounts().leave(path, ViewerKind.RTMP)));
    }

    /** What the client has chosen for the stream holds for what it plays there next. */
    void playEnded(int streamId) {
        players.remove(streamId);
        played.remove(streamId);
    }

    /** With the NetStream go its choices: the ID may soon be another one's. */
    void deleted(int streamId) {
        withoutAudio.remove(streamId);
        withoutVideo.remove(streamId);
        buffers.remove(streamId);
    }

    void pause(int streamId, boolean paused) {
        players.get(streamId).ifPresent(player -> player.pause(paused));
    }

    /** Whether a recorded stream plays there. */
    boolean canSeek(int streamId) {
        return players.get(streamId).map(Player::canSeek).orElse(false);
    }

    void seek(int streamId, long millis) {
        players.get(streamId).ifPresent(player -> player.seek(millis));
    }

    /** May come before play, and for all streams, as stream 0. */
    void buffer(int streamId, long millis) {
        if (streamId >= 0 && streamId <= service.sessionSettings().maxStreams()) {
            buffers.put(streamId, millis);
            players.get(streamId).ifPresent(player -> player.buffer(bufferMillis(streamId)));
        }
    }

    private long bufferMillis(int streamId) {
        return buffers.getOrDefault(streamId, buffers.getOrDefault(0, 0L));
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
            players.get(streamId)
                    .ifPresent(player -> player.form(player.form()
                            .receiving(!withoutAudio.contains(streamId), !withoutVideo.contains(streamId))));
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
        return end(this::awaitSuccessor);
    }

    /** The client has said that it goes: nobody waits for it. */
    void left() {
        var unused = end(publication -> false);
    }

    private String end(Predicate<Publication> awaitSuccessor) {
        players.close();
        played.clear();
        StringJoiner awaited = new StringJoiner(", ");
        for (LivePublisher publisher : publishers.values()) {
            Publication publication = publisher.publication();
            if (awaitSuccessor.test(publication)) {
                awaited.add(publication.stream().path());
            } else {
                publication.end();
            }
        }
        publishers.clear();
        return awaited.toString();
    }

    /** False when nobody waits: by configuration, or because the loop ends too. */
    private boolean awaitSuccessor(Publication publication) {
        Duration grace = service.config().streams().publishGrace();
        if (grace.isZero()) {
            return false;
        }
        try {
            var unused = connection.loop().schedule(publication::end, grace.toNanos(), TimeUnit.NANOSECONDS);
            publication.awaitSuccessor();
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }
}
