package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Mistakes that need no server to be found: one line, an exit code by kind, nothing on standard output. */
final class BadArgumentsTest {
    private static final String URL = "rtmp://127.0.0.1/live/cam";

    private final TestConsole console = new TestConsole();

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    publish film.mp4                  | a URL to publish to is missing
                    publish URL                       | a file to publish is missing
                    publish film.mp4 URL --loop 0     | --loop 0
                    publish film.mp4 URL --loop=x     | 'x'
                    publish --loop -1 film.mp4 URL    | --loop -1
                    publish film.mp4 URL --speed 0    | '0' (expected: 0.1 to 100, or max)
                    publish film.mp4 URL --speed 101  | '101' (expected: 0.1 to 100, or max)
                    publish film.mp4 URL --tracks 256 | '256' (expected: all, or IDs from 0 to 255 such as 0,2)
                    publish - URL --loop              | standard input (-) can be published once
                    publish - film.mp4 URL            | standard input (-) can be published once
                    publish film.mp4 URL --on-overflow wait | block, drop, fail
                    publish film.mp4 URL --lop        | unknown option --lop (did you mean --loop?)
                    play                              | Missing required parameter: 'URL'
                    play cam                          | rtmp://
                    play URL -o cam.avi               | --output cam.avi: its name tells no format
                    play URL --duration soon          | 'soon' is no time
                    play URL --start 10001h           | up to 10000h
                    play URL --tracks 0,,1            | '0,,1' (expected: all, or IDs from 0 to 255 such as 0,2)
                    play URL --live --recorded        | --live
                    relay URL                         | TARGET
                    relay URL rtmp://127.0.0.1/live   | no stream name
                    probe URL --timeout 0             | --timeout 0
                    bench URL --players -1            | players -1 (expected: 0 to 100000)
                    bench rtmp://192.0.2.1/live/cam   | may be another machine
                    inspect                           | either a capture file or --to is needed
                    inspect a.pcap --to URL           | a capture file and --to are given (expected: one of them)
                    inspect --to URL --listen here    | --listen here
                    inspect --to URL --listen [::g]:1 | unknown host ::g
                    inspect --to rtmps://127.0.0.1/   | --to: rtmps:// cannot be inspected (expected: rtmp://)
                    inspect --to http://127.0.0.1/    | as in rtmp://host/app/name)
                    bench http://127.0.0.1/live/cam   | as in rtmp://host/app/name)
                    play rtmfp://127.0.0.1/live/cam   | rtmpt, rtmpts, as in rtmp://host/app/name)
                    probe URL --user me               | --user me: its password is missing (expected: MILLRACE_PASSWORD
                    """)
    void areExitCode2(String line, String problem) throws InterruptedException {
        assertThat(console.run(line.replace("URL", URL))).isEqualTo(ExitCode.USAGE.number());
        assertOneLine(problem);
    }

    @Test
    void aPortInUseIsExitCode2() throws IOException, InterruptedException {
        try (var other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + other.getLocalPort();
            assertThat(console.run("inspect --to " + URL + " --listen " + address))
                    .isEqualTo(ExitCode.USAGE.number());
            assertOneLine("--listen: cannot listen on " + address + ": Address already in use");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "publish nowhere.flv URL, nowhere.flv: there is no such file",
        "publish --loop nowhere.flv URL, nowhere.flv: there is no such file",
        "probe nowhere.flv, nowhere.flv: there is no such file",
        "inspect nowhere.pcap, nowhere.pcap: there is no such file",
        "inspect ., .: is a directory (expected: a capture file)",
        "play URL -o nowhere/cam.flv, nowhere/cam.flv: its directory does not exist",
        "probe URL --user me --password-file nowhere.txt, nowhere.txt: there is no such file"
    })
    void filesThatAreNotThereAreExitCode3(String line, String problem) throws InterruptedException {
        assertThat(console.run(line.replace("URL", URL))).isEqualTo(ExitCode.FILE.number());
        assertOneLine(problem);
    }

    @Test
    void filesThatAreNoMediaAreExitCode3(@TempDir Path folder) throws IOException, InterruptedException {
        Path text = Files.writeString(folder.resolve("notes.mp4"), "Not a film.");
        for (String line : new String[] {"publish " + text + " " + URL, "probe " + text, "inspect " + text}) {
            TestConsole its = new TestConsole();
            assertThat(its.run(line)).as(line).isEqualTo(ExitCode.FILE.number());
            assertThat(its.err().lines()).singleElement().asString().contains("notes.mp4");
        }
    }

    @Test
    void aFileThatIsCutShortBeforeItsFirstFrameIsExitCode3(@TempDir Path folder)
            throws IOException, InterruptedException {
        Path file = Files.write(folder.resolve("cut.flv"), new byte[] {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0});
        assertThat(console.run("publish " + file + " " + URL)).isEqualTo(ExitCode.FILE.number());
        assertOneLine("cut.flv");
    }

    @Test
    void aFileThatIsThereIsNotOverwritten(@TempDir Path folder) throws IOException, InterruptedException {
        Path file = Files.writeString(folder.resolve("cam.flv"), "precious");
        assertThat(console.run("play " + URL + " -o " + file)).isEqualTo(ExitCode.FILE.number());
        assertOneLine("cam.flv");
        assertThat(file).hasContent("precious");
    }

    @Test
    void mediaIsNotWrittenToATerminal() throws InterruptedException {
        TestConsole terminal = TestConsole.terminal(Map.of());
        assertThat(terminal.run("play " + URL)).isEqualTo(ExitCode.USAGE.number());
        assertThat(terminal.err()).contains("-o FILE", "| ffplay -");
        assertThat(terminal.out()).isEmpty();
    }

    private void assertOneLine(String part) {
        assertThat(console.err().lines()).singleElement().asString().contains(part);
        assertThat(console.out()).isEmpty();
    }
}
