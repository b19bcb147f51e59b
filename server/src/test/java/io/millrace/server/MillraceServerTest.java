package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.auth.Decision;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.RawRtmpPeer;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class MillraceServerTest {
    private static final ServerConfig CONFIG = ServerConfig.defaults()
            .with("rtmp.bind", "127.0.0.1")
            .with("rtmp.port", "0")
            .with("http.port", "0");
    private static final byte[] KEY_FRAME = {0x17, 1, 0, 0, 0, 42};

    @Test
    void whatOnePeerPublishesAnotherPlays() throws Exception {
        try (var server = MillraceServer.start(CONFIG);
                var publisher = RawRtmpPeer.connect(server.rtmpAddress(), "live");
                var player = RawRtmpPeer.connect(server.rtmpAddress(), "live")) {
            int streamId = publisher.publish("cam");
            player.play("cam");
            publisher.message(6, 40, RawRtmpPeer.VIDEO, streamId, KEY_FRAME);
            RawRtmpPeer.Message received = player.read(RawRtmpPeer.VIDEO);
            assertThat(received.body()).isEqualTo(ByteBuffer.wrap(KEY_FRAME));
            assertThat(received.timestampMillis()).isEqualTo(40);
            assertThat(server.rtmpCounters().publishes.sum()).isEqualTo(1);
            assertThat(server.rtmpCounters().plays.sum()).isEqualTo(1);
            assertThat(server.transportCounters().open()).isEqualTo(2);
            assertThat(server.hub().isPublished("live/cam")).isTrue();
        }
    }

    @Test
    void addressThatIsTakenIsNamedByItsKeys() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = Integer.toString(taken.getLocalPort());
            assertThatThrownBy(() -> MillraceServer.start(CONFIG.with("rtmp.port", port)))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("--port or rtmp.port");
            assertThatThrownBy(() -> MillraceServer.start(CONFIG.with("listeners.free.bind", "127.0.0.1")
                            .with("listeners.public.bind", "127.0.0.1")
                            .with("listeners.public.port", port)))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("listeners.public.port")
                    .hasMessageNotContaining("rtmp.port");
        }
    }

    @Test
    void authorizerIsAskedForEveryPublish() throws Exception {
        try (var server = MillraceServer.start(CONFIG, request -> Decision.deny("no"));
                var publisher = RawRtmpPeer.connect(server.rtmpAddress(), "live")) {
            int streamId = publisher.createStream();
            publisher.command(streamId, "publish", 0, null, "cam", "live");
            assertThat(publisher.status().get("code")).isEqualTo("NetStream.Publish.Denied");
        }
    }

    @Test
    void closeEndsTheConnectionsThereAreAndTakesNoMore() throws Exception {
        var server = MillraceServer.start(CONFIG);
        InetSocketAddress address = server.rtmpAddress();
        CompletableFuture<Void> closing;
        try (var player = RawRtmpPeer.connect(address, "live")) {
            player.play("cam");
            closing = CompletableFuture.runAsync(server::close, Thread::startVirtualThread);
            player.awaitClosed();
        }
        closing.join();
        assertThat(server.transportCounters().open()).isZero();
        assertThat(server.transportCounters().stalled.sum()).isZero();
        assertThatThrownBy(() -> RawRtmpPeer.open(address)).isInstanceOf(ConnectException.class);
    }

    @Test
    void closeDoesNotWaitForAnAuthorizerThatHangs() throws Exception {
        var asked = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Thread>();
        var server = MillraceServer.start(CONFIG, request -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(Thread.currentThread());
            }
            return Decision.ALLOW;
        });
        try (var player = RawRtmpPeer.connect(server.rtmpAddress(), "live")) {
            player.command(player.createStream(), "play", 0, null, "cam");
            asked.await();
        }
        server.close();
        assertThat(interrupted.get(1, TimeUnit.MINUTES).isVirtual()).isTrue();
    }

    @Test
    void portInUseIsOneClearLine() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String port = String.valueOf(taken.getLocalPort());
            assertThatThrownBy(() -> MillraceServer.start(CONFIG.with("rtmp.port", port)))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("127.0.0.1:" + port)
                    .hasMessageContaining("already in use")
                    .hasMessageContaining("rtmp.port");
        }
    }

    @Test
    void startThatFailsLeavesNobodyWatchingCertificates(@TempDir Path folder) throws Exception {
        var files = CertificateFiles.selfSigned(folder, "own", "DNS:localhost");
        try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            var config = CONFIG.with("rtmp.port", String.valueOf(taken.getLocalPort()))
                    .with("tls.certificate", files.certificate().toString())
                    .with("tls.key", files.key().toString());
            assertThatThrownBy(() -> MillraceServer.start(config)).isInstanceOf(StartException.class);
        }
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("certificates")) {
                assertThat(thread.join(Duration.ofMinutes(1))).as("its end").isTrue();
            }
        }
    }

    @Test
    void addressThatIsNoneIsOneClearLine() {
        assertThatThrownBy(() -> MillraceServer.start(CONFIG.with("rtmp.bind", "no.such.host.invalid")))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("no.such.host.invalid")
                .hasMessageContaining("unknown host");
    }

    @Test
    void keyOfAnotherCertificateIsOneClearLine(@TempDir Path folder) {
        var first = CertificateFiles.selfSigned(folder, "first", "DNS:localhost");
        var second = CertificateFiles.selfSigned(folder, "second", "DNS:localhost");
        var mixed = CONFIG.with("tls.certificate", first.certificate().toString())
                .with("tls.key", second.key().toString());
        assertThatThrownBy(() -> MillraceServer.start(mixed))
                .isInstanceOf(StartException.class)
                .hasMessage(second.key() + ": this is not the key of the certificate in " + first.certificate()
                        + " (tls in the configuration)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    tls.key | k.pem | tls.certificate is missing
                    tls.certificate | c.pem | tls.key is missing
                    tls.client-certificates | required | tls.client-certificates: required needs tls.client-ca
                    tls.client-certificates | optional | tls.client-certificates: optional needs tls.client-ca
                    tls.client-ca | ca.pem | tls.client-ca: ca.pem needs tls.client-certificates: optional or required
                    """)
    void halfOfTlsIsNotEnough(String key, String value, String message) {
        assertThatThrownBy(() -> MillraceServer.start(CONFIG.with(key, value)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(message);
        assertThatThrownBy(() -> MillraceServer.start(
                        CONFIG.with("tls.self-signed", "true").with(key, value)))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void transportThatIsAskedForIsTaken() throws Exception {
        try (var server = MillraceServer.start(CONFIG.with("transport", "nio"))) {
            assertThat(server.transport()).isEqualTo("nio");
        }
    }
}
