package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whom a server lets in that asks for certificates. In TLS 1.2 a client knows at the end of the handshake. */
class ClientCertificatesIT {
    @TempDir
    private static Path folder;

    private static CertificateFiles ca;
    private static CertificateFiles right;
    private static CertificateFiles ofAnother;

    @BeforeAll
    static void make() {
        ca = CertificateFiles.selfSigned(folder, "ca", "DNS:ca");
        right = ca.issue("right", "DNS:right");
        ofAnother =
                CertificateFiles.selfSigned(folder, "another", "DNS:another").issue("wrong", "DNS:wrong");
    }

    @Test
    void requiredOneMustBeThereAndRight() {
        try (var server = start("required")) {
            assertThat(isLetIn(server, right)).isTrue();
            assertThat(isLetIn(server, ofAnother)).isFalse();
            assertThat(isLetIn(server, null)).isFalse();
            awaitRefused(server, 2);
        }
    }

    @Test
    void optionalOneMustBeRightIfItIsThere() {
        try (var server = start("optional")) {
            assertThat(isLetIn(server, right)).isTrue();
            assertThat(isLetIn(server, ofAnother)).isFalse();
            assertThat(isLetIn(server, null)).isTrue();
            awaitRefused(server, 1);
        }
    }

    private static TestServer start(String clientCertificates) {
        return TestServer.start(
                "tls.certificate=" + ca.certificate(),
                "tls.key=" + ca.key(),
                "tls.client-certificates=" + clientCertificates,
                "tls.client-ca=" + ca.certificate());
    }

    /** By the server, for what they have shown: it counts them when they have been told. */
    private static void awaitRefused(TestServer server, long clients) {
        var failures = server.running().transportCounters().tlsFailures;
        await("clients refused").untilAsserted(() -> assertThat(failures.sum()).isEqualTo(clients));
    }

    /** What becomes of a client with that certificate; null for none. */
    private static boolean isLetIn(TestServer server, @Nullable CertificateFiles shown) {
        List<String> command = new ArrayList<>(List.of(Tools.require("openssl").toString(), "s_client", "-tls1_2"));
        command.addAll(List.of("-connect", "127.0.0.1:" + server.address().getPort()));
        if (shown != null) {
            command.addAll(List.of(
                    "-cert", shown.certificate().toString(), "-key", shown.key().toString()));
        }
        try (var client = Program.start(command)) {
            return client.exitStatus() == 0;
        }
    }
}
