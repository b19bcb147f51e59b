package io.millrace.examples;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;

/** Servers of tests, on a free port of loopback. */
final class ExampleServer {
    private ExampleServer() {}

    /** No viewer is ever too slow for it: tests publish faster than in real time. */
    static ServerConfig config() {
        return ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.port", "0")
                .with("streams.max-lag", "5m");
    }

    static MillraceServer start() throws StartException {
        return MillraceServer.start(config());
    }

    static String url(MillraceServer server, String path) {
        return "rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/" + path;
    }
}
