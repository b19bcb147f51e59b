package io.millrace.transport;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;

/** Network failures in the operating system's words, fit for one line of the log. */
final class NetworkErrors {
    private NetworkErrors() {}

    /** What went wrong, without what a decoder wraps it in, as TLS does. */
    static Throwable cause(Throwable failure) {
        return failure instanceof DecoderException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Why TLS with a server did not come about. */
    static String tlsText(Throwable failure) {
        if (failure instanceof NotSslRecordException) {
            return "the server does not speak TLS there";
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertificateException) {
                return "the server's certificate is not accepted: "
                        + LogText.reason(String.valueOf(cause.getMessage()));
            }
        }
        return failure instanceof ClosedChannelException
                ? "the server closed the connection before TLS stood"
                : "TLS failed: " + text(failure);
    }

    /** Without the call and its error number, which Netty's native transports put first, and the address it puts last. */
    static String text(Throwable failure) {
        Throwable cause = cause(failure);
        if (cause instanceof NotSslRecordException) {
            return "not a TLS record"; // its message has all that came, in hex
        }
        return LogText.reason(String.valueOf(cause.getMessage()))
                .replaceFirst("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ", "")
                .replaceFirst(": [^ /]*/[0-9a-fA-F.:%\\[\\]]+$", "");
    }
}
