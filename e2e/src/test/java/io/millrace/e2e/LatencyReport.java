package io.millrace.e2e;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * How long it takes from the making of a picture until Chromium shows it, by each way to a browser. The upper rows of
 * each picture are the clock, read from the page. No test of the build: {@code ./dev e2e LatencyReport}.
 */
class LatencyReport {
    private static final int WIDTH = 768;
    private static final int HEIGHT = 432;
    private static final int FRAMES_PER_SECOND = 30;
    private static final int CLOCK_BITS = 48;
    private static final int CLOCK_ROWS = 32;
    private static final int SECONDS = 10;

    @Test
    void tellsForEachWay() throws IOException {
        try (var server = TestServer.start("hls.segment-duration=1s");
                var pages = PlayerPages.start();
                var chromium = Chromium.start();
                var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var encoder = encode(socket.getLocalPort(), server.url("live/clock"))) {
            Thread.startVirtualThread(() -> sendPictures(socket));
            String clock = server.httpUrl("/live/clock");
            tell(chromium, pages, "MP4 by WebSocket", "playMp4('" + server.httpUrl("ws", "/live/clock.mp4") + "')");
            tell(chromium, pages, "FLV", "playFlv('" + clock + ".flv?compat=1')");
            tell(chromium, pages, "low-latency HLS", "playHls('" + clock + ".m3u8', true)");
            tell(chromium, pages, "HLS", "playHls('" + clock + ".m3u8', false)");
            encoder.crash();
        }
    }

    private static Program encode(int port, String url) {
        String arguments = "-f rawvideo -pix_fmt gray -video_size " + WIDTH + "x" + HEIGHT + " -framerate "
                + FRAMES_PER_SECOND + " -probesize 32 -fflags nobuffer -i tcp://127.0.0.1:" + port
                + " -pix_fmt yuv420p -c:v libx264 -preset ultrafast -tune zerolatency -g " + FRAMES_PER_SECOND
                + " -b:v 1M -flush_packets 1 -f flv " + url;
        return Ffmpeg.bundled().start(arguments.split(" "));
    }

    /** Until FFmpeg is gone. */
    private static void sendPictures(ServerSocket socket) {
        long period = TimeUnit.SECONDS.toNanos(1) / FRAMES_PER_SECOND;
        try (var peer = socket.accept()) {
            OutputStream out = peer.getOutputStream();
            for (long next = System.nanoTime(); ; next += period) {
                LockSupport.parkNanos(next - System.nanoTime());
                out.write(picture(System.currentTimeMillis()));
            }
        } catch (IOException e) {
            // It was ended.
        }
    }

    private static byte[] picture(long millis) {
        var picture = new byte[WIDTH * HEIGHT];
        for (int x = 0; x < WIDTH; x++) {
            long bit = millis >> (CLOCK_BITS - 1 - x * CLOCK_BITS / WIDTH) & 1;
            for (int y = 0; y < CLOCK_ROWS; y++) {
                picture[y * WIDTH + x] = (byte) (bit == 1 ? 235 : 16);
            }
        }
        Arrays.fill(picture, CLOCK_ROWS * WIDTH, picture.length, (byte) (millis >> 4));
        return picture;
    }

    private static void tell(Chromium chromium, PlayerPages pages, String way, String play) {
        try (var page = chromium.open(pages.player())) {
            page.evaluate(play);
            page.evaluate("until(() => state().played > 5)");
            JsonNode found = page.evaluate("latencies(" + SECONDS + ", " + CLOCK_BITS + ")");
            int[] millis =
                    found.valueStream().mapToInt(JsonNode::asInt).sorted().toArray();
            System.out.printf(
                    "%s: median %d ms, most %d ms, %d pictures%n",
                    way, millis[millis.length / 2], millis[millis.length - 1], millis.length);
        }
    }
}
