package io.millrace.client.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.millrace.client.RtmpException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Execution(ExecutionMode.CONCURRENT)
final class LoadTest {
    @Test
    void anotherMachineIsRefusedUnlessAllowed() {
        assertThatExceptionOfType(RtmpException.class)
                .isThrownBy(() -> Load.start("rtmp://192.0.2.1/live/load", LoadOptions.DEFAULT, report -> {}))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(RtmpException.Kind.URL))
                .withMessageContaining("192.0.2.1 may be another machine");
    }

    @Test
    void urlWithoutStreamNameIsRefused() {
        assertThatExceptionOfType(RtmpException.class)
                .isThrownBy(() -> Load.start("rtmp://127.0.0.1/live", LoadOptions.DEFAULT, report -> {}))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(RtmpException.Kind.URL));
    }

    @Test
    void fileThatIsNotThereIsNamed() {
        LoadOptions options = LoadOptions.DEFAULT.withMedia(new LoadMedia.MediaFile(Path.of("no-such-file.flv")));

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Load.start("rtmp://127.0.0.1/live/load", options, report -> {}))
                .withMessageContaining("no-such-file.flv");
    }

    @Test
    void aLoadOfWhichNobodyCanConnectEndsAtOnceWithTheReason() throws Exception {
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        LoadOptions options = LoadOptions.DEFAULT.withClients(1, 2).withDuration(Duration.ofHours(24));

        try (Load load = Load.start("rtmp://127.0.0.1:" + port + "/live/load", options, report -> {})) {
            LoadReport report = load.done().get();

            assertThat(report.phase()).isEqualTo(LoadReport.Phase.ENDED);
            assertThat(report.publishers().failed()).isEqualTo(1);
            assertThat(report.players().failed()).isEqualTo(2);
            assertThat(report.failures())
                    .isNotEmpty()
                    .allMatch(failure -> failure.reason().contains("127.0.0.1:" + port));
            assertThat(report.isWhole()).isFalse();
            assertThat(load.firstFailure())
                    .isNotNull()
                    .satisfies(first -> assertThat(first.kind()).isEqualTo(RtmpException.Kind.UNREACHABLE));
        }
    }

    @Test
    void closeEndsWhatHasHardlyBegun() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Load load = Load.start(
                    "rtmp://127.0.0.1:" + silent.getLocalPort() + "/live/load",
                    LoadOptions.DEFAULT.withDuration(Duration.ofHours(1)),
                    report -> {});

            load.close();

            assertThat(load.done()).isCompleted();
            assertThat(load.report().phase()).isEqualTo(LoadReport.Phase.ENDED);
        }
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.DEFAULT.withClients(10_001, 0))
                .withMessageContaining("publishers 10001 (expected: 0 to 10000)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.DEFAULT.withClients(0, 0))
                .withMessageContaining("no publisher");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LoadOptions.DEFAULT.withDuration(Duration.ofMillis(999)))
                .withMessageContaining("duration");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LoadMedia.Generated(1000, 30, 60, true))
                .withMessageContaining("bit rate 1000");
    }
}
