package io.millrace.e2e;

import io.millrace.server.MillraceServer;
import io.millrace.server.config.ServerConfig;

/** A server in a process of its own, so that it can be killed: arguments are its port and its directory of recordings. */
final class RecordingServer {
    private RecordingServer() {}

    public static void main(String[] arguments) throws Exception {
        MillraceServer.start(ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", arguments[0])
                .with("recordings.directory", arguments[1])
                .with("recordings.keep-free", "0"));
        System.out.println("ready");
        Thread.currentThread().join();
    }
}
