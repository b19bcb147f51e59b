package io.millrace.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A certificate with the chain that vouches for it, and its private key. Immutable. */
public final class TlsCertificate {
    private static final Integer DNS_NAME = 2;
    private static final String SELF_SIGNED_DAYS = "90";
    private static final Duration KEYTOOL_LIMIT = Duration.ofMinutes(1);
    private static final String PASSWORD_VARIABLE = "MILLRACE_STORE_PASSWORD";

    private final List<X509Certificate> chain;
    private final PrivateKey key;

    private TlsCertificate(List<X509Certificate> chain, PrivateKey key) {
        this.chain = chain;
        this.key = key;
    }

    /**
     * From PEM files.
     *
     * @param certificate the certificate, then those that vouch for it
     * @param key RSA, EC or EdDSA, perhaps encrypted
     * @param password of the key; empty for none
     * @throws IOException that names the file and says what is wrong: also if the key is not that of the certificate
     */
    public static TlsCertificate load(Path certificate, Path key, String password) throws IOException {
        List<X509Certificate> chain = PemFile.read(certificate).certificates();
        PrivateKey own = PemFile.read(key).key(password);
        if (!fits(own, chain.getFirst())) {
            throw new IOException(key + ": this is not the key of the certificate in " + certificate);
        }
        return new TlsCertificate(chain, own);
    }

    /**
     * A new one that only vouches for itself, to try things out: clients refuse it unless they are told not to check.
     *
     * @param names of this machine, host names or IP addresses
     * @throws IOException if the JDK's keytool cannot make it
     */
    public static TlsCertificate selfSigned(Collection<String> names) throws IOException {
        Path folder = Files.createTempDirectory("millrace-tls");
        Path store = folder.resolve("self-signed.p12");
        Path log = folder.resolve("keytool.log");
        String password = UUID.randomUUID().toString();
        try {
            run(keytool(store, password, names), log, KEYTOOL_LIMIT);
            return fromStore(store, password.toCharArray());
        } catch (GeneralSecurityException e) {
            throw new IOException("no self-signed certificate: " + e.getMessage(), e);
        } finally {
            Files.deleteIfExists(store);
            Files.deleteIfExists(log);
            Files.delete(folder);
        }
    }

    private static ProcessBuilder keytool(Path store, String password, Collection<String> names) {
        String subjects = names.stream()
                .map(name -> (AddressRange.isAddress(name) ? "ip:" : "dns:") + name)
                .collect(Collectors.joining(","));
        var command = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "millrace",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=Millrace (self-signed)",
                "-ext",
                "SAN=" + subjects,
                "-validity",
                SELF_SIGNED_DAYS,
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass:env",
                PASSWORD_VARIABLE);
        command.environment().put(PASSWORD_VARIABLE, password); // not where all users of the machine can see it
        return command;
    }

    /** Runs keytool to its end; what it says goes into a file, for reading a pipe would wait for its end without a limit. */
    static void run(ProcessBuilder command, Path log, Duration limit) throws IOException {
        Process keytool =
                command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            boolean ended = keytool.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || keytool.exitValue() != 0) {
                throw new IOException("no self-signed certificate: keytool "
                        + (ended ? "fails" : "takes more than " + limit.toSeconds() + " s") + ": "
                        + Files.readString(log).strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while keytool makes a certificate");
        } finally {
            keytool.destroyForcibly();
        }
    }

    private static TlsCertificate fromStore(Path store, char[] password) throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance(store.toFile(), password);
        String alias = keys.aliases().nextElement();
        return new TlsCertificate(
                List.of((X509Certificate) keys.getCertificate(alias)), (PrivateKey) keys.getKey(alias, password));
    }

    /** Until when it is valid. */
    public Instant notAfter() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    /** Host names it is for, in lower case, {@code *.} in front of those that stand for all below. */
    public List<String> hostNames() {
        try {
            var names = chain.getFirst().getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> name.getFirst().equals(DNS_NAME))
                            .map(name -> String.valueOf(name.getLast()).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateParsingException e) {
            return List.of(); // one that clients find no name in, either
        }
    }

    X509Certificate[] chain() {
        return chain.toArray(new X509Certificate[0]);
    }

    PrivateKey key() {
        return key;
    }

    /** Whom it is of, as in {@code CN=media.example.org}. */
    public String subject() {
        return chain.getFirst().getSubjectX500Principal().toString();
    }

    /** Its subject, and until when it is valid. */
    @Override
    public String toString() {
        return subject() + ", valid until " + notAfter();
    }

    /** Whether what one signs the other verifies. */
    private static boolean fits(PrivateKey key, X509Certificate certificate) {
        String algorithm = switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        };
        try {
            byte[] text = {1, 2, 3};
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certificate.getPublicKey());
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false; // of another kind
        }
    }
}
