package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.CertificateFiles;
import io.millrace.testkit.Program;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.Tools;
import java.io.IOException;
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
        assertThat(accepted(option)).contains("New, " + version);
        assertThat(accepted(option, "-no_ticket")).contains("New, " + version);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void rtmpGoesThroughEither(String version) throws IOException {
        try (var publisher = RawRtmpPeer.openTls(server.address(), version);
                var player = RawRtmpPeer.openTls(server.address(), version)) {
            for (RawRtmpPeer peer : List.of(publisher, player)) {
                peer.handshake();
                peer.connect("live");
            }
            int streamId = publisher.publish(version);
            player.play(version);
            Frames.sendVideo(publisher, streamId, 0, Frames.key(7));
            assertThat(Frames.nextVideo(player)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1", "-tls1_1"})
    void olderVersionsAreRefused(String option) {
        assertThat(refused(option, "-cipher", "ALL" + OLD)).contains("alert protocol version");
    }

    @Test
    void chainIsShownWhole() {
        assertThat(accepted("-showcerts", "-CAfile", root.certificate().toString()))
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
        assertThat(accepted("-servername", name)).contains("subject=CN = " + subject);
    }

    @Test
    void whoAsksForNoNameIsShownTheFirst() {
        assertThat(accepted("-noservername")).contains("subject=CN = chained");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECDHE+AESGCM", "ECDHE+CHACHA20"})
    void forwardSecrecyWithAuthenticatedEncryptionIsSpoken(String ciphers) {
        assertThat(accepted("-tls1_2", "-cipher", ciphers)).contains("New, TLSv1.2");
        assertThat(accepted("-tls1_2", "-cipher", ciphers, "-servername", "rsa.example"))
                .contains("New, TLSv1.2");
    }

    /** With both kinds of certificate: which ciphers there could be depends on the key. */
    @ParameterizedTest
    @ValueSource(strings = {"ALL:!AESGCM:!CHACHA20", "kRSA", "DHE:!ECDHE", "aNULL:eNULL", "AESCCM:ARIAGCM"})
    void weakerCiphersAreRefused(String ciphers) {
        for (String name : List.of("chained.example", "rsa.example")) {
            assertThat(refused("-tls1_2", "-cipher", ciphers + OLD, "-servername", name))
                    .as(name)
                    .contains("alert handshake failure");
        }
    }

    @Test
    void ciphersThatNobodyUsesAreRefused() {
        assertThat(refused("-tls1_3", "-ciphersuites", "TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256"))
                .contains("alert handshake failure");
    }

    @Test
    void nothingIsCompressed() {
        assertThat(accepted("-tls1_2", "-comp")).contains("Compression: NONE");
    }

    /** Who asks for one handshake after the other would keep us busy. */
    @Test
    void clientsCannotNegotiateAnew() {
        try (var client = Program.startAndType(sClient("-tls1_2"), "R")) {
            assertThat(client.exitStatus()).isOne();
            assertThat(said(client)).contains("New, TLSv1.2", "RENEGOTIATING", "alert handshake failure");
        }
    }

    /** All that s_client says, who is let in, has nothing to send and leaves. */
    private static String accepted(String... options) {
        try (var client = Program.start(sClient(options))) {
            client.succeed();
            return said(client);
        }
    }

    /** All that s_client says, who is not let in. */
    private static String refused(String... options) {
        try (var client = Program.start(sClient(options))) {
            assertThat(client.exitStatus()).isOne();
            assertThat(said(client)).contains("Cipher is (NONE)");
            return said(client);
        }
    }

    private static List<String> sClient(String... options) {
        int port = server.address().getPort();
        List<String> command = new ArrayList<>(List.of(Tools.require("openssl").toString(), "s_client"));
        command.addAll(List.of("-connect", "127.0.0.1:" + port, "-nameopt", "oneline"));
        command.addAll(List.of(options));
        return command;
    }

    private static String said(Program client) {
        return String.join("\n", client.output()) + "\n" + String.join("\n", client.log());
    }
}
