package io.millrace.examples;

import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;

/** A server inside a program, on this machine alone, until Ctrl-C. */
public final class EmbeddedServer {
    private EmbeddedServer() {}

    /**
     * Serves until Ctrl-C.
     *
     * @param arguments the port; 1935 if there is none
     */
    public static void main(String... arguments) throws InterruptedException {
        try (var server = start(arguments.length > 0 ? arguments[0] : "1935")) {
            System.out.println("rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/live/NAME, until Ctrl-C");
            Thread.currentThread().join();
        } catch (StartException e) {
            System.err.println(e.getMessage()); // such as: the port is in use
            System.exit(1);
        }
    }

    static MillraceServer start(String port) throws StartException {
        var config = ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", port)
                .with("http.enabled", "false"); // no console
        return MillraceServer.start(config);
    }
}
