package io.millrace.server;

import io.millrace.hub.Hub;
import io.millrace.server.activity.Sessions;
import io.millrace.server.api.ApiService;
import io.millrace.server.api.EventLog;
import io.millrace.server.api.ServerControl;
import io.millrace.server.application.Application;
import io.millrace.server.application.ApplicationServices;
import io.millrace.server.application.Applications;
import io.millrace.server.application.FilesInUse;
import io.millrace.server.application.ReconnectRequest;
import io.millrace.server.application.RecordingPaths;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.Authorizer;
import io.millrace.server.auth.KeyAuthorizer;
import io.millrace.server.auth.SwfFiles;
import io.millrace.server.config.DrainConfig;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.console.ConsoleService;
import io.millrace.server.hls.HlsCounters;
import io.millrace.server.hls.HlsService;
import io.millrace.server.http.Access;
import io.millrace.server.http.AllowedOrigin;
import io.millrace.server.http.LiveAnswers;
import io.millrace.server.http.Routes;
import io.millrace.server.http.StreamRequests;
import io.millrace.server.httpflv.HttpFlvCounters;
import io.millrace.server.httpflv.HttpFlvService;
import io.millrace.server.httpmp4.HttpMp4Counters;
import io.millrace.server.httpmp4.HttpMp4Service;
import io.millrace.server.httpvod.HttpVodCounters;
import io.millrace.server.httpvod.HttpVodService;
import io.millrace.server.metrics.Exposition;
import io.millrace.server.metrics.HealthService;
import io.millrace.server.metrics.ListenerMetrics;
import io.millrace.server.metrics.MetricsService;
import io.millrace.server.metrics.ServerMetrics;
import io.millrace.server.metrics.StatusLog;
import io.millrace.server.record.FileStreamRecorder;
import io.millrace.server.record.RecordCounters;
import io.millrace.server.record.Recordings;
import io.millrace.server.rtmp.RtmpCounters;
import io.millrace.server.rtmp.RtmpService;
import io.millrace.server.sharedobject.SharedObjectCounters;
import io.millrace.server.sharedobject.SharedObjectService;
import io.millrace.server.tls.Certificates;
import io.millrace.server.viewing.OpenApplications;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.server.vod.FileStreamStore;
import io.millrace.server.vod.ReadThreads;
import io.millrace.server.vod.VodCounters;
import io.millrace.transport.EventLoops;
import io.millrace.transport.TcpListener;
import io.millrace.transport.TransportCounters;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running media server. This class alone joins the features: a feature knows the hub and the shared packages, never
 * another feature. Any thread may call it.
 *
 * <pre>
 *   try (var server = MillraceServer.start(ServerConfig.defaults())) { ... }
 * </pre>
 */
public final class MillraceServer implements ServerControl, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(MillraceServer.class);

    /** Connections get this long to take their last bytes when the server stops. */
    private static final Duration LAST_BYTES = Duration.ofSeconds(3);

    private final EventLoops loops;
    private final ExecutorService blocking = Executors.newVirtualThreadPerTaskExecutor();
    private final Hub hub;
    private final FileStreamStore store;
    private final ReadThreads readThreads;
    private final FileStreamRecorder recorder;
    private final Recordings recordings;
    private final SharedObjectService sharedObjects;
    private final SwfFiles swfFiles;
    private final RtmpService rtmp;
    private final Optional<Certificates> certificates;
    private final HttpFlvService httpFlv;
    private final HttpMp4Service httpMp4;
    private final HttpVodService httpVod;
    private final ApiService api;
    private final HlsService hls;
    private final TcpListener listener;
    private final Optional<TcpListener> http;
    private final HealthService health;
    private final PlayerCounts players;
    private final Access access;
    private final StatusLog statusLog;
    private final long startedNanos = System.nanoTime();
    private final Duration drainTimeout;
    private final ReconnectRequest drainRequest;

    private MillraceServer(Builder wanted) throws StartException {
        ServerConfig config = wanted.config;
        Optional<String> wrong = Recordings.problem(config);
        if (wrong.isPresent()) {
            throw new StartException(wrong.get());
        }
        drainTimeout = config.drain().timeout();
        drainRequest = drainRequest(config.drain());
        var events = new EventLog();
        hub = LiveStreams.hub(config, events);
        loops = startLoops(config);
        sharedObjects = new SharedObjectService(config.sharedObjects(), blocking);
        var applications = new Applications(
                wanted.applications,
                sharedObjects,
                blocking,
                config.rtmp().callTimeout(),
                config.rtmp().maxCalls(),
                config.rtmp().maxCallBytes().asInt());
        var paths = new RecordingPaths(config);
        var filesInUse = new FilesInUse();
        store = new FileStreamStore(paths, config.recordings(), filesInUse);
        readThreads = new ReadThreads(config.recordings());
        recorder = new FileStreamRecorder(paths, config, events);
        recordings = new Recordings(hub, paths, config, recorder, filesInUse);
        var services = new ApplicationServices(applications, store, recorder);
        swfFiles = swfFiles(config);
        var authorization = new Authorization(config, wanted.authorizer, blocking);
        players = new PlayerCounts(config, events);
        var sessions = new Sessions(events);
        rtmp = new RtmpService(
                config, hub, authorization, players, sessions, swfFiles, services, blocking, readThreads);
        var origin = new AllowedOrigin(config.http().allowedOrigin());
        var open = new OpenApplications(config, applications);
        Supplier<StreamRequests> requests = () -> new StreamRequests(authorization, open, origin);
        var answers = new LiveAnswers(hub, players, sessions);
        httpFlv = new HttpFlvService(requests.get(), answers);
        httpMp4 = new HttpMp4Service(requests.get(), answers);
        httpVod = new HttpVodService(paths, filesInUse, requests.get(), players, readThreads);
        hls = new HlsService(config, hub, loops::next, requests.get(), players, sessions);
        certificates = certificates(config);
        var routes = new Routes();
        access = new Access(config);
        api = new ApiService(config, hub, sessions, players, events, new ApiRecordings(recordings), access, blocking);
        api.addTo(routes); // first, as it says exactly what it answers
        new ConsoleService().addTo(routes);
        httpVod.addTo(routes); // before those of live streams, whose names may be anything
        httpFlv.addTo(routes);
        hls.addTo(routes); // before MP4: its init segments are called .mp4 too
        httpMp4.addTo(routes);
        health = new HealthService(loops::lateness);
        health.addTo(routes);
        new MetricsService(access, blocking, to -> describe(to, config.metrics().maxStreams())).addTo(routes);
        var listeners = new Listeners(config, loops, certificates.map(Certificates::tls), rtmp::accept, routes);
        try {
            listener = listeners.rtmp();
            http = listeners.http();
        } catch (StartException e) {
            certificates.ifPresent(Certificates::close);
            endStarted();
            throw e;
        }
        statusLog = StatusLog.start(config.statusInterval(), this::metrics);
        api.open(this);
    }

    /** Starts with the keys of the configuration as the only authorization. */
    public static MillraceServer start(ServerConfig config) throws StartException {
        return builder(config).start();
    }

    /** Starts as {@link Builder#start} does. */
    public static MillraceServer start(ServerConfig config, Authorizer authorizer) throws StartException {
        return builder(config).authorizer(authorizer).start();
    }

    public static Builder builder(ServerConfig config) {
        return new Builder(config);
    }

    /** What a server is given beside its configuration. For one thread. */
    public static final class Builder {
        private final ServerConfig config;
        private final Map<String, Application> applications = new LinkedHashMap<>();
        private Authorizer authorizer;

        private Builder(ServerConfig config) {
            this.config = config;
            this.authorizer = new KeyAuthorizer(config);
        }

        /** Instead of the keys of the configuration. */
        public Builder authorizer(Authorizer decides) {
            authorizer = decides;
            return this;
        }

        /**
         * Serves an application to those who connect to it.
         *
         * @param pattern its name, in which {@code *} stands for any characters; of several that match, the one with the
         *     most other characters counts
         */
        public Builder application(String pattern, Application application) {
            applications.put(pattern, application);
            return this;
        }

        /**
         * Starts, and returns when it accepts connections.
         *
         * @throws StartException when it cannot: the address is in use, the transport is not to be had
         */
        public MillraceServer start() throws StartException {
            return new MillraceServer(this);
        }
    }

    /** Where RTMP is spoken; with the port that was chosen when 0 was asked for. */
    public InetSocketAddress rtmpAddress() {
        return listener.address();
    }

    /** Where it listens: {@link #rtmpAddress}, then {@code listeners} in their order. */
    @Override
    public List<InetSocketAddress> addresses() {
        return listener.addresses();
    }

    /** Where HTTP is spoken; empty if it is not. */
    @Override
    public Optional<InetSocketAddress> httpAddress() {
        return http.map(TcpListener::address);
    }

    /** What TLS shows; empty if there is none. */
    public Optional<Certificates> certificates() {
        return certificates;
    }

    /** The SWF files that may connect. */
    public SwfFiles swfFiles() {
        return swfFiles;
    }

    /** How sockets are waited for: epoll, kqueue, io_uring or nio. */
    @Override
    public String transport() {
        return loops.kind();
    }

    public Hub hub() {
        return hub;
    }

    /** What it is doing, and has done since it started: the numbers to watch. The counters below say more. */
    @Override
    public ServerMetrics metrics() {
        Map<String, ListenerMetrics> carried = new LinkedHashMap<>();
        listeners().forEach((name, each) -> carried.put(name, ListenerMetrics.of(each)));
        return new ServerMetrics(
                System.nanoTime() - startedNanos,
                carried,
                hub.publishers(),
                players.all(),
                hub.streams().size(),
                players.refusedByKind().values().stream()
                        .mapToLong(Long::longValue)
                        .sum(),
                access.counters().byReason(),
                hub.counters().jumps.sum(),
                hub.slabBytes() + hub.gopBytes(),
                hub.reserveBytes(),
                hub.counters().fanOutLatency.snapshot(),
                loops.lag().snapshot());
    }

    /** By what they are for. */
    private Map<String, TcpListener> listeners() {
        Map<String, TcpListener> listeners = new LinkedHashMap<>(Map.of("rtmp", listener));
        http.ifPresent(also -> listeners.put("http", also));
        return listeners;
    }

    private void describe(Exposition metrics, int maxStreams) {
        MetricSources.addTo(metrics, this, loops, listeners(), players, access, maxStreams);
    }

    public RtmpCounters rtmpCounters() {
        return rtmp.counters();
    }

    public RecordCounters recordCounters() {
        return recorder.counters();
    }

    /** Starts and stops recordings, lists and deletes them. */
    public Recordings recordings() {
        return recordings;
    }

    public VodCounters vodCounters() {
        return store.counters();
    }

    public SharedObjectCounters sharedObjectCounters() {
        return sharedObjects.counters();
    }

    public HttpFlvCounters httpFlvCounters() {
        return httpFlv.counters();
    }

    public HttpMp4Counters httpMp4Counters() {
        return httpMp4.counters();
    }

    public HttpVodCounters httpVodCounters() {
        return httpVod.counters();
    }

    public HlsCounters hlsCounters() {
        return hls.counters();
    }

    public TransportCounters transportCounters() {
        return listener.counters();
    }

    /**
     * Asks clients to connect anew, here or elsewhere. Completes when each that is meant has been asked; when they come back
     * is their business.
     */
    @Override
    public CompletableFuture<ReconnectRequest.Outcome> requestReconnect(ReconnectRequest request) {
        return rtmp.requestReconnect(request);
    }

    @Override
    public CompletableFuture<ReconnectRequest.Outcome> drain(ReconnectRequest request) {
        health.drain();
        return rtmp.drain(request);
    }

    @Override
    public boolean draining() {
        return health.draining();
    }

    /**
     * Stops accepting, drains as configured, lets connections take what was sent to them, ends them with FIN, completes
     * recordings, then ends the threads.
     */
    @Override
    public void close() {
        health.drain();
        listener.stopAccepting();
        http.ifPresent(TcpListener::stopAccepting);
        if (!drainTimeout.isZero()) {
            log.info("asks clients to reconnect, and waits for {} s at most", drainTimeout.toSeconds());
            var unused = rtmp.drain(drainRequest).thenAccept(MillraceServer::logDrain);
            awaitNone(() -> listener.counters().open(), drainTimeout);
        }
        listener.close();
        http.ifPresent(TcpListener::close);
        awaitNone(this::openConnections, LAST_BYTES);
        if (openConnections() > 0) {
            log.warn("{} connections did not end in time", openConnections());
        }
        certificates.ifPresent(Certificates::close);
        statusLog.close();
        api.close();
        recorder.close();
        recordings.close();
        blocking.shutdownNow(); // an authorizer or a hook that hangs must not hold us up
        loops.close();
        readThreads.close();
        sharedObjects.close(); // when nobody changes them any more
    }

    private static void logDrain(ReconnectRequest.Outcome outcome) {
        log.info("clients asked to reconnect: {}; that cannot be asked: {}", outcome.asked(), outcome.unable());
    }

    private long openConnections() {
        return listener.counters().open()
                + http.map(also -> also.counters().open()).orElse(0L);
    }

    private static void awaitNone(LongSupplier open, Duration atMost) {
        long deadline = System.nanoTime() + atMost.toNanos();
        while (open.getAsLong() > 0 && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static ReconnectRequest drainRequest(DrainConfig drain) throws StartException {
        var request = ReconnectRequest.of(new ReconnectRequest.Clients.All()).saying("The server is shutting down.");
        try {
            return drain.to().isEmpty() ? request : request.to(drain.to());
        } catch (IllegalArgumentException e) {
            throw new StartException("drain.to: " + e.getMessage(), e);
        }
    }

    private static EventLoops startLoops(ServerConfig config) throws StartException {
        try {
            return EventLoops.start(config.transport(), config.threads());
        } catch (IllegalArgumentException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    private Optional<Certificates> certificates(ServerConfig config) throws StartException {
        try {
            return config.tls().isSet()
                    ? Optional.of(new Certificates(config.tls(), List.of("localhost", "127.0.0.1", "::1")))
                    : Optional.empty();
        } catch (IOException e) {
            throw cannotStart(e.getMessage() + " (tls in the configuration)", e);
        }
    }

    private SwfFiles swfFiles(ServerConfig config) throws StartException {
        try {
            return new SwfFiles(config);
        } catch (IOException e) {
            throw cannotStart(String.valueOf(e.getMessage()), e);
        }
    }

    private StartException cannotStart(String reason, Exception cause) {
        endStarted();
        return new StartException(reason, cause);
    }

    private void endStarted() {
        recordings.close();
        loops.close();
        sharedObjects.close();
    }
}
