package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.millrace.testkit.CertificateFiles;
import io.millrace.transport.Certificates.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates and keys as people have them, and as they should not be. */
final class PemFileTest {
    @TempDir
    private static Path folder;

    private static Certificates certificates;

    @BeforeAll
    static void make() throws Exception {
        certificates = Certificates.in(folder);
    }

    @Test
    void keysOfOlderFormsAreRead() throws Exception {
        Path rsa = folder.resolve("pkcs1.key");
        CertificateFiles.openssl(
                "rsa", "-traditional", "-in", certificates.rsa().key().toString(), "-out", rsa.toString());
        assertThat(rsa).content().startsWith("-----BEGIN RSA PRIVATE KEY-----");
        new Pair(certificates.rsa().certificate(), rsa, "").load();

        Path ec = folder.resolve("sec1.key");
        CertificateFiles.openssl("ec", "-in", certificates.other().key().toString(), "-out", ec.toString());
        assertThat(ec).content().startsWith("-----BEGIN EC PRIVATE KEY-----");
        new Pair(certificates.other().certificate(), ec, "").load();
    }

    @Test
    void namesOfACertificateAreFound() throws Exception {
        assertThat(certificates.wild().load().hostNames()).containsExactly("*.wild.example");
        assertThat(certificates.rsa().load().hostNames()).containsExactly("localhost");
    }

    @Test
    void selfSignedOneIsForTheNamesItIsMadeFor() throws IOException {
        TlsCertificate made = TlsCertificate.selfSigned(List.of("localhost", "127.0.0.1", "::1"));
        assertThat(made.hostNames()).containsExactly("localhost");
        assertThat(made.notAfter()).isAfter(Instant.now());
    }

    @Test
    void whatIsWrongIsSaidWithTheFileAndWhatToDo() throws Exception {
        Path certificate = certificates.rsa().certificate();
        Path key = certificates.rsa().key();
        Path locked = certificates.wild().key();
        Path missing = folder.resolve("missing.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "nothing here\n");
        Path spoiled = Files.writeString(
                folder.resolve("spoiled.pem"), "-----BEGIN PRIVATE KEY-----\nMTIz\n-----END PRIVATE KEY-----\n");
        Path shortened = Files.writeString(
                folder.resolve("shortened.pem"),
                "-----BEGIN EC PRIVATE KEY-----\noAEG/wA=\n-----END EC PRIVATE KEY-----\n");
        assertFails(missing, key, "", missing + ": no such file");
        assertFails(certificate, shortened, "", shortened + ": the EC key does not name its curve");
        assertFails(empty, key, "", empty + ": no certificate (expected: -----BEGIN CERTIFICATE-----)");
        assertFails(certificate, certificate, "", certificate + ": no private key");
        assertFails(certificate, spoiled, "", spoiled + ": the private key cannot be read");
        assertFails(
                certificate,
                certificates.other().key(),
                "",
                "this is not the key of the certificate in " + certificate);
        assertFails(
                certificates.wild().certificate(),
                locked,
                "",
                locked + ": the key is encrypted, and no password is set");
        assertFails(certificates.wild().certificate(), locked, "wrong", locked + ": the key cannot be decrypted");

        Path old = folder.resolve("des3.key");
        CertificateFiles.openssl(
                "rsa", "-traditional", "-des3", "-passout", "pass:x", "-in", key.toString(), "-out", old.toString());
        assertFails(certificate, old, "x", "openssl pkcs8 -topk8");
    }

    @Test
    void fileThatIsNotOursToReadIsSaidToBeSo() throws Exception {
        Path locked = Files.copy(certificates.rsa().key(), folder.resolve("locked.key"));
        Files.setPosixFilePermissions(locked, Set.of());
        assumeFalse(Files.isReadable(locked), "root reads all");
        assertFails(certificates.rsa().certificate(), locked, "", locked + ": no permission to read it");
    }

    @Test
    void keytoolThatHangsOrFailsIsNotWaitedForWithoutEnd() {
        Path log = folder.resolve("keytool.log");
        var hangs = new ProcessBuilder("sleep", "1000");
        assertThatThrownBy(() -> TlsCertificate.run(hangs, log, Duration.ofMillis(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keytool takes more than");
        var fails = new ProcessBuilder("sh", "-c", "echo no idea >&2; exit 1");
        assertThatThrownBy(() -> TlsCertificate.run(fails, log, Duration.ofMinutes(1)))
                .isInstanceOf(IOException.class)
                .hasMessage("no self-signed certificate: keytool fails: no idea");
    }

    private static void assertFails(Path certificate, Path key, String password, String text) {
        assertThatThrownBy(() -> TlsCertificate.load(certificate, key, password))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(text);
    }
}
