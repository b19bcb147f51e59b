package io.millrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import io.millrace.bytes.Bytes;
import io.millrace.client.ClientSettings;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.client.RtmpException.Kind;
import io.millrace.client.file.MediaFiles;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Players of others, and our client, that have one of two SWF files, or another one: only the former get in. */
class SwfVerificationIT {
    private static final String BODY = "\0\0what a player does";
    private static final Bytes PLAIN = swf("FWS", BODY.getBytes(ISO_8859_1));
    private static final Bytes COMPRESSED = swf("CWS", deflated(BODY + " today"));
    private static final Bytes FOREIGN = swf("FWS", (BODY + " elsewhere").getBytes(ISO_8859_1));

    @TempDir
    private static Path players;

    private static TestServer server;
    private static HttpServer web;

    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws IOException {
        Files.write(players.resolve("plain.swf"), PLAIN.toByteArray());
        Files.write(players.resolve("compressed.swf"), COMPRESSED.toByteArray());
        server = TestServer.start(
                "rtmp.rtmpe=true",
                "streams.max-lag=1m",
                "applications.live.swf-verification=" + players,
                "applications.live.swf-verification-timeout=1m",
                "applications.impatient.swf-verification=" + players,
                "applications.impatient.swf-verification-timeout=100ms");
        web = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        serve("/plain.swf", PLAIN);
        serve("/compressed.swf", COMPRESSED);
        serve("/foreign.swf", FOREIGN);
        web.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        web.stop(0);
    }

    @ParameterizedTest
    @DisplayName("R-066: rtmpdump plays with the right SWF file, compressed or not")
    @ValueSource(strings = {"rtmp/plain.swf", "rtmp/compressed.swf", "rtmpe/plain.swf"})
    void rtmpdump(String schemeAndFile) throws IOException {
        String[] parts = schemeAndFile.split("/");
        String stream = "live/dump-" + schemeAndFile.replace('/', '-');
        Path received = folder.resolve("dump.flv");
        try (var player = Program.start(rtmpdump(server.url(parts[0], stream), received, parts[1]))) {
            server.awaitPlayers(stream, 1);
            publish(stream);
            player.succeed();
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(LegacyClients.frames(clip));
    }

    @Test
    @DisplayName("R-066: rtmpdump with another SWF file is refused")
    void rtmpdumpWithAnotherFile() {
        long before = refused();
        Path received = folder.resolve("foreign.flv");
        try (var player = Program.start(rtmpdump(server.url("live/dump-foreign"), received, "foreign.swf"))) {
            assertThat(player.exitStatus()).isNotZero();
        }
        assertThat(refused()).isGreaterThan(before); // it may try again
    }

    @ParameterizedTest
    @DisplayName("R-066: FFmpeg plays with the right SWF file, or its size and hash")
    @ValueSource(booleans = {true, false})
    void ffmpeg(boolean file) throws IOException {
        String stream = "live/ffmpeg-" + (file ? "file" : "hash");
        SwfFile swf = SwfFile.of(COMPRESSED);
        String[] options = file
                ? new String[] {"-rtmp_swfverify", url("compressed.swf")}
                : new String[] {"-rtmp_swfhash", swf.hash().toHex(), "-rtmp_swfsize", String.valueOf(swf.size())};
        try (var player = Ffmpeg.bundled().play(server.url(stream), options)) {
            server.awaitPlayers(stream, 1);
            publish(stream);
            Packets published = Ffmpeg.bundled().packets(clip);
            Packets received = Packets.of(player);
            // With the URL of a file it is a Flash Player for us, and shows the data that these get beside.
            for (String track : published.tracks()) {
                published.track(track).assertReceivedWhole(received.track(track));
            }
        }
    }

    @Test
    @DisplayName("R-066: FFmpeg has the right SWF file but answers something else where it publishes")
    void ffmpegPublishes() {
        try (var publisher = Ffmpeg.bundled()
                .start(
                        "-i",
                        clip.toString(),
                        "-c",
                        "copy",
                        "-f",
                        "flv",
                        "-rtmp_swfverify",
                        url("plain.swf"),
                        server.url("live/ffmpeg-publishes"))) {
            assertThat(publisher.exitStatus()).isNotZero();
            assertThat(publisher.log())
                    .anyMatch(line -> line.contains("SWF verification: the client is none of the files"));
        }
    }

    @Test
    @DisplayName("R-066: our client with another SWF file is refused")
    void ourClientWithAnotherFile() {
        assertRefused(withFile(FOREIGN), "live/cam", "SWF verification: the client is none of the files");
    }

    @Test
    @DisplayName("R-066: our client without a SWF file is refused")
    void ourClientWithoutFile() {
        assertRefused(ClientSettings.DEFAULT, "impatient/cam", "SWF verification: no answer within");
    }

    private static void assertRefused(ClientSettings settings, String stream, String why) {
        long before = refused();
        try (var client = RtmpClient.create(settings)) {
            var refused = catchThrowableOfType(
                    RtmpException.class, () -> client.play(server.url(stream)).close());
            assertThat(refused.kind()).isEqualTo(Kind.REFUSED);
            assertThat(refused.code()).contains("NetConnection.Connect.Rejected");
            assertThat(refused.description())
                    .hasValueSatisfying(text -> assertThat(text).startsWith(why));
        }
        assertThat(refused()).isGreaterThan(before);
    }

    /** Our client, with a right file; without metadata, of which rtmpdump takes the length for that of what it will receive. */
    private void publish(String stream) throws IOException {
        try (var client = RtmpClient.create(withFile(PLAIN));
                var publisher = client.publish(server.url(stream));
                var file = MediaFiles.open(clip)) {
            for (MediaFrame header : file.headers()) {
                if (header.kind() != MediaKind.DATA) {
                    publisher.write(header);
                }
            }
            for (MediaFrame frame = file.next(); frame != null; frame = file.next()) {
                publisher.write(frame);
            }
        }
    }

    private static ClientSettings withFile(Bytes swf) {
        return ClientSettings.builder().swf(SwfFile.of(swf)).build();
    }

    private static long refused() {
        return server.running().rtmpCounters().swfRefused.sum();
    }

    /** With a home of its own: it remembers there which SWF files it has seen. */
    private List<String> rtmpdump(String url, Path received, String swf) {
        List<String> command = new ArrayList<>(List.of("env", "HOME=" + folder));
        command.addAll(LegacyClients.rtmpdump(url, received, "--live", "--swfVfy", url(swf)));
        return command;
    }

    private static String url(String swf) {
        return "http://127.0.0.1:" + web.getAddress().getPort() + "/" + swf;
    }

    private static void serve(String path, Bytes file) {
        web.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, file.length());
                exchange.getResponseBody().write(file.toByteArray());
            }
        });
    }

    private static Bytes swf(String signature, byte[] content) {
        var file = new ByteArrayOutputStream();
        file.writeBytes((signature + "\n\0\1\0\0").getBytes(ISO_8859_1));
        file.writeBytes(content);
        return Bytes.wrap(file.toByteArray());
    }

    private static byte[] deflated(String text) {
        var out = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(out)) {
            deflater.write(text.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
