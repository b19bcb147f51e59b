package io.millrace.e2e;

import io.millrace.server.MillraceServer;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.Program;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A server in a process of its own, so that it can be killed. */
final class ServerProcess implements AutoCloseable {
    private final Program program;

    private ServerProcess(Program program) {
        this.program = program;
    }

    /** Starts one as {@link TestServer#start} does, and waits until it is there. */
    static ServerProcess start(String... settings) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ServerProcess.class.getName()));
        command.addAll(List.of(settings));
        return new ServerProcess(Program.start(command).awaitOutput(1));
    }

    InetSocketAddress address() {
        int port = Integer.parseInt(program.output().getFirst());
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Ends it as {@code kill -9} does. */
    void kill() {
        program.crash();
    }

    @Override
    public void close() {
        program.close();
    }

    /** The process: prints its port, and runs until it is killed. */
    public static void main(String[] settings) throws Exception {
        var config = ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.port", "0");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            config = config.with(setting.substring(0, equals), setting.substring(equals + 1));
        }
        System.out.println(MillraceServer.start(config).rtmpAddress().getPort());
        Thread.currentThread().join();
    }
}
