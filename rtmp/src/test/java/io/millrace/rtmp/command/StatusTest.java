package io.millrace.rtmp.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.rtmp.command.StatusCode.Level;
import io.millrace.rtmp.message.RtmpMessage.Command;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusTest {

    @Test
    @DisplayName("R-140: onStatus has transaction ID 0, null, and an object of level, code and description")
    void onStatusHasAnInformationObject() {
        var extra = AmfProperties.builder().put("tcUrl", "/app").build();
        var information = AmfProperties.builder()
                .put("level", "status")
                .put("code", "NetConnection.Connect.ReconnectRequest")
                .put("description", "moving")
                .put("tcUrl", "/app")
                .buildObject();
        assertThat(new Status(StatusCode.CONNECT_RECONNECT_REQUEST, "moving", extra).onStatus())
                .isEqualTo(new Command("onStatus", 0, List.of(new AmfNull(), information), false));
    }

    @ParameterizedTest
    @CsvSource({
        "NetStream.Publish.Start, STATUS",
        "NetStream.Publish.BadName, ERROR",
        "NetStream.Publish.Denied, ERROR",
        "NetStream.Unpublish.Success, STATUS",
        "NetStream.Play.Reset, STATUS",
        "NetStream.Play.Start, STATUS",
        "NetStream.Play.Stop, STATUS",
        "NetStream.Play.Failed, ERROR",
        "NetStream.Play.StreamNotFound, ERROR",
        "NetStream.Play.UnpublishNotify, STATUS",
        "NetStream.Play.PublishNotify, STATUS",
        "NetStream.Play.InsufficientBW, WARNING",
        "NetStream.Seek.Failed, ERROR",
        "NetStream.Pause.Notify, STATUS",
        "NetStream.Failed, ERROR",
        "NetConnection.Call.Failed, ERROR",
        "NetConnection.Call.Prohibited, ERROR",
        "NetConnection.Connect.Success, STATUS",
        "NetConnection.Connect.Rejected, ERROR",
        "NetConnection.Connect.AppShutdown, ERROR",
        "NetConnection.Connect.ReconnectRequest, STATUS",
        "NetConnection.Connect.Closed, STATUS",
        "NetConnection.Proxy.NotResponding, ERROR"
    })
    @DisplayName("R-154, ER-046: each code has its level")
    void codesHaveLevels(String code, Level level) {
        assertThat(Arrays.stream(StatusCode.values()).filter(c -> c.code().equals(code)))
                .singleElement()
                .extracting(StatusCode::level)
                .isEqualTo(level);
    }

    @Test
    @DisplayName("A description has at most 255 bytes, as FFmpeg holds no more, and no half characters")
    void descriptionIsCut() {
        assertThat(new Status(StatusCode.FAILED, "é".repeat(127) + "x").description())
                .hasSize(128);
        assertThat(new Status(StatusCode.FAILED, "é".repeat(200)).description()).isEqualTo("é".repeat(127));
        assertThat(new Status(StatusCode.FAILED, "😀".repeat(100)).description().getBytes(UTF_8))
                .hasSize(252);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "a\u001b[2J", "a\u0000", "\u202Eevil", "\ud800"})
    void quotedTextIsHarmless(String text) {
        assertThat(Texts.quote(text)).matches("\"[\\x20-\\x7e]+\"");
        assertThat(Texts.clean(text)).matches("[\\x20-\\x7e]+");
    }

    @Test
    void quotedTextIsShort() {
        assertThat(Texts.quote("x".repeat(64))).isEqualTo("\"" + "x".repeat(64) + "\"");
        assertThat(Texts.quote("x".repeat(10_000))).isEqualTo("\"" + "x".repeat(64) + "...\" (10000 characters)");
        assertThat(Texts.clean("x".repeat(10_000))).hasSize(300);
    }
}
