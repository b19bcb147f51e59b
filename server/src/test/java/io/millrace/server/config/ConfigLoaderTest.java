package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigLoaderTest {
    @TempDir
    private Path folder;

    @Test
    void withoutSourcesEverythingIsAtItsDefault() {
        assertThat(new ConfigLoader().load()).isEqualTo(ServerConfig.defaults());
        assertThat(ServerConfig.defaults().rtmp().port()).isEqualTo(1935);
        assertThat(ServerConfig.defaults().streams().maxLag()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void readsEveryTypeOfValueFromTheFile() {
        ServerConfig config = load("""
                rtmp:
                  bind: "::1"
                  port: 1936          # a comment
                  handshake-timeout: 1500ms
                  max-message-bytes: 2MiB
                strict-applications: true
                transport: nio
                applications:
                  live:
                    publish-key: 007
                """);
        assertThat(config.rtmp().bind()).isEqualTo("::1");
        assertThat(config.rtmp().port()).isEqualTo(1936);
        assertThat(config.rtmp().handshakeTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(config.rtmp().maxMessageBytes()).isEqualTo(ByteSize.ofMebibytes(2));
        assertThat(config.strictApplications()).isTrue();
        assertThat(config.transport()).hasToString("NIO");
        assertThat(config.application("live").orElseThrow().publishKey().value())
                .isEqualTo("007");
    }

    @Test
    void argumentsWinOverEnvironmentOverFileOverDefault() {
        Path file = write("rtmp: {port: 1, max-connections: 1, chunk-size: 1000}\nstreams: {max-streams: 7}\n");
        ServerConfig config = new ConfigLoader()
                .set("rtmp.port", "3", "--port")
                .environment(Map.of("MILLRACE_RTMP_PORT", "2", "MILLRACE_RTMP_MAX_CONNECTIONS", "2"))
                .file(file)
                .load();
        assertThat(config.rtmp().port()).isEqualTo(3);
        assertThat(config.rtmp().maxConnections()).isEqualTo(2);
        assertThat(config.rtmp().chunkSize()).isEqualTo(new ByteSize(1000));
        assertThat(config.streams().maxStreams()).isEqualTo(7);
        assertThat(config.rtmp().windowAckSize()).isEqualTo(new ByteSize(2_500_000));
    }

    @Test
    void variablesReachWhatIsNestedDeeper() {
        ServerConfig config = new ConfigLoader()
                .file(write("tls: {certificates: {second: {certificate: second.pem}}}\n"))
                .environment(Map.of("MILLRACE_TLS_CERTIFICATES_KEY", "key.pem"))
                .load();
        assertThat(config.tls().certificates().get("second"))
                .isEqualTo(new CertificateConfig("second.pem", "key.pem", new Secret("")));
    }

    @Test
    void keysOfAllApplicationsReachThoseWithSettingsOfTheirOwn() {
        Path file = write("applications:\n  live: {gop-cache: false}\n  open: {publish-key: \"\"}\n");
        ServerConfig config = new ConfigLoader()
                .file(file)
                .environment(Map.of("MILLRACE_APPLICATIONS_PUBLISH_KEY", "secret"))
                .load();
        assertThat(config.application("live").orElseThrow())
                .isEqualTo(ApplicationConfig.defaults().withPublishKey("secret").withGopCache(false));
        assertThat(config.application("anything").orElseThrow().publishKey().isSet())
                .isTrue();
        assertThat(config.application("open").orElseThrow().publishKey().isSet())
                .isFalse();
    }

    @Test
    void reportsEveryProblemWithItsPlaceKeyValueAndWhatIsAllowed() {
        Path file = write("""
                rtmp:
                  prot: 1936
                  port: 70000
                  idle-timeout: 30
                  bind:
                streams: fast
                transport: epol
                frobnicate: 1
                applications: {live: {publish-key: {}}}
                """);
        ConfigException problem = problemOf(new ConfigLoader()
                .file(file)
                .environment(Map.of("MILLRACE_THREADS", "many", "MILLRACE_RTMP_PROT", "1"))
                .set("strict-applications", "yes", "--strict"));
        assertThat(problem.problems())
                .containsExactlyInAnyOrder(
                        file + ":2:3: unknown key rtmp.prot (did you mean port?)",
                        file + ":3:3: rtmp.port: '70000' (expected: a whole number, 0 to 65535)",
                        file
                                + ":4:3: rtmp.idle-timeout: '30' (expected: a duration such as 500ms, 30s or 5m,"
                                + " 0 to 24h)",
                        file + ":5:3: rtmp.bind: no value (expected: text)",
                        file + ":6:1: streams: 'fast' (expected: keys below it, indented)",
                        file + ":7:1: transport: 'epol' (expected: auto, epoll, kqueue, io_uring, nio)",
                        file
                                + ":8:1: unknown key frobnicate (allowed: rtmp, listeners, tls, http, api, metrics, hls, streams,"
                                + " recordings, shared-objects, applications, strict-applications, drain, status-interval,"
                                + " threads, transport)",
                        file + ":9:23: applications.live.publish-key: a group of keys (expected: text)",
                        "MILLRACE_THREADS: threads: 'many' (expected: a whole number, 0 to 1024)",
                        "MILLRACE_RTMP_PROT: unknown variable (did you mean MILLRACE_RTMP_PORT?)",
                        "--strict: strict-applications: 'yes' (expected: true or false)");
    }

    @Test
    void reportsWhereAnOptionDoesNotGoWithAnother() {
        Path file = write("rtmp:\n  max-pending-bytes: 4MiB\n  max-message-bytes: 8MiB\n");
        assertThat(problemOf(new ConfigLoader().file(file)))
                .hasMessage(file + ":2:3: rtmp.max-pending-bytes: 4MiB"
                        + " (expected: 8MiB or more, as max-message-bytes is)");
        assertThat(problemOf(new ConfigLoader().set("rtmp.max-pending-bytes", "1MiB", "--pending")))
                .hasMessage("--pending: rtmp.max-pending-bytes: 1MiB"
                        + " (expected: 16MiB or more, as max-message-bytes is)");
        assertThat(load("rtmp:\n  max-pending-bytes: 8MiB\n  max-message-bytes: 8MiB\n")
                        .rtmp()
                        .maxPendingBytes())
                .isEqualTo(ByteSize.ofMebibytes(8));
    }

    @Test
    void leavesVariablesOfOthersAlone() {
        ServerConfig config = new ConfigLoader()
                .environment(Map.of("MILLRACE_SERVICE_HOST", "10.0.0.1", "MILLRACE_JAVA", "/jdk", "PATH", "/bin"))
                .load();
        assertThat(config).isEqualTo(ServerConfig.defaults());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    rtmp: {port: 1          | :2:1: not YAML: expected ',' or '}', but got <stream end>
                    a: [1, 2]               | :1:1: a list or an alias (expected: a value or keys)
                    a: &x {b: 1}\\nc: *x    | :2:1: a list or an alias (expected: a value or keys)
                    threads: 1\\nthreads: 2 | :2:1: key threads again (first at %s:1:1)
                    ? {a: b}\\n: c          | :1:3: a key that is not text
                    --- {}\\n--- {}         | :2:1: a second document (expected: one)
                    just text               | :1:1: 'just text' (expected: keys)
                    """)
    void saysWhereTheFileIsNotAConfiguration(String content, String problem) {
        Path file = write(content.replace("\\n", "\n") + "\n");
        assertThat(problemOf(file)).isEqualTo(file + problem.replace("%s", file.toString()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    live/show: {streams: live/a; live/b} | :3:17: hls.groups.live/show.streams: 'live/a; live/b' (expected: streams such as live/cam, with commas between them, none twice)
                    live/show: {streams: 'live/a, live/a'} | :3:17: hls.groups.live/show.streams: 'live/a, live/a' (expected: streams such as live/cam, with commas between them, none twice)
                    show: {streams: live/a} | :3:5: hls.groups.show: 'show' (expected: an application and a name, as in live/show)
                    live/show: {streams: } | :3:17: hls.groups.live/show.streams: no value (expected: streams such as live/cam, with commas between them, none twice)
                    live/show: {} | :3:5: hls.groups.live/show.streams: none (expected: streams such as live/cam, with commas between them, none twice)
                    live/show: {streams: live/show} | :3:17: hls.groups.live/show.streams: the group is one of its own streams
                    """)
    void groupsAreOfStreams(String group, String problem) {
        Path file = write("hls:\n  groups:\n    " + group + "\n");
        assertThat(problemOf(new ConfigLoader().file(file))).hasMessage(file + problem);
    }

    @Test
    void saysThatAValueThatBeginsWithABraceNeedsQuotes() {
        Path file = write("applications:\n  live:\n    record-name: {name}-{time}\n");
        assertThat(problemOf(file))
                .startsWith(file + ":3:24: not YAML: ")
                .endsWith("(a value that begins with { needs quotes: \"{name}-{time}\")");
    }

    @Test
    void saysSoOfAValueThatIsNothingButBraces() {
        Path file = write("applications:\n  live:\n    record-name: {name}\n");
        assertThat(problemOf(new ConfigLoader().file(file)).problems())
                .singleElement()
                .asString()
                .startsWith(file
                        + ":3:5: applications.live.record-name: a group of keys, as YAML reads what begins with {");
    }

    @ParameterizedTest
    @ValueSource(strings = {"record-rotate-after: 5s", "record-rotate-size: 1MiB", "record-name: '{name}'"})
    void saysWhereFilesAreToGoOnThatHaveOneName(String first) {
        Path file = write("applications:\n  live:\n    record: always\n    " + first + "\n");
        ConfigLoader loader = new ConfigLoader().file(file);
        if (first.startsWith("record-name")) {
            loader.set("applications.*.record-rotate-after", "5s", "--set");
        }
        assertThat(problemOf(loader).problems())
                .contains(
                        file + ":4:5: applications.live.record-name: '{name}' (expected: one with {time} or {n}, since"
                                + " recordings are to go on in other files)");
    }

    @Test
    void saysOnceWhatIsWrongForAllApplications() {
        Path file = write("applications:\n  '*':\n    record-rotate-after: 5s\n  live:\n    record: always\n");
        assertThat(problemOf(new ConfigLoader().file(file)).problems())
                .singleElement()
                .asString()
                .startsWith(file + ":3:5: applications.*.record-name: ");
    }

    @Test
    void acceptsAFileWhoseLinesAreAllCommentedOut() {
        assertThat(load("# rtmp:\n#   port: 1\n")).isEqualTo(ServerConfig.defaults());
        assertThat(load("rtmp:\n#   port: 1\n")).isEqualTo(ServerConfig.defaults());
        assertThat(load("")).isEqualTo(ServerConfig.defaults());
    }

    @Test
    void boundsWhatAHostileFileCosts() {
        assertThat(problemOf(write("a: {".repeat(100_000)))).contains("nested deeper than 8");
        assertThat(problemOf(write("#".repeat(YamlFile.MAX_BYTES + 1)))).contains("larger than 1 MiB");
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        assertThat(problemOf(folder.resolve("none.yaml"))).endsWith("none.yaml: no such file");
        assertThat(problemOf(folder)).contains("cannot be read");
        Path latin1 = folder.resolve("latin1.yaml");
        Files.write(latin1, new byte[] {'#', (byte) 0xE9});
        assertThat(problemOf(latin1)).endsWith("not UTF-8 text");
    }

    private ServerConfig load(String yaml) {
        return new ConfigLoader().file(write(yaml)).load();
    }

    private Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("millrace.yaml"), yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String problemOf(Path file) {
        List<String> problems = catchThrowableOfType(ConfigException.class, () -> new ConfigLoader().file(file))
                .problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    private static ConfigException problemOf(ConfigLoader loader) {
        return catchThrowableOfType(ConfigException.class, loader::load);
    }
}
