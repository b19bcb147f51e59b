package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.session.SessionEvent.BufferLength;
import io.millrace.rtmp.session.SessionEvent.DataFrameSet;
import io.millrace.rtmp.session.SessionEvent.MediaReceived;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.PeerChunkSize;
import io.millrace.rtmp.session.SessionEvent.PlayEnded;
import io.millrace.rtmp.session.SessionEvent.PlayRequested;
import io.millrace.rtmp.session.SessionEvent.PublishEnded;
import io.millrace.rtmp.session.SessionEvent.PublishRequested;
import io.millrace.rtmp.session.SessionEvent.Send;
import io.millrace.rtmp.session.SessionEvent.StreamLengthRequested;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the clients of the field say, in their order, and what each needs to hear. */
class RealClientsTest {
    private static final StreamPath CAM = new StreamPath("live/cam");
    private static final Bytes FRAME = Bytes.of(0x17, 1, 0, 0, 0);

    private final Client client = new Client();

    @Test
    @DisplayName("IP-13, IP-11, IP-16, IP-44: FFmpeg publishes")
    void ffmpegPublishes() {
        connect(AmfProperties.builder()
                .put("app", "live")
                .put("type", "nonprivate")
                .put("flashVer", "FMLE/3.0 (compatible; Lavf62.3.100)")
                .put("tcUrl", "rtmp://h:1935/live")
                .put("fourCcList", new AmfStrictArray(List.of(new AmfString("hvc1")))));
        assertThat(client.send(0, new SetChunkSize(60_000))).containsExactly(new PeerChunkSize(60_000));
        announce("cam?key=k", 2, 3);
        assertThat(client.call(0, "createStream", 4)).containsExactly(Client.result(4, 1));
        publish(5, "cam?key=k", new StreamPath("live/cam", Map.of("key", "k")));
        metadata();
        assertThat(client.send(1, 0, new Video(FRAME)))
                .containsExactly(new MediaReceived(1, 0, MediaType.VIDEO, FRAME));
        assertThat(client.call(0, "FCUnpublish", 6, "cam?key=k"))
                .containsExactly(
                        Client.result(6, new AmfUndefined()),
                        callback("onFCUnpublish", StatusCode.UNPUBLISH_SUCCESS, "\"cam?key=k\""));
        assertThat(client.call(0, "deleteStream", 7, 1)).isEqualTo(Client.deleted(1, new PublishEnded(1)));
    }

    @Test
    @DisplayName("IP-13, IP-50, IP-52, IP-53: FFmpeg plays")
    void ffmpegPlays() {
        connect(AmfProperties.builder()
                .put("app", "live")
                .put("flashVer", "LNX 9,0,124,2")
                .put("tcUrl", "rtmp://h:1935/live")
                .put("fpad", false)
                .put("capabilities", 15)
                .put("audioCodecs", 4071)
                .put("videoCodecs", 252)
                .put("videoFunction", 1));
        assertThat(client.send(0, new WindowAcknowledgementSize(2_500_000))).isEmpty();
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
        assertThat(client.call(0, "FCSubscribe", 3, "cam")).containsExactly(Client.result(3, new AmfUndefined()));
        assertThat(client.call(0, "getStreamLength", 4, "cam"))
                .containsExactly(new StreamLengthRequested(4, new StreamPath("live/cam")));
        play(new PlayRange(PlayRange.ANY, PlayRange.TO_END), 5, "cam", -2000);
        assertThat(client.send(0, new SetBufferLength(1, 3000))).containsExactly(new BufferLength(1, 3000));
        assertThat(client.call(0, "deleteStream", 6, 1)).isEqualTo(Client.deleted(1, new PlayEnded(1)));
    }

    @Test
    @DisplayName("IP-10, IP-13, IP-16: OBS sets its chunk size before connect and publishes")
    void obsPublishes() {
        assertThat(client.send(0, new SetChunkSize(4096))).containsExactly(new PeerChunkSize(4096));
        connect(AmfProperties.builder()
                .put("app", "live")
                .put("type", "nonprivate")
                .put("flashVer", "FMLE/3.0 (compatible; FMSc/1.0)")
                .put("swfUrl", "rtmp://h/live")
                .put("tcUrl", "rtmp://h/live"));
        announce("cam", 2, 3);
        assertThat(client.call(0, "createStream", 4)).containsExactly(Client.result(4, 1));
        publish(5, "cam", CAM);
        metadata();
        assertThat(client.send(1, 23, new Audio(Bytes.of(0xAF, 1))))
                .containsExactly(new MediaReceived(1, 23, MediaType.AUDIO, Bytes.of(0xAF, 1)));
        assertThat(client.call(0, "FCUnpublish", 6, "cam")).hasSize(2);
        assertThat(client.call(0, "deleteStream", 7, 1)).isEqualTo(Client.deleted(1, new PublishEnded(1)));
    }

    @Test
    @DisplayName("IP-10, IP-13, IP-16, IP-44: GStreamer publishes with transaction ID 0, deletes by name")
    void gstreamerPublishes() {
        connect(AmfProperties.builder()
                .put("app", "live")
                .put("flashVer", "LNX 10,0,32,18")
                .put("tcUrl", "rtmp://h:1935/live"));
        assertThat(client.send(0, new WindowAcknowledgementSize(2_500_000))).isEmpty();
        assertThat(client.call(0, "releaseStream", 0, "cam")).isEmpty();
        assertThat(client.call(0, "FCPublish", 0, "cam"))
                .containsExactly(callback("onFCPublish", StatusCode.PUBLISH_START, "\"cam\""));
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
        publish(0, "cam", CAM);
        assertThat(client.send(0, new SetChunkSize(128))).containsExactly(new PeerChunkSize(128));
        metadata();
        assertThat(client.call(0, "deleteStream", 0, "cam")).isEqualTo(Client.deleted(1, new PublishEnded(1)));
    }

    @Test
    @DisplayName("IP-50, IP-51: GStreamer plays")
    void gstreamerPlays() {
        connect(AmfProperties.builder().put("app", "live").put("tcUrl", "rtmp://h:1935/live"));
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
        assertThat(client.send(0, new SetBufferLength(1, 300))).containsExactly(new BufferLength(1, 300));
        play(new PlayRange(PlayRange.ANY, PlayRange.TO_END), 0, "cam", -2);
        assertThat(client.send(0, new SetBufferLength(1, 30_000))).containsExactly(new BufferLength(1, 30_000));
    }

    @Test
    @DisplayName("IP-13, IP-17, IP-40, IP-44: HaishinKit has its query in app, and waits for Unpublish.Success")
    void haishinKitPublishes() {
        connect(AmfProperties.builder()
                .put("app", "live?key=k")
                .put("tcUrl", "rtmp://h/live?key=k")
                .put("fpad", false)
                .put("capabilities", 239)
                .put("objectEncoding", 0));
        announce("cam", 2, 3);
        assertThat(client.call(0, "createStream", 4)).containsExactly(Client.result(4, 1));
        publish(0, "cam", new StreamPath("live/cam", Map.of("key", "k")));
        assertThat(client.call(1, "closeStream", 0))
                .containsExactly(
                        new PublishEnded(1),
                        Client.status(1, StatusCode.UNPUBLISH_SUCCESS, "live/cam is now unpublished."));
        assertThat(client.call(0, "deleteStream", 0, 1)).isEqualTo(Client.deleted(1));
    }

    @Test
    @DisplayName("IP-13, IP-18, IP-50: rtmpdump plays from 0, which may be live")
    void rtmpdumpPlays() {
        connect(AmfProperties.builder()
                .put("app", "live")
                .put("flashVer", "LNX 10,0,32,18")
                .put("tcUrl", "rtmp://h:1935/live")
                .put("audioCodecs", 3191));
        assertThat(client.send(0, new WindowAcknowledgementSize(2_500_000))).isEmpty();
        assertThat(client.send(0, new SetBufferLength(0, 300))).containsExactly(new BufferLength(0, 300));
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
        assertThat(client.call(0, "_checkbw", 3)).containsExactly(Client.result(3, new AmfUndefined()));
        play(new PlayRange(0, PlayRange.TO_END), 4, "cam", 0);
        assertThat(client.send(0, new SetBufferLength(1, 36_000_000))).containsExactly(new BufferLength(1, 36_000_000));
    }

    @Test
    @DisplayName("IP-50, IP-53: rtmpdump --live subscribes and plays from -1000")
    void rtmpdumpPlaysLive() {
        connect(AmfProperties.builder().put("app", "live").put("tcUrl", "rtmp://h:1935/live"));
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
        assertThat(client.call(0, "FCSubscribe", 3, "cam")).containsExactly(Client.result(3, new AmfUndefined()));
        play(new PlayRange(PlayRange.LIVE, PlayRange.TO_END), 4, "cam", -1000);
    }

    private void connect(AmfProperties.Builder properties) {
        assertThat(client.connect(properties)).hasSize(1);
        assertThat(client.session.acceptConnect()).hasSize(5);
    }

    private void announce(String name, int releaseId, int publishId) {
        assertThat(client.call(0, "releaseStream", releaseId, name))
                .containsExactly(Client.result(releaseId, new AmfUndefined()));
        assertThat(client.call(0, "FCPublish", publishId, name))
                .containsExactly(
                        Client.result(publishId, new AmfUndefined()),
                        callback("onFCPublish", StatusCode.PUBLISH_START, '"' + name + '"'));
    }

    private void publish(int transactionId, String name, StreamPath path) {
        assertThat(client.call(1, "publish", transactionId, name, "live"))
                .containsExactly(new PublishRequested(1, path, PublishType.LIVE));
        assertThat(client.session.acceptPublish(1))
                .containsExactly(
                        new Send(new StreamBegin(1), 0),
                        Client.status(1, StatusCode.PUBLISH_START, "live/cam is now published."));
    }

    private void play(PlayRange range, int transactionId, String name, int start) {
        assertThat(client.call(1, "play", transactionId, name, start))
                .containsExactly(new PlayRequested(1, CAM, range, true));
        assertThat(client.session.acceptPlay(1, false))
                .startsWith(
                        new Send(new StreamBegin(1), 0),
                        Client.status(1, StatusCode.PLAY_RESET, "Playing and resetting live/cam."),
                        Client.status(1, StatusCode.PLAY_START, "Started playing live/cam."));
    }

    private void metadata() {
        var metadata = AmfProperties.builder().put("width", 1920).buildEcmaArray();
        assertThat(client.send(1, Client.data("@setDataFrame", "onMetaData", metadata)))
                .containsExactly(new DataFrameSet(1, 0, "onMetaData", Client.values("onMetaData", metadata)));
    }

    private static Send callback(String name, StatusCode code, String description) {
        return new Send(Command.of(name, 0, new Status(code, description).information()), 0);
    }
}
