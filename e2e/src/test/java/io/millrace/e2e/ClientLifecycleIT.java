package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.bytes.Bytes;
import io.millrace.client.NetConnection;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPublisher;
import io.millrace.flv.VideoTagCodec;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.testkit.Program;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;

/**
 * What a client that connects, publishes and closes over and over leaves behind: nothing. It does so in a process of its own,
 * where nobody else has threads, sockets or buffers. {@code -Dmillrace.lifecycle.times=10000} makes it do so more often.
 */
class ClientLifecycleIT {
    private static final int TIMES = Integer.getInteger("millrace.lifecycle.times", 1000);
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd"); // on Linux

    @Test
    void publishingLeavesNoThreadSocketOrBufferBehind() {
        try (var server = TestServer.start()) {
            List<String> printed = Program.run(List.of(
                    Path.of(System.getProperty("java.home"), "bin/java").toString(),
                    "-Dio.netty.leakDetection.level=paranoid",
                    "-cp",
                    System.getProperty("java.class.path"),
                    ClientLifecycleIT.class.getName(),
                    server.url("live/cam"),
                    String.valueOf(TIMES)));
            assertThat(printed).contains("nothing is left").noneMatch(line -> line.contains("LEAK"));
            server.awaitConnections(0);
            assertThat(server.running().transportCounters().accepted.sum()).isGreaterThan(TIMES);
        }
    }

    /** The process: publishes to that URL so many times, and fails if anything is left. */
    public static void main(String[] arguments) throws Exception {
        Set<String> threadsBefore = threads();
        try (var client = RtmpClient.create()) {
            publish(client, arguments[0], 10); // what is made once is there now
            Set<String> threads = threads();
            long sockets = sockets();
            publish(client, arguments[0], Integer.parseInt(arguments[1]));
            assertThat(client.openConnections()).isZero();
            assertThat(sockets()).isEqualTo(sockets);
            assertThat(threads()).isEqualTo(threads);
            // The last ones may still be held by what they have just been used for.
            await().untilAsserted(
                            () -> assertThat(instances(RtmpPublisher.class)).isLessThan(10));
            await().untilAsserted(
                            () -> assertThat(instances(NetConnection.class)).isLessThan(10));
            publish(client, arguments[0], 10); // Netty tells of lost buffers when it makes others
        }
        await().untilAsserted(
                        () -> assertThat(threads()).isEqualTo(threadsBefore)); // one that has done all still has to go
        System.out.println("nothing is left");
    }

    private static void publish(RtmpClient client, String url, int times) throws IOException {
        Bytes body = Bytes.wrap(Frames.key(1));
        var frame = new MediaFrame(MediaKind.VIDEO, 0, body, VideoTagCodec.decode(body));
        for (int time = 0; time < times; time++) {
            try (var publisher = client.publish(url)) {
                publisher.write(frame);
            }
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("millrace"))
                .collect(Collectors.toSet());
    }

    private static long sockets() throws IOException {
        if (!Files.exists(DESCRIPTORS)) {
            return 0;
        }
        try (Stream<Path> all = Files.list(DESCRIPTORS)) {
            return all.filter(ClientLifecycleIT::isSocket).count();
        }
    }

    private static boolean isSocket(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().startsWith("socket:");
        } catch (IOException e) {
            return false; // that of the list itself
        }
    }

    /** That are alive, after a full garbage collection. */
    private static int instances(Class<?> type) throws JMException {
        Object histogram = ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        return histogram
                .toString()
                .lines()
                .map(line -> line.trim().split("\\s+"))
                .filter(columns -> columns.length > 3 && columns[3].equals(type.getName()))
                .mapToInt(columns -> Integer.parseInt(columns[1]))
                .sum();
    }
}
