package io.millrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.client.PublishOptions;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPublisher;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TargetsTest {
    @Test
    void theFirstFailureIsTheExitCode() throws IOException {
        try (var nobody = new Socket();
                var client = RtmpClient.create()) {
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)); // and does not listen
            RtmpPublisher unreachable = publisher(client, "rtmp://127.0.0.1:" + nobody.getLocalPort() + "/live/secret");
            RtmpPublisher unsupported = publisher(client, "rtmfp://127.0.0.1/live/cam");
            var targets = new Targets(List.of(unreachable, unsupported));
            assertThat(targets.isAnyLeft()).isTrue();
            assertThat(targets.code()).isEqualTo(ExitCode.DONE);
            targets.start();
            assertThat(targets.isAnyLeft()).isFalse();
            assertThat(targets.code()).isEqualTo(ExitCode.UNREACHABLE);
            assertThat(new Targets(List.of(unsupported, unreachable)).code()).isEqualTo(ExitCode.USAGE);
            assertThat(targets.status(new Meter(0)).state()).isEqualTo("failed, failed");
            assertThat(targets.result().toString().lines())
                    .satisfiesExactly(
                            first -> assertThat(first).contains(": failed, 0 frames, 0 bytes; ", "Connection refused"),
                            second -> assertThat(second).contains(": failed, 0 frames, 0 bytes; ", "not supported"));
        }
    }

    @Test
    void whatWasEndedBeforeItsConnectionIsNoFailure() throws IOException {
        try (var client = RtmpClient.create()) {
            var targets = new Targets(List.of(publisher(client, "rtmp://127.0.0.1/live/cam")));
            targets.end();
            targets.close();
            assertThat(targets.code()).isEqualTo(ExitCode.DONE);
            assertThat(targets.result().targets())
                    .extracting(Targets.Target::state)
                    .containsExactly("closed");
        }
    }

    @Test
    void aLineHasWhatThereIsToSay() {
        assertThat(new Targets.Target("rtmp://host/live", "closed", 10, 2000, 0, 0, ""))
                .hasToString("rtmp://host/live: closed, 10 frames, 2000 bytes");
        assertThat(new Targets.Target("rtmp://host/live", "failed", 10, 2000, 3, 1, "lost"))
                .hasToString("rtmp://host/live: failed, 10 frames, 2000 bytes, 3 dropped, 1 reconnects; lost");
    }

    private static RtmpPublisher publisher(RtmpClient client, String url) throws IOException {
        return client.newPublisher(RtmpUrl.parse(url), PublishOptions.DEFAULT);
    }
}
