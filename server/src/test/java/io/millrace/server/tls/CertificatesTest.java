package io.millrace.server.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.TlsConfig;
import io.millrace.testkit.CertificateFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CertificatesTest {
    private static CertificateFiles first;
    private static CertificateFiles second;

    private final LogLines log = LogLines.of(Certificates.class);
    private Instant now = Instant.now();

    @TempDir
    private Path folder;

    /** Those of the configuration. */
    private CertificateFiles files;

    @BeforeAll
    static void make(@TempDir Path folder) {
        first = CertificateFiles.selfSigned(folder, "first", "DNS:localhost");
        second = CertificateFiles.selfSigned(folder, "second", "DNS:localhost");
    }

    @BeforeEach
    void placeTheFirst() {
        files = new CertificateFiles(folder.resolve("server.crt"), folder.resolve("server.key"));
        first.replace(files);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void filesThatChangeAreLoadedAgain() throws Exception {
        Path both = folder.resolve("both.pem");
        first.replace(both);
        var watching = config(both, both).with("tls.reload-interval", "1ms").tls();
        try (var certificates = open(watching)) {
            log.next(); // it ends soon
            second.replace(both);
            assertThat(log.next()).startsWith("INFO certificates loaded again: [CN=second, valid until");
            assertThat(certificates.reloads()).isPositive();
            assertThat(certificates.failedReloads()).isZero();
        }
    }

    @Test
    void filesAreLoadedAgainWhenAsked() throws Exception {
        try (var certificates = open(unwatched())) {
            log.next();
            second.replace(files);
            certificates.reload();
            assertThat(log.next()).contains("loaded again", "CN=second");
            assertThat(certificates.reloads()).isOne();
        }
    }

    @Test
    void keyOfAnotherCertificateChangesNothing() throws Exception {
        try (var certificates = open(unwatched())) {
            Instant before = certificates.notAfter();
            Files.copy(second.certificate(), files.certificate(), StandardCopyOption.REPLACE_EXISTING);
            assertStays(
                    certificates,
                    before,
                    files.key() + ": this is not the key of the certificate in " + files.certificate());
        }
    }

    @Test
    void certificateThatCannotBeReadChangesNothing() throws Exception {
        try (var certificates = open(unwatched())) {
            Instant before = certificates.notAfter();
            Files.writeString(
                    files.certificate(), Files.readString(files.certificate()).replaceFirst("(?s)\n.{200}", "\nMIIB"));
            assertStays(certificates, before, files.certificate() + ": a certificate cannot be read");
            Files.writeString(files.certificate(), "");
            assertStays(certificates, before, files.certificate() + ": no certificate");
            Files.write(files.certificate(), new byte[] {0, -1, 0x30, 0x7F});
            assertStays(certificates, before, files.certificate() + ": no certificate");
        }
    }

    @Test
    void keyThatIsCutShortChangesNothing() throws Exception {
        try (var certificates = open(unwatched())) {
            Instant before = certificates.notAfter();
            Files.writeString(files.key(), "-----BEGIN EC PRIVATE KEY-----\noAEG/wA=\n-----END EC PRIVATE KEY-----\n");
            assertStays(certificates, before, files.key() + ": the EC key does not name its curve");
        }
    }

    @Test
    void fileThatIsGoneChangesNothing() throws Exception {
        try (var certificates = open(unwatched())) {
            Instant before = certificates.notAfter();
            Files.delete(files.key());
            assertStays(certificates, before, files.key() + ": no such file");
            first.replace(files);
            certificates.reload();
            assertThat(certificates.reloads()).isOne();
        }
    }

    /** After a reload: as it was, with an error in the log that names the file, and counted. */
    private void assertStays(Certificates certificates, Instant notAfter, String reason) throws Exception {
        long failed = certificates.failedReloads();
        while (!log.isEmpty()) {
            log.next();
        }
        certificates.reload();
        assertThat(log.next())
                .startsWith("ERROR certificates cannot be loaded again, the old ones stay: ")
                .contains(reason);
        assertThat(certificates.failedReloads()).isEqualTo(failed + 1);
        assertThat(certificates.reloads()).isZero();
        assertThat(certificates.notAfter()).isEqualTo(notAfter);
    }

    @Test
    void keyOfAnotherCertificateIsNamedAtOnce() {
        assertThatThrownBy(() -> open(config(first.certificate(), second.key()).tls()))
                .isInstanceOf(IOException.class)
                .hasMessage(second.key() + ": this is not the key of the certificate in " + first.certificate());
    }

    @Test
    void daysLeftAreThoseOfTheOneThatEndsFirst() throws Exception {
        try (var certificates = open(unwatched())) {
            now = certificates.notAfter().minus(Duration.ofDays(30).plusMinutes(1));
            assertThat(certificates.daysLeft()).isEqualTo(30);
            now = certificates.notAfter().plus(Duration.ofDays(3));
            assertThat(certificates.daysLeft()).isEqualTo(-3);
        }
    }

    @Test
    void endThatComesNearIsAWarningOnceADay() throws Exception {
        Instant end;
        try (var certificates = open(unwatched())) {
            end = certificates.notAfter();
            assertThat(log.next())
                    .startsWith("WARN certificate CN=first, valid until " + end)
                    .endsWith("ends soon");
        }
        now = end.minus(Duration.ofDays(14));
        try (var certificates = open(unwatched())) {
            assertThat(log.isEmpty()).isTrue();
            now = now.plusSeconds(1);
            certificates.warnOfExpiry();
            assertThat(log.next()).endsWith("ends soon");
            now = now.plus(Duration.ofHours(23));
            certificates.warnOfExpiry();
            assertThat(log.isEmpty()).isTrue();
            now = now.plus(Duration.ofHours(1));
            certificates.warnOfExpiry();
            assertThat(log.next()).endsWith("ends soon");
            now = end.plusSeconds(1);
            certificates.reload();
            log.next(); // it was loaded again
            assertThat(log.next()).endsWith("is no longer valid");
        }
    }

    @Test
    void certificateThatWasMadeHereStays() throws Exception {
        var selfSigned = ServerConfig.defaults().with("tls.self-signed", "true").tls();
        try (var certificates = open(selfSigned)) {
            Instant before = certificates.notAfter();
            certificates.reload();
            assertThat(certificates.reloads() + certificates.failedReloads()).isZero();
            assertThat(certificates.notAfter()).isEqualTo(before);
            assertThat(certificates.daysLeft()).isBetween(88L, 90L);
        }
    }

    private Certificates open(TlsConfig config) throws IOException {
        return new Certificates(config, List.of("localhost"), () -> now);
    }

    private TlsConfig unwatched() {
        return config(files.certificate(), files.key())
                .with("tls.reload-interval", "0")
                .tls();
    }

    private static ServerConfig config(Path certificate, Path key) {
        return ServerConfig.defaults()
                .with("tls.certificate", certificate.toString())
                .with("tls.key", key.toString());
    }
}
