package io.millrace.bench.load;

import io.millrace.client.RtmpClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** How often rtmpdump asks through the HTTP tunnel while a stream that it plays sends nothing: counted on the way. */
final class IdleTunnel implements AutoCloseable {
    private static final byte[] REQUEST = "POST /".getBytes(StandardCharsets.US_ASCII);
    private static final Duration SETTLE = Duration.ofSeconds(3);

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final int serverPort;
    private final LongAdder requests = new LongAdder();

    private IdleTunnel(int serverPort) throws IOException {
        this.serverPort = serverPort;
        Thread.ofVirtual().start(this::accept);
    }

    /** NaN when it did not stay, or is not installed. */
    static double requestsPerSecond(Server server, Cores cores, int seconds) throws IOException, InterruptedException {
        String stream = "/bench/idle";
        try (var client = RtmpClient.create();
                var publisher = client.publish("rtmp://127.0.0.1:" + server.port() + stream);
                var proxy = new IdleTunnel(server.port())) {
            String url = "rtmpt://127.0.0.1:" + proxy.listening.getLocalPort() + stream;
            Process player = new ProcessBuilder(cores.generatorCommand(
                            List.of("rtmpdump", "--quiet", "--live", "-r", url, "-o", "/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try {
                Thread.sleep(SETTLE);
                long before = proxy.requests.sum();
                Thread.sleep(Duration.ofSeconds(seconds));
                double counted = proxy.requests.sum() - before;
                return player.isAlive() && !publisher.ended().isDone() ? counted / seconds : Double.NaN;
            } finally {
                player.destroyForcibly();
            }
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                var server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> pass(client, server, true));
                Thread.ofVirtual().start(() -> pass(server, client, false));
            }
        } catch (IOException e) {
            // closed: nobody comes any more
        }
    }

    private void pass(Socket from, Socket to, boolean counts) {
        byte[] buffer = new byte[8192];
        int matched = 0;
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                for (int i = 0; counts && i < count; i++) {
                    matched = buffer[i] == REQUEST[matched] ? matched + 1 : buffer[i] == REQUEST[0] ? 1 : 0;
                    if (matched == REQUEST.length) {
                        requests.increment();
                        matched = 0;
                    }
                }
                out.write(buffer, 0, count);
            }
        } catch (IOException e) {
            // one of them has gone, and now the other one has
        }
    }

    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
