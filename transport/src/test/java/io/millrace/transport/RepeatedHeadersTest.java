package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;

class RepeatedHeadersTest {
    private final RepeatedHeaders headers = new RepeatedHeaders();

    @Test
    void namesAreInLowerCaseAndValuesOfOneNameTogether() {
        assertThat(headers.of(new DefaultHttpHeaders()
                        .add("Host", "a")
                        .add("X-Forwarded-For", "1")
                        .add("x-forwarded-for", "2")))
                .containsOnly(entry("host", "a"), entry("x-forwarded-for", "1, 2"));
    }

    @Test
    void whatIsSentAgainIsKeptOnce() {
        var first = headers.of(request("a"));
        assertThat(headers.of(request("a"))).isSameAs(first);
    }

    @Test
    void muchIsNotKept() {
        String much = "x".repeat(4096);
        var first = headers.of(request(much));
        assertThat(headers.of(request(much))).isNotSameAs(first).isEqualTo(first);
        assertThat(headers.of(new DefaultHttpHeaders())).isEmpty();
    }

    @Test
    void whatIsOtherwiseIsNotTakenForThatBefore() {
        headers.of(request("a"));
        assertThat(headers.of(request("b"))).containsEntry("authorization", "b");
        assertThat(headers.of(request("b").add("Range", "bytes=0-"))).containsEntry("range", "bytes=0-");
        assertThat(headers.of(request("b"))).doesNotContainKey("range");
        assertThat(headers.of(new DefaultHttpHeaders().add("Host", "x").add("Cookie", "b")))
                .doesNotContainKey("authorization")
                .containsEntry("cookie", "b");
    }

    /** With new strings, as the decoder makes them. */
    private static HttpHeaders request(String key) {
        return new DefaultHttpHeaders()
                .add(new AsciiString("Host".toCharArray()), String.valueOf("x".toCharArray()))
                .add(new AsciiString("Authorization".toCharArray()), String.valueOf(key.toCharArray()));
    }
}
