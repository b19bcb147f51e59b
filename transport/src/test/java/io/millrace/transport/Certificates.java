package io.millrace.transport;

import io.millrace.testkit.CertificateFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/**
 * Certificates made for a test, by OpenSSL, in forms that people have them in.
 *
 * @param rsa for localhost and 127.0.0.1
 * @param other for other.example, with an EC key
 * @param wild for *.wild.example, with an encrypted key
 */
record Certificates(Pair rsa, Pair other, Pair wild) {
    static final String PASSWORD = "secret";

    /** PEM files of one certificate that vouches for itself. */
    record Pair(Path certificate, Path key, String password) {
        TlsCertificate load() throws IOException {
            return TlsCertificate.load(certificate, key, password);
        }

        String pin() throws Exception {
            byte[] key = load().chain()[0].getPublicKey().getEncoded();
            return "sha256/"
                    + Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
        }
    }

    static Certificates in(Path folder) {
        return new Certificates(
                plain(CertificateFiles.selfSignedRsa(folder, "rsa", "DNS:localhost,IP:127.0.0.1")),
                plain(CertificateFiles.selfSigned(folder, "other", "DNS:other.example")),
                encrypted(CertificateFiles.selfSignedRsa(folder, "wild", "DNS:*.wild.example")));
    }

    ServerTls tls() throws IOException {
        return ServerTls.of(List.of(rsa.load(), other.load(), wild.load()));
    }

    private static Pair plain(CertificateFiles files) {
        return new Pair(files.certificate(), files.key(), "");
    }

    private static Pair encrypted(CertificateFiles plain) {
        Path key = Path.of(plain.key() + ".encrypted");
        CertificateFiles.openssl(
                "pkcs8",
                "-topk8",
                "-v2",
                "aes256",
                "-in",
                plain.key().toString(),
                "-passout",
                "pass:" + PASSWORD,
                "-out",
                key.toString());
        return new Pair(plain.certificate(), key, PASSWORD);
    }
}
