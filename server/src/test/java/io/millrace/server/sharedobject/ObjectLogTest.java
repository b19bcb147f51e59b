package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ObjectLogTest {
    private static final Encoded MESSAGE = Encoded.of(new SendMessage("say", List.of(new AmfString("x".repeat(500)))));

    private final ObjectLog log = new ObjectLog(2 * MESSAGE.length());

    @Test
    @DisplayName("R-098: when all have been told, nothing is kept")
    void nothingIsKept() {
        log.append(MESSAGE);
        assertThat(log.events("a user", 0, false)).isEqualTo(MESSAGE.amf0());
        assertThat(log.events("a user", 0, true)).isEqualTo(MESSAGE.amf3());
        assertThat(log.bytes()).isEqualTo(2 * MESSAGE.length());
        log.trim(log.end());
        assertThat(log.bytes()).isZero();
    }

    @Test
    @DisplayName("R-098: what all are told counts once, and the oldest goes when there is too much")
    void oldestGoes() {
        log.append(MESSAGE);
        log.append(MESSAGE);
        assertThat(log.reaches(0)).isTrue();
        log.append(MESSAGE);
        assertThat(log.reaches(0)).isFalse();
        assertThat(log.reaches(1)).isTrue();
        assertThat(log.bytes()).isEqualTo(2 * MESSAGE.length());
    }

    @Test
    @DisplayName("R-098: the newest batch is kept, however long it is")
    void newestIsKept() {
        var small = new ObjectLog(1);
        small.append(MESSAGE);
        assertThat(small.events("a user", 0, false)).isEqualTo(MESSAGE.amf0());
    }
}
