package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** What peers send ends in messages of exceptions: no peer writes lines of the log, or long ones. */
final class NetworkErrorsTest {
    @Test
    void callAndAddressAreLeftOut() {
        assertThat(NetworkErrors.text(
                        new IOException("bind(..) failed with error(-98): Address already in use: /127.0.0.1:1935")))
                .isEqualTo("Address already in use");
    }

    @Test
    void whatIsNoTlsIsNotSpelledOut() {
        var failure = new NotSslRecordException("not an SSL/TLS record: " + "00".repeat(16_000));
        assertThat(NetworkErrors.text(new DecoderException(failure))).isEqualTo("not a TLS record");
    }

    @Test
    void allIsOneLineOfPrintableAscii() {
        assertThat(NetworkErrors.text(new DecoderException("header: PROXY \r\n2026 \33[1mforged \u202e")))
                .isEqualTo("header: PROXY ??2026 ?[1mforged ?");
    }

    @Test
    void longMessagesAreCut() {
        assertThat(NetworkErrors.text(new IOException("x".repeat(201)))).isEqualTo("x".repeat(200) + "...");
        assertThat(NetworkErrors.text(new IOException("x".repeat(200)))).isEqualTo("x".repeat(200));
        assertThat(NetworkErrors.tlsText(new IOException("x\n".repeat(201))))
                .hasSizeLessThan(250)
                .doesNotContain("\n");
    }
}
