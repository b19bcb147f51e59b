package io.millrace.e2e;

import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.awaitility.Awaitility;

/** nginx-rtmp, a server that was not written by us, with one application, {@code live}. */
final class Nginx implements AutoCloseable {
    private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_rtmp_module.so");

    static {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // for a machine that is slow, and busy too
    }

    private final int port;
    private final Program program;

    /**
     * Starts one, or skips the test where it is not installed.
     *
     * @param folder for its files
     * @param directives of the application, beside that it is live
     */
    Nginx(Path folder, String directives) throws IOException {
        port = freePort();
        Files.writeString(folder.resolve("nginx.conf"), """
                load_module %s;
                daemon off;
                master_process off;
                pid nginx.pid;
                error_log stderr notice;
                events {}
                rtmp { server { listen 127.0.0.1:%d; application live { live on; %s } } }
                """.formatted(Tools.require(MODULE), port, directives));
        program = Program.start(List.of(Tools.require("nginx").toString(), "-p", folder + "/", "-c", "nginx.conf"));
        program.awaitLog("event method");
    }

    /** Below those that are given out on their own: no other test can get it before nginx does. */
    static int freePort() throws IOException {
        while (true) {
            int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (var free = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                // then another
            }
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    String url(String path) {
        return "rtmp://127.0.0.1:" + port + "/" + path;
    }

    @Override
    public void close() {
        program.close();
    }
}
