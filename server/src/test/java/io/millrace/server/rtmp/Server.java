package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.server.application.ApplicationServices;
import io.millrace.server.auth.Authorizer;
import io.millrace.server.auth.KeyAuthorizer;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.ManualLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/** An RTMP service without sockets: one event loop, driven by the test, and clients in memory. */
final class Server {
    final ManualLoop loop = new ManualLoop();
    final Hub hub = new Hub(HubSettings.defaults(), loop::nanoTime);
    final RtmpService service;
    private final Queue<Runnable> questions = new ArrayDeque<>();
    private int clients;

    Server(ServerConfig config, Authorizer authorizer) {
        service = new RtmpService(config, hub, authorizer, ApplicationServices.NONE, questions::add);
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

    /** Lets the authorizer answer, each question on a thread of its own, and hands its answers to the event loop. */
    void decide() throws InterruptedException {
        for (Runnable question = questions.poll(); question != null; question = questions.poll()) {
            Thread.ofVirtual().start(question).join();
        }
        loop.runAll();
    }

    void advance(Duration time) {
        loop.advance(time);
    }
}
