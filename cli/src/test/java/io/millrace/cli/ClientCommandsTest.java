package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.hub.LiveStream;
import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.FlvTag;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands of the client against a real server, up to their end or Ctrl-C. */
@Timeout(120)
final class ClientCommandsTest {
    /** Shorter than what a viewer may be behind, so that a slow machine loses nothing of it. */
    private static final long CLIP_MILLIS = 3000;

    @TempDir
    private static Path folder;

    private static Path clip;

    private MillraceServer server;

    /** The beginning of the server's own demonstration. */
    @BeforeAll
    static void cutClip() throws IOException {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1)); // for a machine that is slow, and busy too
        Path demo = folder.resolve("demo.flv");
        try (InputStream resource = MillraceServer.class.getResourceAsStream("demo/demo.flv")) {
            Files.copy(Objects.requireNonNull(resource), demo);
        }
        List<FlvTag> tags = FlvTag.read(demo).stream()
                .filter(tag -> tag.timestampMillis() < CLIP_MILLIS)
                .toList();
        clip = Files.write(folder.resolve("clip.flv"), FlvTag.file(tags));
    }

    @BeforeEach
    void startServer() throws StartException {
        // Who is lost and not closed would be missed within the hour, so what ends, ends because it was closed.
        server = start("streams.publish-grace=1h");
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    private static MillraceServer start(String... settings) throws StartException {
        var config = ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", "0")
                .with("http.port", "0");
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            config = config.with(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return MillraceServer.start(config);
    }

    private String url(String path) {
        return url(server, path);
    }

    private static String url(MillraceServer server, String path) {
        return "rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/" + path;
    }

    private void awaitPlayer() {
        await("a player").until(() -> viewers() == 1);
    }

    private int viewers() {
        return server.hub().streams().stream().mapToInt(LiveStream::viewers).sum();
    }

    @Test
    void whatPublishSendsIsWhatPlayWrites() throws IOException {
        Path copy = folder.resolve("copy.flv");
        var play = RunningCommand.start("play", "--json", "-o", copy.toString(), url("live/cam"));
        awaitPlayer();
        var publish = RunningCommand.start("publish", "--speed", "20", clip.toString(), url("live/cam"));
        assertThat(publish.code()).as(publish.err()).isZero();
        assertThat(publish.out()).contains("live/cam: closed, ");
        assertThat(play.code()).as(play.err()).isZero();
        assertThat(play.out())
                .contains("\"files\" : [ ", "copy.flv", "\"reconnects\" : 0", "\"bytes\" : " + Files.size(copy));
        FlvTag.assertReceived(FlvTag.read(clip), FlvTag.read(copy));
    }

    @Test
    void standardInputIsPublishedAndStandardOutputIsPlayed() throws IOException {
        try (InputStream in = Files.newInputStream(clip)) {
            var play = RunningCommand.start("play", url("live/cam"));
            awaitPlayer();
            var publish = RunningCommand.startWith(in, "publish", "--speed", "20", "-", url("live/cam"));
            assertThat(publish.code()).as(publish.err()).isZero();
            assertThat(play.code()).as(play.err()).isZero();
            Path copy = Files.write(folder.resolve("piped.flv"), play.media());
            FlvTag.assertReceived(FlvTag.read(clip), FlvTag.read(copy));
        }
    }

    @Test
    void oneTargetThatIsNotThereDoesNotStopTheOther() throws IOException {
        try (var nobody = new Socket()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // and does not listen
            var publish = RunningCommand.start(
                    "publish",
                    "--json",
                    "--speed",
                    "20",
                    clip.toString(),
                    url("live/cam"),
                    "rtmp://127.0.0.1:" + nobody.getLocalPort() + "/live/cam");
            assertThat(publish.code()).isEqualTo(ExitCode.UNREACHABLE.number());
            assertThat(publish.out())
                    .containsSubsequence("\"state\" : \"closed\"", "\"state\" : \"failed\"", "Connection refused");
        }
    }

    @Test
    void aKeyThatIsMissingIsRefused() throws StartException {
        try (var strict = start("applications.*.publish-key=secret")) {
            var publish = RunningCommand.start("publish", clip.toString(), url(strict, "live/cam"));
            assertThat(publish.code()).as(publish.err()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(publish.err().lines()).singleElement().asString().contains("NetStream.Publish");
            assertThat(publish.out()).isEmpty();
        }
    }

    @Test
    void swfIsTheFileThatAServerAsksFor() throws IOException, StartException {
        Path player = Files.writeString(folder.resolve("player.swf"), "FWS 1234 a player");
        Path another = Files.writeString(folder.resolve("another.swf"), "FWS 1234 another one");
        try (var strict = start(
                "applications.live.swf-verification=" + player,
                "applications.live.swf-verification-timeout=1m",
                "applications.impatient.swf-verification=" + player,
                "applications.impatient.swf-verification-timeout=100ms")) {
            String url = url(strict, "live/cam");
            var right = RunningCommand.start("publish", "--speed=20", "--swf", player.toString(), clip.toString(), url);
            assertThat(right.code()).as(right.err()).isZero();
            var wrong = RunningCommand.start("publish", "--swf", another.toString(), clip.toString(), url);
            assertThat(wrong.code()).as(wrong.err()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(wrong.err()).contains("SWF verification: the client is none of the files");
            var without = RunningCommand.start("publish", clip.toString(), url(strict, "impatient/cam"));
            assertThat(without.code()).as(without.err()).isEqualTo(ExitCode.REFUSED.number());
            assertThat(without.err()).contains("SWF verification: no answer within");
        }
    }

    @Test
    void aSwfFileThatCannotBeReadIsExitCode3() {
        Path missing = folder.resolve("missing.swf");
        var publish = RunningCommand.start("publish", "--swf", missing.toString(), clip.toString(), url("live/cam"));
        assertThat(publish.code()).isEqualTo(ExitCode.FILE.number());
        assertThat(publish.err().lines()).containsExactly(missing + ": no such file");
    }

    @Test
    void probeTellsWhatALiveStreamIs() {
        var probe = RunningCommand.start("probe", "--json", "--duration", "10m", "--timeout", "10m", url("live/cam"));
        awaitPlayer();
        var publish = RunningCommand.start("publish", "--speed", "20", clip.toString(), url("live/cam"));
        assertThat(publish.code()).as(publish.err()).isZero();
        assertThat(probe.code()).as(probe.err()).isZero();
        assertThat(probe.out()).contains("\"fmsVer\" : ", "\"codec\" : \"H.264\"", "\"codec\" : \"AAC\"");
    }

    @Test
    void aFileThatIsCutShortIsPublishedAndExitCode3() throws IOException {
        byte[] whole = Files.readAllBytes(clip);
        Path cut = Files.write(folder.resolve("half.flv"), Arrays.copyOf(whole, whole.length / 2));
        var publish = RunningCommand.start("publish", "--speed", "max", "--quiet", cut.toString(), url("live/cam"));
        assertThat(publish.code()).isEqualTo(ExitCode.FILE.number());
        assertThat(publish.out()).contains("live/cam: closed, ");
        assertThat(publish.err().lines()).containsExactly(cut + " is cut short: what there is was published");
    }

    @Test
    void tracksThatAFileDoesNotHaveAreExitCode2() {
        var publish = RunningCommand.start("publish", "--tracks", "7,9", clip.toString(), url("live/cam"));
        assertThat(publish.code()).isEqualTo(ExitCode.USAGE.number());
        assertThat(publish.err().lines())
                .containsExactly("--tracks 7,9: " + clip + " has none of them (there are: video 0, audio 0)");
    }

    @Test
    void tracksThatAStreamDoesNotHaveAreSaidInTheResult() {
        Path copy = folder.resolve("none.flv");
        var play = RunningCommand.start("play", "--tracks", "9", "-o", copy.toString(), url("live/cam"));
        awaitPlayer();
        var publish = RunningCommand.start("publish", "--speed", "20", clip.toString(), url("live/cam"));
        assertThat(publish.code()).as(publish.err()).isZero();
        assertThat(play.code()).as(play.err()).isZero();
        assertThat(play.out()).startsWith("0.0 s, ").contains("none of the ", " frames that came is of --tracks 9");
    }

    @Test
    void playOfAStreamThatNobodyPublishesIsExitCode4() {
        Path copy = folder.resolve("nosuch.flv");
        var play = RunningCommand.start("play", "--quiet", "-d", "500ms", "-o", copy.toString(), url("live/nosuch"));
        assertThat(play.code()).as(play.err()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(play.err().lines()).singleElement().asString().contains("live/nosuch: it ended without a frame");
        assertThat(play.out()).isEmpty();
    }

    @Test
    void probeReadsAFileToItsEndUnlessItIsToStop() {
        var all = RunningCommand.start("probe", clip.toString());
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(all.err()).isEmpty();
        var some = RunningCommand.start("probe", "--duration", "1s", clip.toString());
        assertThat(some.code()).as(some.err()).isZero();
        assertThat(some.err()).startsWith("looked at the first 1.0 of 3.0 s");
        assertThat(some.out()).doesNotContain("cut short");
    }

    @Test
    void probeOfAStreamThatNobodyPublishesIsExitCode4() {
        var probe = RunningCommand.start("probe", "--timeout", "500ms", url("live/cam"));
        assertThat(probe.code()).as(probe.err()).isEqualTo(ExitCode.UNREACHABLE.number());
        assertThat(probe.err().lines()).singleElement().asString().contains(url("live"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "max"})
    void ctrlCOfPublishEndsTheStreamInOrder(String speed) {
        var play = RunningCommand.start("play", url("live/cam"));
        awaitPlayer();
        var publish = RunningCommand.start("publish", "--loop", "--speed", speed, clip.toString(), url("live/cam"));
        await("media").until(() -> play.media().length > 0);
        publish.pressCtrlC();
        assertThat(publish.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(publish.out()).contains("live/cam: closed, ");
        assertThat(play.code()).as(play.err()).isZero();
    }

    @Test
    void ctrlCEndsAPublishThatWaitsForItsInput() throws IOException {
        try (var pipe = new PipedOutputStream();
                var in = new PipedInputStream(pipe, 1 << 20)) {
            pipe.write(Files.readAllBytes(clip));
            var play = RunningCommand.start("play", url("live/cam"));
            awaitPlayer();
            var publish = RunningCommand.startWith(in, "publish", "--speed", "max", "-", url("live/cam"));
            await("media").until(() -> play.media().length > 0);
            publish.pressCtrlC();
            assertThat(publish.code()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(publish.out()).contains("live/cam: closed, ");
            assertThat(play.code()).as(play.err()).isZero();
        }
    }

    /** One that nobody answers: Ctrl-C is not to wait for that. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "publish --timeout 1h CLIP URL",
                "publish --timeout 1h CLIP URL LIVE",
                "play --timeout 1h URL",
                "probe --timeout 1h URL",
                "relay --timeout 1h URL LIVE",
                "bench URL --publishers 0"
            })
    void ctrlCDoesNotWaitForAServer(String line) throws IOException {
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            silent.setSoTimeout(60_000);
            var command = RunningCommand.start(line.replace("CLIP", clip.toString())
                    .replace("URL", "rtmp://127.0.0.1:" + silent.getLocalPort() + "/live/cam")
                    .replace("LIVE", url("live/cam"))
                    .split(" "));
            try (Socket client = silent.accept()) {
                assertThat(client.getInputStream().readNBytes(1))
                        .as("the beginning of a handshake")
                        .hasSize(1);
                command.pressCtrlC();
            }
            assertThat(command.code()).as(command.err()).isEqualTo(ExitCode.INTERRUPTED.number());
        }
    }

    /** A process of its own, from a file and from an input that stays open. */
    @EnabledOnOs(OS.LINUX)
    @ParameterizedTest
    @ValueSource(strings = {"--loop CLIP", "--speed max -"})
    void aProcessThatGetsSigintEndsItsStreamInOrder(String arguments) throws IOException, InterruptedException {
        var play = RunningCommand.start("play", url("live/cam"));
        awaitPlayer();
        // Whoever runs the tests may have it ignored, which is inherited.
        List<String> command = new ArrayList<>(List.of("env", "--default-signal=INT"));
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1", "-cp"));
        command.addAll(List.of(System.getProperty("java.class.path"), Main.class.getName(), "publish"));
        command.addAll(List.of(arguments.replace("CLIP", clip.toString()).split(" ")));
        command.add(url("live/cam"));
        Process process = new ProcessBuilder(command).start();
        try {
            if (arguments.endsWith("-")) {
                Files.copy(clip, process.getOutputStream());
                process.getOutputStream().flush();
            }
            await("media").until(() -> play.media().length > 0);
            new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start();
            assertThat(process.waitFor()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(play.code()).as(play.err()).isZero();
            assertThat(process.inputReader().lines()).singleElement().asString().contains("live/cam: closed, ");
            assertThat(process.errorReader().lines()).noneMatch(line -> line.contains("\tat "));
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void ctrlCOfPlayCompletesTheFile() {
        Path file = folder.resolve("cut.flv");
        var publish = RunningCommand.start("publish", "--loop", clip.toString(), url("live/cam"));
        var play = RunningCommand.start("play", "-o", file.toString(), url("live/cam"));
        await("media").until(() -> Files.exists(file) && FlvTag.read(file).size() > 10);
        play.pressCtrlC();
        assertThat(play.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(play.out()).contains(" frames, ", "cut.flv");
        publish.pressCtrlC();
        assertThat(publish.code()).isEqualTo(ExitCode.INTERRUPTED.number());
    }

    @Test
    void relayCopiesUntilCtrlC() throws StartException {
        try (var target = start()) {
            var relay = RunningCommand.start("relay", url("live/cam"), url(target, "live/copy"));
            var publish = RunningCommand.start("publish", "--loop", clip.toString(), url("live/cam"));
            var play = RunningCommand.start("play", "--duration", "500ms", url(target, "live/copy"));
            assertThat(play.code()).as(play.err()).isZero();
            relay.pressCtrlC();
            assertThat(relay.code()).isEqualTo(ExitCode.INTERRUPTED.number());
            assertThat(relay.out()).contains("live/cam: ended, ", "live/copy: closed, ");
            publish.pressCtrlC();
            assertThat(publish.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        }
    }

    @Test
    void inspectShowsWhatPasses() {
        var inspect = RunningCommand.start("inspect", "--listen", "127.0.0.1:0", "--to", url("live/cam"));
        inspect.awaitErr(", passing on to");
        String address = inspect.err().split("listening on |,", -1)[1];
        var publish =
                RunningCommand.start("publish", "--speed", "20", clip.toString(), "rtmp://" + address + "/live/cam");
        assertThat(publish.code()).as(publish.err()).isZero();
        inspect.awaitOut(" closed reason=");
        inspect.pressCtrlC();
        assertThat(inspect.code()).isEqualTo(ExitCode.INTERRUPTED.number());
        assertThat(inspect.out()).contains("name=\"connect\"", "name=\"publish\"", "name=\"deleteStream\"");
        assertThat(inspect.err()).contains("1 connections, ", ", 0 bytes unexplained");
    }

    @Test
    void benchTellsThatNothingIsMissing() {
        var bench = RunningCommand.start(
                "bench", "--json", "--players", "2", "--duration", "1s", "--bit-rate", "200", url("live/load"));
        assertThat(bench.code()).as(bench.err()).isZero();
        assertThat(bench.out()).contains("\"connected\" : 2", "\"missing\" : 0");
    }
}
