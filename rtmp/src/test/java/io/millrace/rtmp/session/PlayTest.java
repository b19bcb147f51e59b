package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.rtmp.command.PlayRange;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.Pause;
import io.millrace.rtmp.session.SessionEvent.PlayEnded;
import io.millrace.rtmp.session.SessionEvent.PlayRequested;
import io.millrace.rtmp.session.SessionEvent.ReceiveAudio;
import io.millrace.rtmp.session.SessionEvent.ReceiveVideo;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlayTest {
    private static final StreamPath CAM = new StreamPath("live/cam");
    private static final PlayRange ALL = new PlayRange(PlayRange.ANY, PlayRange.TO_END);
    private final Client client = Client.connected(1);

    @Test
    @DisplayName("R-146, IP-51, IP-54: StreamBegin, Reset, Start, in this order")
    void repliesInOrder() {
        assertThat(client.call(1, "play", 4, "cam")).containsExactly(new PlayRequested(1, CAM, ALL, true));
        assertThat(client.session.acceptPlay(1, false))
                .containsExactly(
                        new Send(new StreamBegin(1), 0),
                        Client.status(1, StatusCode.PLAY_RESET, "Playing and resetting live/cam."),
                        Client.status(1, StatusCode.PLAY_START, "Started playing live/cam."));
        assertThat(client.session.acceptPlay(1, false)).isEmpty();
    }

    @Test
    @DisplayName("R-146, IP-56: a Flash program gets RtmpSampleAccess and Data.Start after Play.Start")
    void flashProgramGetsItsDataMessages() {
        var dataStart =
                AmfProperties.builder().put("code", "NetStream.Data.Start").buildObject();
        assertThat(playAsFlash(SessionSettings.DEFAULT))
                .endsWith(
                        Client.status(1, StatusCode.PLAY_START, "Started playing live/cam."),
                        new Send(Client.data("|RtmpSampleAccess", true, true), 1),
                        new Send(Client.data("onStatus", dataStart), 1));
    }

    private static List<SessionEvent> playAsFlash(SessionSettings settings) {
        var player = new Client(settings);
        player.connect(AmfProperties.builder().put("app", "live").put("swfUrl", "http://example.com/player.swf"));
        player.session.acceptConnect();
        player.call(0, "createStream", 2);
        player.call(1, "play", 0, "cam");
        return player.session.acceptPlay(1, false);
    }

    @Test
    @DisplayName("R-144, R-146: without reset there is no Play.Reset; reset comes as boolean or number")
    void sendsResetOnlyIfAsked() {
        for (Object reset : new Object[] {true, 1, 3, "other"}) {
            assertThat(playWithReset(reset)).hasSize(3);
        }
        for (Object reset : new Object[] {false, 0}) {
            assertThat(playWithReset(reset))
                    .hasSize(2)
                    .doesNotContain(Client.status(1, StatusCode.PLAY_RESET, "Playing and resetting live/cam."));
        }
    }

    private static List<SessionEvent> playWithReset(Object reset) {
        var player = Client.connected(1);
        player.call(1, "play", 0, "cam", -2, -1, reset);
        return player.session.acceptPlay(1, false);
    }

    @Test
    @DisplayName("IP-56: RtmpSampleAccess can be switched off")
    void sampleAccessCanBeOff() {
        var settings = new SessionSettings(
                2_500_000, 2_500_000, 60_000, 16, 65_536, 100, "FMS/3,5,7,7009", 31, 0, true, false);
        assertThat(playAsFlash(settings)).hasSize(3);
    }

    @Test
    @DisplayName("IP-50, R-144: start and duration are passed on in milliseconds")
    void passesTheRangeOn() {
        assertThat(client.call(1, "play", 0, "cam", 1500, 2000, false))
                .containsExactly(new PlayRequested(1, CAM, new PlayRange(1500, 2000), false));
    }

    @Test
    @DisplayName("R-146, R-154: what is not there is StreamNotFound, and the stream can be used again")
    void refuses() {
        client.call(1, "play", 0, "cam");
        assertThat(client.session.refusePlay(1, StatusCode.PLAY_STREAM_NOT_FOUND, "no live/cam"))
                .containsExactly(Client.status(1, StatusCode.PLAY_STREAM_NOT_FOUND, "no live/cam"));
        assertThat(client.session.refusePlay(1, StatusCode.PLAY_STREAM_NOT_FOUND, "again"))
                .isEmpty();
        assertThat(client.session.acceptPlay(1, false)).isEmpty();
        assertThat(client.call(1, "play", 0, "cam")).hasOnlyElementsOfType(PlayRequested.class);
    }

    @Test
    void decisionsAboutTheOtherKindDoNothing() {
        var player = Client.playing();
        assertThat(player.session.acceptPublish(1)).isEmpty();
        assertThat(player.session.refusePublish(1, StatusCode.PUBLISH_DENIED, "x"))
                .isEmpty();
        var publisher = Client.publishing();
        assertThat(publisher.session.acceptPlay(1, false)).isEmpty();
        assertThat(publisher.session.refusePlay(1, StatusCode.PLAY_FAILED, "x")).isEmpty();
        assertThat(publisher.session.refusePlay(9, StatusCode.PLAY_FAILED, "x")).isEmpty();
    }

    @Test
    @DisplayName("R-144: play with reset while playing ends the old and asks for the new")
    void playsAnotherStream() {
        var player = Client.playing();
        assertThat(player.call(1, "play", 0, "other"))
                .containsExactly(new PlayEnded(1), new PlayRequested(1, new StreamPath("live/other"), ALL, true));
        assertThat(player.session.acceptPlay(1, false)).hasSize(3);
    }

    @Test
    void refusesToPlayWhileInUse() {
        assertThat(Client.publishing().call(1, "play", 0, "cam"))
                .containsExactly(Client.status(1, StatusCode.PLAY_FAILED, "Play while Publishing"));
        client.call(1, "play", 0, "cam");
        assertThat(client.call(1, "play", 0, "other"))
                .containsExactly(Client.status(1, StatusCode.PLAY_FAILED, "Play while PlayPending"));
    }

    @Test
    @DisplayName("R-145, R-114: play of an unsafe name, of no name, or on no stream fails on the stream")
    void refusesBadRequests() {
        assertThat(client.call(1, "play", 0, "../cam"))
                .containsExactly(
                        Client.status(1, StatusCode.PLAY_FAILED, "segment \"..\" in stream path \"live/../cam\""));
        assertThat(client.call(1, "play", 0, 5))
                .containsExactly(Client.status(1, StatusCode.PLAY_FAILED, "play of no name"));
        assertThat(client.call(2, "play", 0, "cam"))
                .containsExactly(Client.status(2, StatusCode.PLAY_FAILED, "play on unknown stream 2"));
    }

    @Test
    @DisplayName("R-150, IP-44: closeStream and play of false end playing, and the player hears Play.Stop")
    void closes() {
        var stopped = Client.status(1, StatusCode.PLAY_STOP, "Stopped playing live/cam.");
        var player = Client.playing();
        assertThat(player.call(1, "closeStream", 0)).containsExactly(new PlayEnded(1), stopped);
        assertThat(player.call(1, "closeStream", 0)).isEmpty();
        assertThat(Client.playing().call(1, "play", 0, false)).containsExactly(new PlayEnded(1), stopped);
        assertThat(Client.playing().call(0, "deleteStream", 0, 1)).isEqualTo(Client.deleted(1, new PlayEnded(1)));
    }

    @Test
    @DisplayName("R-153: pause and unpause are confirmed, then done")
    void pauses() {
        var player = Client.playing();
        assertThat(player.call(1, "pause", 0, true, 1234))
                .containsExactly(Client.status(1, StatusCode.PAUSE_NOTIFY, "Paused."), new Pause(1, true));
        assertThat(player.call(1, "pauseRaw", 0, false, 1234))
                .containsExactly(Client.status(1, StatusCode.UNPAUSE_NOTIFY, "Unpaused."), new Pause(1, false));
        assertThat(player.call(1, "pause", 0))
                .containsExactly(Client.status(1, StatusCode.PAUSE_NOTIFY, "Paused."), new Pause(1, true));
    }

    @Test
    @DisplayName("R-153: pause of what does not play is an error")
    void refusesToPauseWhatDoesNotPlay() {
        assertThat(client.call(1, "pause", 6, true, 0))
                .containsExactly(Client.error(6, StatusCode.CALL_FAILED, "Pause while Idle"));
        assertThat(Client.publishing().call(1, "pause", 0, true, 0))
                .containsExactly(new Dropped(DropCause.UNEXPECTED, "Pause while Publishing"));
        assertThat(client.call(9, "pause", 6, true, 0))
                .containsExactly(Client.error(6, StatusCode.CALL_FAILED, "pause on unknown stream 9"));
    }

    @Test
    @DisplayName("R-151: audio or video off is not answered, on is answered by Seek.Notify and Play.Start")
    void switchesKindsOffAndOn() {
        var player = Client.playing();
        assertThat(player.call(1, "receiveAudio", 0, false)).containsExactly(new ReceiveAudio(1, false));
        assertThat(player.call(1, "receiveVideo", 0, 0)).containsExactly(new ReceiveVideo(1, false));
        var notify = Client.status(1, StatusCode.SEEK_NOTIFY, "Resumed.");
        var start = Client.status(1, StatusCode.PLAY_START, "Resumed.");
        assertThat(player.call(1, "receiveAudio", 0, true)).containsExactly(notify, start, new ReceiveAudio(1, true));
        assertThat(player.call(1, "receiveVideo", 0, 1)).containsExactly(notify, start, new ReceiveVideo(1, true));
    }

    @Test
    @DisplayName("R-151: before play nothing is answered, but it counts")
    void switchesKindsBeforePlay() {
        assertThat(client.call(1, "receiveVideo", 0, false)).containsExactly(new ReceiveVideo(1, false));
        assertThat(client.call(1, "receiveVideo", 0, true)).containsExactly(new ReceiveVideo(1, true));
    }

    @Test
    @DisplayName("A player is told when its publisher leaves and returns")
    void tellsOfThePublisher() {
        assertThat(Client.playing().session.status(1, new Status(StatusCode.PLAY_UNPUBLISH_NOTIFY, "gone")))
                .containsExactly(Client.status(1, StatusCode.PLAY_UNPUBLISH_NOTIFY, "gone"));
    }
}
