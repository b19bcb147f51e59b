package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.server.activity.ServerEvent;
import io.millrace.server.activity.Sessions;
import io.millrace.server.application.Application;
import io.millrace.server.application.ApplicationServices;
import io.millrace.server.application.Applications;
import io.millrace.server.application.SharedObjects;
import io.millrace.server.application.StreamRecorder;
import io.millrace.server.application.StreamStore;
import io.millrace.server.auth.Authorization;
import io.millrace.server.auth.Authorizer;
import io.millrace.server.auth.KeyAuthorizer;
import io.millrace.server.auth.SwfFiles;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.viewing.PlayerCounts;
import io.millrace.testkit.ManualLoop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;

/** An RTMP service without sockets: one event loop, driven by the test, and clients in memory. */
final class Server {
    final ManualLoop loop = new ManualLoop();
    final List<ServerEvent> events = new ArrayList<>();
    final Hub hub = new Hub(HubSettings.defaults(), loop::nanoTime);
    final Sessions sessions = new Sessions(events::add);
    final RtmpService service;
    private final BlockingQueue<Runnable> questions = new LinkedBlockingQueue<>();
    private final Queue<Runnable> hanging = new ArrayDeque<>();
    private boolean diskHangs;
    private boolean diskEnds;
    private int clients;

    Server(ServerConfig config, Authorizer authorizer) {
        this(config, authorizer, Map.of(), StreamStore.NONE, StreamRecorder.NONE);
    }

    Server(ServerConfig config, Map<String, Application> applications) {
        this(config, new KeyAuthorizer(config), applications, StreamStore.NONE, StreamRecorder.NONE);
    }

    /** With recorded streams. */
    Server(StreamStore store) {
        this(ServerConfig.defaults(), store);
    }

    Server(ServerConfig config, StreamStore store) {
        this(config, new KeyAuthorizer(config), Map.of(), store, StreamRecorder.NONE);
    }

    /** That records streams. */
    Server(ServerConfig config, StreamRecorder recorder) {
        this(config, new KeyAuthorizer(config), Map.of(), StreamStore.NONE, recorder);
    }

    private Server(
            ServerConfig config,
            Authorizer authorizer,
            Map<String, Application> applications,
            StreamStore store,
            StreamRecorder recorder) {
        Duration callTimeout = config.rtmp().callTimeout();
        int maxCalls = config.rtmp().maxCalls();
        int maxCallBytes = config.rtmp().maxCallBytes().asInt();
        var hosted =
                new Applications(applications, SharedObjects.NONE, questions::add, callTimeout, maxCalls, maxCallBytes);
        var services = new ApplicationServices(hosted, store, recorder);
        service = new RtmpService(
                config,
                hub,
                new Authorization(config, authorizer, questions::add),
                new PlayerCounts(config),
                sessions,
                swfFiles(config),
                services,
                questions::add,
                this::onDisk);
    }

    Server(Authorizer authorizer, StreamStore store) {
        this(ServerConfig.defaults(), authorizer, Map.of(), store, StreamRecorder.NONE);
    }

    private static SwfFiles swfFiles(ServerConfig config) {
        try {
            return new SwfFiles(config);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void onDisk(Runnable task) {
        if (diskEnds) {
            throw new RejectedExecutionException("the server ends");
        }
        (diskHangs ? hanging : questions).add(task);
    }

    /** From now on the disk gives no answer. */
    void diskHangs() {
        diskHangs = true;
    }

    /** From now on it takes no question, as when the server ends. */
    void diskEnds() {
        diskEnds = true;
    }

    /** It gives all the answers that it owes. */
    void diskAnswers() {
        diskHangs = false;
        questions.addAll(hanging);
        hanging.clear();
    }

    Server(ServerConfig config) {
        this(config, new KeyAuthorizer(config));
    }

    Server() {
        this(ServerConfig.defaults());
    }

    /** A client that has not sent anything yet. */
    Client accept() {
        return new Client(this, 50_000 + ++clients);
    }

    /** A client that {@code app} has accepted. */
    Client connect(String app) {
        Client client = accept();
        client.handshake();
        client.connect(app);
        client.heard();
        return client;
    }

    /** A client that publishes {@code live/cam} on stream 1. */
    Client publisher() {
        Client client = connect("live");
        client.publish(client.createStream(), "cam");
        client.heard();
        return client;
    }

    /** A client that plays {@code live/cam} on stream 1 and has been told so. */
    Client player() {
        Client client = connect("live");
        client.play(client.createStream(), "cam");
        client.heard();
        return client;
    }

    RtmpCounters counters() {
        return service.counters();
    }

    /** Waits for what a timer sets off. */
    void awaitAndDecide() throws InterruptedException {
        questions.put(questions.take());
        decide();
    }

    /** Lets the authorizer answer, each question on a thread of its own, and hands its answers to the event loop. */
    void decide() throws InterruptedException {
        do {
            for (Runnable question = questions.poll(); question != null; question = questions.poll()) {
                Thread.ofVirtual().start(question).join();
            }
            loop.runAll();
        } while (!questions.isEmpty());
    }

    /** Lets one thing that waits for a thread be done, and no more. */
    void decideOnce() throws InterruptedException {
        Thread.ofVirtual().start(questions.remove()).join();
        loop.runAll();
    }

    /** Lets everything that waits for a thread or the event loop be done. */
    void settle() throws InterruptedException {
        while (!questions.isEmpty() || loop.waiting() > 0) {
            decide();
        }
    }

    void advance(Duration time) {
        loop.advance(time);
    }
}
