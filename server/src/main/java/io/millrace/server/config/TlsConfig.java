package io.millrace.server.config;

import io.millrace.transport.ServerTls;
import java.time.Duration;
import java.util.Map;

/** Certificates, for rtmps and rtmpts: {@code tls:} in millrace.yaml. */
public record TlsConfig(
        @Option(
                doc =
                        "PEM file with the certificate, then those that vouch for it (certbot: fullchain.pem). Empty: no TLS.")
        String certificate,

        @Option(doc = "PEM file with its key: RSA, EC or EdDSA (certbot: privkey.pem).")
        String key,

        @Option(doc = "Password of the key, if it is encrypted.")
        Secret keyPassword,

        @Option(
                doc =
                        "Without a certificate, make one that only vouches for itself, to try things out: clients refuse it"
                                + " unless they are told not to check.",
                byDefault = "false")
        boolean selfSigned,

        @Option(
                doc =
                        "More certificates, by names of your choice: the host name that a client gives chooses among them, and the"
                                + " one above is for all others.")
        Map<String, CertificateConfig> certificates,

        @Option(
                doc =
                        "Whether clients show a certificate, too: none are asked, optional ones must be right if there is one,"
                                + " required ones must be there. Not without a CA of theirs.",
                byDefault = "none")
        ServerTls.ClientCertificates clientCertificates,

        @Option(doc = "PEM file with those who vouch for clients; for certificates that are optional or required.")
        String clientCa,

        @Option(
                doc =
                        "Look this often whether the files have changed, and show what is new to those who connect from then on."
                                + " 0 does so only when asked (SIGHUP).",
                byDefault = "10s",
                max = "24h")
        Duration reloadInterval) {
    public TlsConfig {
        Options.check(
                TlsConfig.class,
                certificate,
                key,
                keyPassword,
                selfSigned,
                certificates,
                clientCertificates,
                clientCa,
                reloadInterval);
        certificates = ApplicationPattern.named(certificates);
    }

    /** Whether there is to be TLS at all: something is said of it, if perhaps not all that it needs. */
    public boolean isSet() {
        return selfSigned
                || !certificate.isEmpty()
                || !key.isEmpty()
                || !certificates.isEmpty()
                || clientCertificates != ServerTls.ClientCertificates.NONE
                || !clientCa.isEmpty();
    }
}
