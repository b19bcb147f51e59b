package io.millrace.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/** How a client makes sure that a server is the one it means. Immutable; any thread may use it. */
public final class ClientTls {
    private static final String PIN_PREFIX = "sha256/";
    private static final int PIN_BYTES = 32;

    private final SslContext context;

    private ClientTls(SslContextBuilder builder) throws IOException {
        try {
            context = builder.sslProvider(SslProvider.JDK).build();
        } catch (SSLException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** The server's certificate must be for its name, and vouched for by somebody whom the JDK trusts. */
    public static ClientTls verified() throws IOException {
        return new ClientTls(SslContextBuilder.forClient());
    }

    /**
     * The same, but vouched for by one of these.
     *
     * @param ca PEM file; a self-signed certificate vouches for itself
     * @throws IOException that names the file and says what is wrong
     */
    public static ClientTls trusting(Path ca) throws IOException {
        return new ClientTls(
                SslContextBuilder.forClient().trustManager(PemFile.read(ca).certificates()));
    }

    /**
     * The server must have this key; whose certificate it is and who vouches for it is nobody's business.
     *
     * @param pin {@code sha256/} and the hash of its public key in base 64, as in RFC 7469
     * @throws IllegalArgumentException if it is no pin
     */
    public static ClientTls pinned(String pin) throws IOException {
        byte[] hash = pin.startsWith(PIN_PREFIX) ? decoded(pin.substring(PIN_PREFIX.length())) : new byte[0];
        if (hash.length != PIN_BYTES) {
            throw new IllegalArgumentException("'" + pin + "' (expected: sha256/ and 44 characters of base 64)");
        }
        return new ClientTls(
                SslContextBuilder.forClient().trustManager(new Pin(hash)).endpointIdentificationAlgorithm(""));
    }

    /** Any server will do: whoever is on the way can read and change everything. */
    public static ClientTls insecure() throws IOException {
        return new ClientTls(SslContextBuilder.forClient()
                .trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(""));
    }

    /** {@code host} as the user wrote it: it is told to the server, and looked for in its certificate. */
    SslHandler handler(ByteBufAllocator allocator, String host, int port) {
        return context.newHandler(allocator, host, port);
    }

    private static byte[] decoded(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** Extended, so that the JDK adds no checks of its own. */
    private static final class Pin extends X509ExtendedTrustManager {
        private final byte[] hash;

        Pin(byte[] hash) {
            this.hash = hash;
        }

        private void check(X509Certificate[] chain) throws CertificateException {
            try {
                byte[] own = MessageDigest.getInstance("SHA-256")
                        .digest(chain[0].getPublicKey().getEncoded());
                if (!MessageDigest.isEqual(own, hash)) {
                    throw new CertificateException("the server's key is " + PIN_PREFIX
                            + Base64.getEncoder().encodeToString(own) + ", not the one that is pinned");
                }
            } catch (GeneralSecurityException e) {
                throw e instanceof CertificateException wrong ? wrong : new CertificateException(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("not for clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
                throws CertificateException {
            throw new CertificateException("not for clients");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
            throw new CertificateException("not for clients");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
