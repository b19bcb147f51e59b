package io.millrace.bench.client;

import io.millrace.bytes.Bytes;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPublisher;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What this process holds before a client connects, publishes and closes again and again, and afterwards. */
record Leftovers(int cycles, Holdings before, Holdings after, Holdings clientClosed) {
    private static final int WARMUP_CYCLES = 200;
    private static final long LINGER_MILLIS = 4000; // twice what a closed connection has timers for
    private static final Bytes FRAME = Bytes.hex("17 01 000000 00000001 65");

    /** @param heapBytes after a full collection */
    record Holdings(int threads, long sockets, long directBytes, long heapBytes) {
        static Holdings now() throws IOException, InterruptedException {
            Thread.sleep(LINGER_MILLIS);
            System.gc();
            var metric = ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric();
            return new Holdings(
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    openSockets(),
                    metric.usedDirectMemory(),
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }

        private static long openSockets() throws IOException {
            long count = 0;
            try (var files = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
                for (Path file : files) {
                    count += isSocket(file) ? 1 : 0;
                }
            }
            return count;
        }

        private static boolean isSocket(Path file) {
            try {
                return Files.readSymbolicLink(file).toString().startsWith("socket:");
            } catch (IOException e) {
                return false; // that of the listing itself
            }
        }

        private String text() {
            return String.format(
                    Locale.ROOT,
                    "%d threads, %d sockets, %.1f MiB direct, %.1f MiB heap",
                    threads,
                    sockets,
                    directBytes / 1048576.0,
                    heapBytes / 1048576.0);
        }
    }

    static Leftovers after(int cycles, String url) throws IOException, InterruptedException {
        Holdings before;
        Holdings after;
        try (var client = RtmpClient.create()) {
            run(client, url, WARMUP_CYCLES);
            before = Holdings.now();
            run(client, url, cycles);
            after = Holdings.now();
        }
        return new Leftovers(cycles, before, after, Holdings.now());
    }

    private static void run(RtmpClient client, String url, int cycles) throws IOException {
        for (int i = 0; i < cycles; i++) {
            try (RtmpPublisher publisher = client.publish(url)) {
                publisher.write(new MediaFrame(MediaKind.VIDEO, i, FRAME, VideoTagCodec.decode(FRAME)));
            }
        }
    }

    boolean isClean() {
        return after.threads <= before.threads
                && after.sockets <= before.sockets
                && after.directBytes <= before.directBytes;
    }

    String text() {
        return "%nconnect, publish and close, %d times%nbefore: %s%nafter: %s%nclient closed: %s"
                .formatted(cycles, before.text(), after.text(), clientClosed.text());
    }
}
