package io.millrace.bench.load;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** The clients of one round, all on one thread. A change is its number; its slot is one of a few. */
final class SharedObjectLoad implements AutoCloseable {
    private static final int SLOTS = 20;
    private static final long END_LIMIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final List<SharedObjectPeer> peers = new ArrayList<>();
    private long[] sentNanos = {};
    private long[] toAllNanos = {};
    private long[] latencyNanos = {};
    private int delivered;
    private int finished;

    /** Connects all clients to {@code object}. */
    SharedObjectLoad(InetSocketAddress server, String object, int clients) throws IOException {
        try {
            for (int i = 0; i < clients; i++) {
                var peer = new SharedObjectPeer(server, object);
                peers.add(peer);
                peer.start(buffer, selector, this::changed, () -> finished++);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /** Another client has made change {@code number}. */
    private void changed(int number) {
        long now = System.nanoTime();
        long latency = now - sentNanos[number];
        toAllNanos[number] = latency;
        if (delivered < latencyNanos.length) {
            latencyNanos[delivered++] = latency;
        }
    }

    Result run(Server server, int rate, int seconds) throws IOException {
        int changes = rate * seconds;
        sentNanos = new long[changes];
        toAllNanos = new long[changes];
        latencyNanos = new long[changes * (peers.size() - 1)];
        Duration serverCpu = server.cpu();
        Duration generatorCpu = cpu();
        long start = System.nanoTime();
        long interval = TimeUnit.SECONDS.toNanos(1) / rate;
        for (int number = 0; number < changes; number++) {
            long due = start + number * interval;
            for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                read(due - now);
            }
            sentNanos[number] = System.nanoTime();
            var value = new AmfNumber(number);
            peers.get(number % peers.size()).ask(new RequestChange("slot" + number % SLOTS, value));
            read(0);
        }
        double windowSeconds = (System.nanoTime() - start) / 1e9;
        Duration serverUsed = server.cpu().minus(serverCpu);
        Duration generatorUsed = cpu().minus(generatorCpu);
        awaitAll();
        return result(changes, windowSeconds, serverUsed, generatorUsed);
    }

    /** Until all have heard of a last message, and with it of all that was before. */
    private void awaitAll() throws IOException {
        peers.getFirst().ask(new SendMessage(SharedObjectPeer.LAST, List.of()));
        long end = System.nanoTime() + END_LIMIT_NANOS;
        while (finished < peers.size() && System.nanoTime() < end) {
            read(TimeUnit.MILLISECONDS.toNanos(100));
        }
    }

    private void read(long waitNanos) throws IOException {
        long millis = TimeUnit.NANOSECONDS.toMillis(waitNanos);
        if (millis > 0) {
            selector.select(millis);
        } else {
            selector.selectNow();
        }
        for (SelectionKey key : selector.selectedKeys()) {
            ((SharedObjectPeer) key.attachment()).read(buffer);
        }
        selector.selectedKeys().clear();
    }

    private Result result(int changes, double seconds, Duration serverCpu, Duration generatorCpu) {
        var content = peers.getFirst().content();
        long unequal =
                peers.stream().filter(peer -> !peer.content().equals(content)).count();
        long resyncs = peers.stream().mapToLong(SharedObjectPeer::resyncs).sum();
        long[] latencies = Arrays.copyOf(latencyNanos, delivered);
        Arrays.sort(latencies);
        Arrays.sort(toAllNanos);
        String json = String.format(
                Locale.ROOT,
                "{\"run\":\"sharedobject\",\"failures\":%d,\"first_failure\":\"%s\",\"changes\":%d,"
                        + "\"server_cpu\":%.3f,\"generator_cpu\":%.3f,\"changes_per_second\":%.1f,"
                        + "\"delivered_per_second\":%.0f,\"delivered_share\":%.5f,\"resyncs\":%d,"
                        + "\"latency_ms_p50\":%.2f,\"latency_ms_p99\":%.2f,"
                        + "\"to_all_ms_p50\":%.2f,\"to_all_ms_p99\":%.2f}",
                unequal + peers.size() - finished,
                finished < peers.size() ? "a client did not hear of the last change" : "clients end unequal",
                changes,
                serverCpu.toNanos() / 1e9 / seconds,
                generatorCpu.toNanos() / 1e9 / seconds,
                changes / seconds,
                delivered / seconds,
                (double) delivered / latencyNanos.length,
                resyncs,
                percentileMillis(latencies, 50),
                percentileMillis(latencies, 99),
                percentileMillis(toAllNanos, 50),
                percentileMillis(toAllNanos, 99));
        return Result.parse(json);
    }

    private static double percentileMillis(long[] sortedNanos, int percent) {
        return sortedNanos.length == 0 ? Double.NaN : sortedNanos[(sortedNanos.length - 1) * percent / 100] / 1e6;
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() throws IOException {
        for (SharedObjectPeer peer : peers) {
            peer.close();
        }
        selector.close();
    }
}
