package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.server.tls.Certificates;
import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.transport.Carrier;
import io.millrace.transport.TransportCounters.CarrierCounters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new certificate for a server that is being used. */
class CertificateSwapIT {
    private static final int SESSIONS = 100;

    @TempDir
    private Path folder;

    @Test
    void sessionsGoOnAndNewOnesSeeTheNewCertificate() throws IOException {
        var first = CertificateFiles.selfSigned(folder, "first", "DNS:localhost");
        var second = CertificateFiles.selfSigned(folder, "second", "DNS:localhost");
        Path both = folder.resolve("server.pem");
        first.replace(both);
        List<RawRtmpPeer> sessions = new ArrayList<>();
        try (var server = TestServer.start(
                        "tls.certificate=" + both, "tls.key=" + both, "tls.reload-interval=0", "rtmp.idle-timeout=0s");
                var publisher = openTls(server)) {
            int streamId = publisher.publish("swap");
            Frames.sendVideo(publisher, streamId, 0, Frames.key(0));
            for (int i = 0; i < SESSIONS; i++) {
                sessions.add(openTls(server));
                sessions.getLast().play("swap");
            }
            assertAllReceive(sessions, 0);
            CarrierCounters counters = server.running().transportCounters().of(Carrier.RTMPS);
            Certificates certificates = server.running().certificates().orElseThrow();

            second.replace(both);
            certificates.reload();
            assertThat(certificates.reloads()).isOne();
            assertServesAll(server, publisher, streamId, 1, sessions, "CN=second");

            Files.writeString(both, "");
            certificates.reload();
            assertThat(certificates.failedReloads()).isOne();
            assertServesAll(server, publisher, streamId, 2, sessions, "CN=second");

            assertThat(sessions).extracting(RawRtmpPeer::certificateName).containsOnly("CN=first");
            await("newcomers gone")
                    .untilAsserted(() -> assertThat(counters.open()).isEqualTo(SESSIONS + 1));
            sessions.forEach(RawRtmpPeer::close); // the server waits for that
        } finally {
            sessions.forEach(RawRtmpPeer::close);
        }
    }

    /** The next frame comes through to all there are, and to one who comes now and is shown {@code name}. */
    private static void assertServesAll(
            TestServer server, RawRtmpPeer publisher, int streamId, int number, List<RawRtmpPeer> sessions, String name)
            throws IOException {
        Frames.sendVideo(publisher, streamId, number * 40L, Frames.key(number));
        assertAllReceive(sessions, number);
        try (var newcomer = openTls(server)) {
            assertThat(newcomer.certificateName()).isEqualTo(name);
            newcomer.play("swap");
            assertThat(Frames.nextVideo(newcomer)).isEqualTo(number);
            newcomer.finish();
            newcomer.awaitClosed();
        }
    }

    private static RawRtmpPeer openTls(TestServer server) throws IOException {
        var peer = RawRtmpPeer.openTls(server.address());
        peer.handshake();
        peer.connect("live");
        return peer;
    }

    private static void assertAllReceive(List<RawRtmpPeer> players, int number) throws IOException {
        for (RawRtmpPeer player : players) {
            assertThat(Frames.nextVideo(player)).isEqualTo(number);
        }
    }
}
