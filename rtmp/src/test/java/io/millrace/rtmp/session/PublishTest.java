package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.session.SessionEvent.MediaIgnored;
import io.millrace.rtmp.session.SessionEvent.MediaReceived;
import io.millrace.rtmp.session.SessionEvent.MediaType;
import io.millrace.rtmp.session.SessionEvent.PublishEnded;
import io.millrace.rtmp.session.SessionEvent.PublishRequested;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublishTest {
    private static final StreamPath CAM = new StreamPath("live/cam");
    private final Client client = Client.connected(1);

    @Test
    @DisplayName("R-141, R-060, IP-51, IP-54: StreamBegin, then Publish.Start, and nothing else on the stream")
    void publishes() {
        assertThat(client.call(1, "publish", 5, "cam", "live"))
                .containsExactly(new PublishRequested(1, CAM, PublishType.LIVE));
        assertThat(client.session.acceptPublish(1))
                .containsExactly(
                        new Send(new StreamBegin(1), 0),
                        Client.status(1, StatusCode.PUBLISH_START, "live/cam is now published."));
        assertThat(client.session.acceptPublish(1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"record, RECORD", "append, APPEND", "live, LIVE", "nonsense, LIVE"})
    @DisplayName("R-141: the type is passed on")
    void passesTheTypeOn(String sent, PublishType type) {
        assertThat(client.call(1, "publish", 0, "cam", sent)).containsExactly(new PublishRequested(1, CAM, type));
    }

    @Test
    @DisplayName("IP-40: parameters of app and of the name arrive together")
    void joinsAppAndName() {
        var other = new Client();
        other.connect("live?user=u");
        other.session.acceptConnect();
        other.call(0, "createStream", 2);
        var path = new StreamPath("live/a/b", Map.of("user", "u", "key", "k"));
        assertThat(other.call(1, "publish", 0, "a/b?key=k"))
                .containsExactly(new PublishRequested(1, path, PublishType.LIVE));
    }

    @Test
    @DisplayName("R-142, R-154: a refusal is an error status, and the stream can be used again")
    void refuses() {
        client.call(1, "publish", 0, "cam");
        assertThat(client.session.refusePublish(1, StatusCode.PUBLISH_BAD_NAME, "live/cam is in use"))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_BAD_NAME, "live/cam is in use"));
        assertThat(client.session.refusePublish(1, StatusCode.PUBLISH_BAD_NAME, "again"))
                .isEmpty();
        assertThat(client.session.acceptPublish(1)).isEmpty();
        assertThat(client.send(1, new Audio(Bytes.of(0xAF)))).containsExactly(new MediaIgnored(1));
        assertThat(client.call(1, "publish", 0, "cam")).hasOnlyElementsOfType(PublishRequested.class);
    }

    @Test
    void serverCanTakePublishBack() {
        var publisher = Client.publishing();
        assertThat(publisher.session.refusePublish(1, StatusCode.PUBLISH_DENIED, "taken over"))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_DENIED, "taken over"));
        assertThat(publisher.send(1, new Audio(Bytes.of(0xAF)))).containsExactly(new MediaIgnored(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"..", "a/../b", "a\u0000b", "a\nb"})
    @DisplayName("R-145: a name that is not safe is refused on the stream, and does not come back as it is")
    void refusesUnsafeNames(String name) {
        assertThat(client.call(1, "publish", 0, name))
                .singleElement()
                .asString()
                .contains("NetStream.Publish.BadName")
                .doesNotContain("\n", "\u0000");
        assertThat(client.session.acceptPublish(1)).isEmpty();
    }

    @Test
    void refusesANameOfTenThousandCharacters() {
        assertThat(client.call(1, "publish", 0, "x".repeat(10_000)))
                .containsExactly(Client.status(
                        1,
                        StatusCode.PUBLISH_BAD_NAME,
                        "stream path \"live/" + "x".repeat(59) + "...\" (10005 characters) of 10005 bytes"
                                + " (expected: <= 255)"));
    }

    @Test
    void refusesToPublishWhileInUse() {
        assertThat(Client.publishing().call(1, "publish", 0, "other"))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_BAD_NAME, "Publish while Publishing"));
        assertThat(Client.playing().call(1, "publish", 0, "other"))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_BAD_NAME, "Publish while Playing"));
        client.call(1, "publish", 0, "cam");
        assertThat(client.call(1, "publish", 0, "other"))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_BAD_NAME, "Publish while PublishPending"));
        assertThat(client.session.acceptPublish(1)).hasSize(2);
    }

    @Test
    void refusesWhatIsNoName() {
        assertThat(client.call(1, "publish", 0, 5))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_BAD_NAME, "publish of no name"));
        assertThat(client.call(1, "publish", 0, true))
                .containsExactly(Client.status(1, StatusCode.PUBLISH_BAD_NAME, "publish of no name"));
    }

    @Test
    @DisplayName("R-114: publish on stream 0 means the only stream there is")
    void publishOnStreamZeroMeansTheOnlyStream() {
        assertThat(client.call(0, "publish", 0, "cam")).containsExactly(new PublishRequested(1, CAM, PublishType.LIVE));
        assertThat(Client.connected(0).call(0, "publish", 0, "cam"))
                .containsExactly(Client.status(0, StatusCode.PUBLISH_BAD_NAME, "publish on unknown stream 0"));
        assertThat(Client.connected(2).call(0, "publish", 0, "cam"))
                .containsExactly(Client.status(0, StatusCode.PUBLISH_BAD_NAME, "publish on unknown stream 0"));
        assertThat(client.call(7, "publish", 0, "cam"))
                .containsExactly(Client.status(7, StatusCode.PUBLISH_BAD_NAME, "publish on unknown stream 7"));
    }

    @Test
    @DisplayName("R-150, IP-44, R-142: closeStream ends publishing, the publisher hears of it and can publish again")
    void closes() {
        var publisher = Client.publishing();
        var unpublished = Client.status(1, StatusCode.UNPUBLISH_SUCCESS, "live/cam is now unpublished.");
        assertThat(publisher.call(1, "closeStream", 0)).containsExactly(new PublishEnded(1), unpublished);
        assertThat(publisher.call(1, "closeStream", 0)).isEmpty();
        assertThat(publisher.call(1, "publish", 0, "cam")).hasOnlyElementsOfType(PublishRequested.class);
        assertThat(publisher.call(1, "closeStream", 0)).containsExactly(new PublishEnded(1));
    }

    @Test
    @DisplayName("R-129, R-150: close on a stream is closeStream")
    void closeOnAStreamEndsTheStreamOnly() {
        assertThat(Client.publishing().call(1, "close", 0)).hasSize(2).startsWith(new PublishEnded(1));
    }

    @Test
    @DisplayName("R-142: publish of false, null or nothing ends publishing")
    void publishWithoutANameEnds() {
        for (Object[] none : new Object[][] {{false}, {new AmfNull()}, {new AmfUndefined()}, {}}) {
            assertThat(Client.publishing().call(1, "publish", 0, none))
                    .hasSize(2)
                    .startsWith(new PublishEnded(1));
            assertThat(client.call(1, "publish", 0, none)).isEmpty();
        }
    }

    @Test
    @DisplayName("R-155: media is taken from an accepted publisher only, the rest is ignored and counted")
    void takesMediaOfPublishersOnly() {
        var audio = new Audio(Bytes.of(0xAF, 1, 2));
        var video = new Video(Bytes.of(0x17, 1, 0, 0, 0));
        assertThat(new Client().send(1, audio)).containsExactly(new MediaIgnored(1));
        assertThat(client.send(1, video)).containsExactly(new MediaIgnored(1));
        client.call(1, "publish", 0, "cam");
        assertThat(client.send(1, video)).containsExactly(new MediaIgnored(1));
        client.session.acceptPublish(1);
        assertThat(client.send(1, 0xFFFF_FFFF, audio))
                .containsExactly(new MediaReceived(1, -1, MediaType.AUDIO, audio.body()));
        assertThat(client.send(1, 40, video)).containsExactly(new MediaReceived(1, 40, MediaType.VIDEO, video.body()));
        assertThat(client.send(2, 40, video)).containsExactly(new MediaIgnored(2));
        assertThat(client.send(0, 40, video)).containsExactly(new MediaIgnored(0));
        assertThat(Client.playing().send(1, video)).containsExactly(new MediaIgnored(1));
    }

    @Test
    @DisplayName("ER-064: an empty audio message is silence, and passed on")
    void passesSilenceOn() {
        assertThat(Client.publishing().send(1, 80, new Audio(Bytes.EMPTY)))
                .containsExactly(new MediaReceived(1, 80, MediaType.AUDIO, Bytes.EMPTY));
    }

    @Test
    @DisplayName("ER-176: codecs need no announcement, and what nobody knows is passed on as it is")
    void takesCodecsThatWereNotAnnounced() {
        var publisher = Client.publishing();
        for (String body : new String[] {"91 68766331 000000", "90 78787878", "ff", "9f", "95 0f"}) {
            assertThat(publisher.send(1, 0, new Video(Bytes.hex(body))))
                    .containsExactly(new MediaReceived(1, 0, MediaType.VIDEO, Bytes.hex(body)));
        }
    }
}
