package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import io.millrace.rtmp.chunk.ChunkLimits;
import io.millrace.rtmp.chunk.ChunkStreamIds;
import io.millrace.rtmp.session.SessionSettings;
import io.millrace.server.activity.Sessions;
import io.millrace.server.application.ApplicationServices;
import io.millrace.server.application.Applications;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.ReconnectRequest.Outcome;
import io.millrace.server.application.StreamRecorder;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.SwfFiles;
import io.millrace.server.config.RtmpConfig;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.transport.Connection;
import io.millrace.transport.ConnectionHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What all RTMP connections of a server share. Any thread may call it. */
public final class RtmpService {
    /** A client that hears nothing for longer gives up; and one that waits for a publisher may as well begin to. */
    private static final Duration MAX_OPENING_TIME = Duration.ofSeconds(10);

    private final ServerConfig config;
    private final Hub hub;
    private final Authorization authorization;
    private final SwfFiles swfFiles;
    private final Applications applications;
    private final Executor blocking;
    private final Executor files;
    private final StreamOpener opener;
    private final StreamRecorder recorder;
    private final RtmpCounters counters = new RtmpCounters();
    private final PlayerCounts playerCounts;
    private final Sessions sessions;
    private final SessionSettings sessionSettings;
    private final ChunkLimits chunkLimits;
    private final Set<RtmpConnection> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong partialBytes = new AtomicLong();
    private final long maxPartialBytes;
    private volatile @Nullable ReconnectRequest drainRequest;

    /**
     * A service for the streams of {@code hub}.
     *
     * @param blocking runs what may wait: the authorizer and applications
     * @param files runs what opens and reads recorded streams; nothing live waits for it
     */
    public RtmpService(
            ServerConfig config,
            Hub hub,
            Authorization authorization,
            PlayerCounts playerCounts,
            Sessions sessions,
            SwfFiles swfFiles,
            ApplicationServices services,
            Executor blocking,
            Executor files) {
        this.config = config;
        this.hub = hub;
        this.authorization = authorization;
        this.playerCounts = playerCounts;
        this.sessions = sessions;
        this.swfFiles = swfFiles;
        this.applications = services.applications();
        this.blocking = blocking;
        this.files = files;
        // A connection opens one file at a time.
        this.opener =
                new StreamOpener(hub, services.store(), files, config.rtmp().maxConnections(), MAX_OPENING_TIME);
        this.recorder = services.recorder();
        this.sessionSettings = sessionSettings(config.rtmp());
        long configured = config.rtmp().maxPendingTotalBytes().bytes();
        this.maxPartialBytes =
                configured > 0 ? configured : Runtime.getRuntime().maxMemory() / 4;
        this.chunkLimits = new ChunkLimits(
                // 16 MiB can be configured, one byte more than the format has.
                Math.min(config.rtmp().maxMessageBytes().asInt(), ChunkLimits.FORMAT_MAX_MESSAGE_BYTES),
                ChunkLimits.DEFAULT.maxChunkStreams(),
                config.rtmp().maxPendingBytes().asInt());
    }

    /**
     * Counts memory of unfinished messages, over all connections.
     *
     * @param change bytes more, or less, than this connection had counted
     * @return whether there are too many now
     */
    boolean addPartialBytes(int change) {
        return partialBytes.addAndGet(change) > maxPartialBytes;
    }

    /** The handler of a new connection. */
    public ConnectionHandler accept(Connection connection) {
        var accepted = new RtmpConnection(this, connection, sessions.nextId());
        open.add(accepted);
        return accepted;
    }

    void closed(RtmpConnection connection) {
        open.remove(connection);
    }

    /** Asks clients to connect anew; completes when each that is meant has been asked. */
    public CompletableFuture<Outcome> requestReconnect(ReconnectRequest request) {
        return open.stream()
                .map(connection -> connection.ask(request))
                .reduce((one, other) -> one.thenCombine(other, Outcome::plus))
                .orElseGet(() -> CompletableFuture.completedFuture(new Outcome(0, 0)));
    }

    /**
     * Asks clients to connect anew, and from now on those too that connect yet: who shakes hands, or waits for the
     * application to accept it, is not forgotten. Completes when those that are there have been asked.
     */
    public CompletableFuture<Outcome> drain(ReconnectRequest request) {
        drainRequest = request; // first, so that nobody slips in between
        return requestReconnect(request);
    }

    /** What clients that connect are asked; empty while the server does not drain. */
    Optional<ReconnectRequest> drainRequest() {
        return Optional.ofNullable(drainRequest);
    }

    public RtmpCounters counters() {
        return counters;
    }

    Sessions sessions() {
        return sessions;
    }

    PlayerCounts playerCounts() {
        return playerCounts;
    }

    ServerConfig config() {
        return config;
    }

    Hub hub() {
        return hub;
    }

    Authorization authorization() {
        return authorization;
    }

    SwfFiles swfFiles() {
        return swfFiles;
    }

    Applications applications() {
        return applications;
    }

    Executor blocking() {
        return blocking;
    }

    Executor files() {
        return files;
    }

    StreamOpener opener() {
        return opener;
    }

    StreamRecorder recorder() {
        return recorder;
    }

    SessionSettings sessionSettings() {
        return sessionSettings;
    }

    ChunkLimits chunkLimits() {
        return chunkLimits;
    }

    private static SessionSettings sessionSettings(RtmpConfig rtmp) {
        SessionSettings standard = SessionSettings.DEFAULT;
        int window = rtmp.windowAckSize().asInt();
        return new SessionSettings(
                window,
                window,
                rtmp.chunkSize().asInt(),
                // No more than have chunk streams of their own: a frame may be cut to let another stream's in between.
                Math.min(standard.maxStreams(), ChunkStreamIds.STREAMS),
                standard.maxCommandBytes(),
                standard.maxMalformed(),
                standard.version(),
                standard.capabilities(),
                standard.capsEx(),
                standard.onFcPublish(),
                standard.sampleAccess());
    }
}
