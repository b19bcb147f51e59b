package io.millrace.server.config;

/** One more certificate: {@code tls.certificates:} in millrace.yaml, by names that mean nothing but for messages. */
public record CertificateConfig(
        @Option(doc = "PEM file with the certificate, then those that vouch for it.")
        String certificate,

        @Option(doc = "PEM file with its key.") String key,

        @Option(doc = "Password of the key, if it is encrypted.")
        Secret keyPassword) {
    public CertificateConfig {
        Options.check(CertificateConfig.class, certificate, key, keyPassword);
    }
}
