package io.millrace.bench.soak;

import com.sun.management.UnixOperatingSystemMXBean;
import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The server of a soak run, in a process of its own: prints its port, then a {@link Sample} for each line that it reads,
 * and ends with its input.
 */
public final class WatchedServer {
    private static final double MIB = 1024 * 1024;

    private WatchedServer() {}

    /**
     * Runs until the end of standard input.
     *
     * @param arguments settings of the server, as {@code key=value}
     */
    public static void main(String[] arguments) throws IOException, StartException {
        var config = ServerConfig.defaults();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            config = config.with(argument.substring(0, equals), argument.substring(equals + 1));
        }
        var lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (var server = MillraceServer.start(config)) {
            System.out.println(server.rtmpAddress().getPort());
            while (lines.readLine() != null) {
                System.out.println(sample(server).line());
            }
        }
    }

    @SuppressWarnings("SystemGc") // what is left after it is what the run is about
    private static Sample sample(MillraceServer server) throws IOException {
        System.gc();
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        var heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        long direct = ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
        return new Sample(
                heap.getUsed() / MIB,
                residentBytes() / MIB,
                direct / MIB,
                system.getOpenFileDescriptorCount(),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                server.hub().streams().size(),
                server.transportCounters().open());
    }

    private static long residentBytes() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no VmRSS in /proc/self/status");
    }
}
