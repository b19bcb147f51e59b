package io.millrace.transport;

import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * What a listener shows and asks in TLS. Certificates can be replaced at any time: connections that there are keep theirs.
 * Any thread may call.
 */
public final class ServerTls {
    private static final List<String> PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

    /** With forward secrecy and authenticated encryption; what all clients of today have. AES-128 is the quickest. */
    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    /**
     * Beyond the seven days that a ticket may live [RFC8446 §4.6.1], so that the JDK sends none: librtmp with GnuTLS takes one for
     * the end of the connection. Sessions of RTMP are long, and little is lost.
     */
    private static final long NO_TICKETS_SECONDS = 8 * 24 * 3600;

    /** For browsers; no client of RTMP asks. */
    private static final ApplicationProtocolConfig HTTP_VERSIONS = new ApplicationProtocolConfig(
            ApplicationProtocolConfig.Protocol.ALPN,
            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
            ApplicationProtocolNames.HTTP_2,
            ApplicationProtocolNames.HTTP_1_1);

    // The JDK can be told these things for all of its TLS servers only, and before the first of them.
    static {
        // Otherwise it promises a ticket in TLS 1.2, sends none, for they would live too long, and OpenSSL ends the
        // handshake.
        setUnlessSet("jdk.tls.server.enableSessionTicketExtension", "false");
        // A handshake costs us more than the client, who could ask for one after the other.
        setUnlessSet("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    }

    private final ClientCertificates clients;
    private final @Nullable Path clientCa;
    private volatile Contexts contexts;

    /** Whether clients are to show a certificate, too. */
    public enum ClientCertificates {
        /** They are not asked. */
        NONE,
        /** They are asked, and may have none; one that is shown must be right. */
        OPTIONAL,
        /** Who has none is not let in. */
        REQUIRED
    }

    /** One of each certificate. */
    private record Contexts(Map<String, SslContext> byName, SslContext byDefault) {
        /** The one for a host name; null for clients that name none. */
        SslContext of(@Nullable String host) {
            if (host == null) {
                return byDefault;
            }
            String name = host.toLowerCase(Locale.ROOT);
            SslContext exact = byName.get(name);
            return exact != null ? exact : byName.getOrDefault(name.replaceFirst("^[^.]*", "*"), byDefault);
        }
    }

    private static void setUnlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * TLS without client certificates.
     *
     * @param certificates chosen by the name that a client gives; the first is for all others, and those that give none
     * @throws IOException if they are not to be used
     */
    public static ServerTls of(List<TlsCertificate> certificates) throws IOException {
        return new ServerTls(certificates, ClientCertificates.NONE, null);
    }

    /**
     * The same with client certificates.
     *
     * @param clientCa PEM file of those who vouch for clients; null if these are not asked, and then only
     * @throws IllegalArgumentException if it is missing: any public CA would vouch for them
     */
    public ServerTls(List<TlsCertificate> certificates, ClientCertificates clients, @Nullable Path clientCa)
            throws IOException {
        if ((clients == ClientCertificates.NONE) != (clientCa == null)) {
            throw new IllegalArgumentException("client certificates " + clients + " with a CA file " + clientCa);
        }
        this.clients = clients;
        this.clientCa = clientCa;
        this.contexts = contexts(certificates);
    }

    /**
     * From now on these are shown to those who connect.
     *
     * @throws IOException if they are not to be used; then all stays as it was
     */
    public void replace(List<TlsCertificate> certificates) throws IOException {
        contexts = contexts(certificates);
    }

    SslContext contextFor(@Nullable String host) {
        return contexts.of(host);
    }

    private Contexts contexts(List<TlsCertificate> certificates) throws IOException {
        Map<String, SslContext> byName = new HashMap<>();
        SslContext first = null;
        for (TlsCertificate certificate : certificates) {
            SslContext context = context(certificate);
            first = first == null ? context : first;
            certificate.hostNames().forEach(name -> byName.putIfAbsent(name, context));
        }
        if (first == null) {
            throw new IOException("no certificate");
        }
        return new Contexts(Map.copyOf(byName), first);
    }

    private SslContext context(TlsCertificate certificate) throws IOException {
        try {
            var builder = SslContextBuilder.forServer(certificate.key(), certificate.chain())
                    .sslProvider(SslProvider.JDK)
                    .protocols(PROTOCOLS)
                    .ciphers(CIPHERS)
                    .sessionTimeout(NO_TICKETS_SECONDS)
                    .sessionCacheSize(1)
                    .applicationProtocolConfig(HTTP_VERSIONS)
                    .clientAuth(
                            switch (clients) {
                                case NONE -> ClientAuth.NONE;
                                case OPTIONAL -> ClientAuth.OPTIONAL;
                                case REQUIRED -> ClientAuth.REQUIRE;
                            });
            if (clientCa != null) {
                builder.trustManager(PemFile.read(clientCa).certificates());
            }
            return builder.build();
        } catch (SSLException e) {
            throw new IOException(certificate + ": " + e.getMessage(), e);
        }
    }
}
