package io.millrace.testkit;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** The client's side of TLS for tests: it takes any certificate, and tells which. */
final class TrustingTls {
    private static final X509Certificate[] NONE = {};
    private static final SSLContext CONTEXT = context();

    private TrustingTls() {}

    /** TLS of these versions over {@code socket}, which it closes when it is closed; returns when it stands. */
    static Socket over(Socket socket, String... versions) throws IOException {
        var secure = (SSLSocket) CONTEXT.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secure.setEnabledProtocols(versions);
        secure.startHandshake();
        return secure;
    }

    /** The subject's name in the certificate of the other side. */
    static String certificateName(Socket socket) {
        try {
            return ((SSLSocket) socket).getSession().getPeerPrincipal().getName();
        } catch (SSLPeerUnverifiedException e) {
            throw new AssertionError(e);
        }
    }

    private static SSLContext context() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new Anyone()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String keyExchange) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String keyExchange) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return NONE;
        }
    }
}
