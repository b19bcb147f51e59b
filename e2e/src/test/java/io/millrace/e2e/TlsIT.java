package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What TLS is like from outside, as {@code openssl s_client} sees it. */
class TlsIT {
    /** What s_client says of a handshake that the server has refused. */
    private static final String NONE = "Cipher is (NONE)";

    /** Lets OpenSSL offer what it would not on its own account. */
    private static final String OLD = ":@SECLEVEL=0";

    @TempDir
    private static Path folder;

    private static CertificateFiles root;
    private static TestServer server;

    @BeforeAll
    static void start() {
        root = CertificateFiles.selfSigned(folder, "root", "DNS:root");
        var chained = root.issue("intermediate", "DNS:intermediate").issue("chained", "DNS:chained.example");
        var rsa = CertificateFiles.selfSignedRsa(folder, "rsa", "DNS:rsa.example,DNS:*.wild.example");
        server = TestServer.configured(
                """
                rtmp: {bind: 127.0.0.1, port: 0, carriers: rtmps}
                tls:
                  certificate: %s
                  key: %s
                  certificates:
                    rsa: {certificate: %s, key: %s}
                """.formatted(chained.certificate(), chained.key(), rsa.certificate(), rsa.key()));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource({"-tls1_2, TLSv1.2", "-tls1_3, TLSv1.3"})
    void versionsOfTodayAreSpoken(String option, String version) {
        assertThat(handshake(option)).contains("New, " + version).doesNotContain(NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void olderVersionsAreRefused(String option) {
        assertThat(handshake(option, "-cipher", "ALL" + OLD)).contains(NONE, "alert protocol version");
    }

    @Test
    void chainIsShownWhole() {
        assertThat(handshake("-showcerts", "-CAfile", root.certificate().toString()))
                .contains("0 s:CN = chained", "1 s:CN = intermediate", "Verify return code: 0 (ok)")
                .doesNotContain("2 s:");
    }

    @ParameterizedTest
    @CsvSource({
        "chained.example, chained",
        "rsa.example, rsa",
        "RSA.Example, rsa",
        "a.wild.example, rsa",
        "a.b.wild.example, chained",
        "unknown.example, chained",
    })
    void nameThatIsAskedForChooses(String name, String subject) {
        assertThat(handshake("-servername", name)).contains("subject=CN = " + subject);
    }

    @Test
    void whoAsksForNoNameIsShownTheFirst() {
        assertThat(handshake("-noservername")).contains("subject=CN = chained");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECDHE+AESGCM", "ECDHE+CHACHA20"})
    void forwardSecrecyWithAuthenticatedEncryptionIsSpoken(String ciphers) {
        assertThat(handshake("-tls1_2", "-cipher", ciphers))
                .contains("New, TLSv1.2")
                .doesNotContain(NONE);
        assertThat(handshake("-tls1_2", "-cipher", ciphers, "-servername", "rsa.example"))
                .contains("New, TLSv1.2")
                .doesNotContain(NONE);
    }

    /** With both kinds of certificate: which ciphers there could be depends on the key. */
    @ParameterizedTest
    @ValueSource(strings = {"ALL:!AESGCM:!CHACHA20", "kRSA", "DHE:!ECDHE", "aNULL:eNULL", "AESCCM:ARIAGCM"})
    void weakerCiphersAreRefused(String ciphers) {
        for (String name : List.of("chained.example", "rsa.example")) {
            assertThat(handshake("-tls1_2", "-cipher", ciphers + OLD, "-servername", name))
                    .as(name)
                    .contains(NONE, "alert handshake failure");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"})
    void ciphersThatNobodyUsesAreRefused(String suites) {
        assertThat(handshake("-tls1_3", "-ciphersuites", suites)).contains(NONE, "alert handshake failure");
    }

    @Test
    void nothingIsCompressedOrNegotiatedAnew() {
        assertThat(handshake("-tls1_2", "-comp")).contains("Compression: NONE", "Secure Renegotiation IS supported");
    }

    /** All that s_client says, who has nothing to send and leaves when it can. */
    private static String handshake(String... options) {
        int port = server.address().getPort();
        List<String> command = new ArrayList<>(
                List.of(Tools.require("openssl").toString(), "s_client", "-connect", "127.0.0.1:" + port));
        command.addAll(List.of(options));
        try (var client = Program.start(command)) {
            client.exitStatus(); // 1 when it was refused
            return String.join("\n", client.output()) + "\n" + String.join("\n", client.log());
        }
    }
}
