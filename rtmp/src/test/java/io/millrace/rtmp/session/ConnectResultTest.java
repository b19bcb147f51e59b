package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConnectResultTest {
    /** Object with "*": 4. */
    private static final String FORWARD_ANY = "0300012a004010000000000000000009";

    @Test
    @DisplayName("ER-173: both maps are there in full, for librtmp reads no AMF0 references")
    void announcesCodecsWithoutReferences() {
        var connect = AmfProperties.builder().put("app", "live").buildObject();
        var request = ConnectRequest.of(new Command("connect", 1, List.of(connect), false));
        var result = (Send)
                ConnectReplies.accept(SessionSettings.DEFAULT, 1, request).getLast();
        var out = new ByteWriter();
        MessageCodec.encode(result.message(), out);
        assertThat(out.toBytes().toHex())
                .contains(Bytes.utf8("videoFourCcInfoMap").toHex() + FORWARD_ANY)
                .contains(Bytes.utf8("audioFourCcInfoMap").toHex() + FORWARD_ANY);
        assertThat(((Command) result.message()).transactionId()).isEqualTo(1);
    }
}
