package io.millrace.transport;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
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

    static Certificates in(Path folder) throws Exception {
        return new Certificates(
                make(folder, "rsa", "DNS:localhost,IP:127.0.0.1", "rsa:2048"),
                make(folder, "other", "DNS:other.example", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
                encrypted(make(folder, "wild", "DNS:*.wild.example", "rsa:2048")));
    }

    ServerTls tls() throws IOException {
        return ServerTls.of(List.of(rsa.load(), other.load(), wild.load()));
    }

    private static Pair make(Path folder, String name, String names, String... key) throws Exception {
        Path certificate = folder.resolve(name + ".crt");
        Path keyFile = folder.resolve(name + ".key");
        List<String> command = new ArrayList<>(List.of("req", "-x509", "-subj", "/CN=" + name, "-days", "2"));
        command.addAll(List.of("-addext", "subjectAltName=" + names, "-nodes", "-newkey"));
        command.addAll(List.of(key));
        command.addAll(List.of("-keyout", keyFile.toString(), "-out", certificate.toString()));
        openssl(command.toArray(String[]::new));
        return new Pair(certificate, keyFile, "");
    }

    private static Pair encrypted(Pair plain) throws Exception {
        Path key = Path.of(plain.key() + ".encrypted");
        openssl(
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

    static void openssl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (openssl.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
