package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.Close;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.rtmp.session.SessionEvent.Dropped;
import io.millrace.rtmp.session.SessionEvent.PublishEnded;
import io.millrace.rtmp.session.SessionEvent.Send;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionCommandsTest {
    private final Client client = Client.connected(0);

    @ParameterizedTest
    @ValueSource(strings = {"releaseStream", "FCSubscribe", "FCUnsubscribe", "_checkbw", "checkBandwidth"})
    @DisplayName("IP-16, IP-18, IP-53, R-111: answered with null and undefined, or not at all for transaction ID 0")
    void answersAnnouncements(String name) {
        assertThat(client.call(0, name, 2, "cam")).containsExactly(Client.result(2, new AmfUndefined()));
        assertThat(client.call(0, name, 2.5)).containsExactly(Client.result(2.5, new AmfUndefined()));
        assertThat(client.call(0, name, 0, "cam")).isEmpty();
    }

    @Test
    @DisplayName("IP-17: FCPublish and FCUnpublish are answered by a call too, on stream 0 with transaction ID 0")
    void callsBackOnFcPublish() {
        assertThat(client.call(0, "FCPublish", 3, "cam"))
                .containsExactly(
                        Client.result(3, new AmfUndefined()),
                        callback("onFCPublish", StatusCode.PUBLISH_START, "\"cam\""));
        assertThat(client.call(0, "FCUnpublish", 0, "cam"))
                .containsExactly(callback("onFCUnpublish", StatusCode.UNPUBLISH_SUCCESS, "\"cam\""));
    }

    @Test
    @DisplayName("IP-17: that call can be switched off")
    void doesNotCallBackIfSwitchedOff() {
        var quiet = new Client(new SessionSettings(
                2_500_000, 2_500_000, 60_000, 16, 65_536, 100, "FMS/3,5,7,7009", 31, 0, false, true));
        quiet.connect("live");
        quiet.session.acceptConnect();
        assertThat(quiet.call(0, "FCPublish", 3, "cam")).containsExactly(Client.result(3, new AmfUndefined()));
        assertThat(quiet.call(0, "FCUnpublish", 0, "cam")).isEmpty();
    }

    @Test
    @DisplayName("R-127: streams count from 1, and a free number is given again")
    void createsStreams() {
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 1));
        assertThat(client.call(0, "createStream", 2)).containsExactly(Client.result(2, 2));
        assertThat(client.call(0, "deleteStream", 0, 1)).isEqualTo(Client.deleted(1));
        assertThat(client.call(0, "createStream", 4)).containsExactly(Client.result(4, 1));
    }

    @Test
    @DisplayName("R-113: createStream is answered even with transaction ID 0")
    void createsStreamsForTransactionIdZero() {
        assertThat(client.call(0, "createStream", 0)).containsExactly(Client.result(0, 1));
    }

    @Test
    @DisplayName("R-127: the number of streams of a connection is limited")
    void limitsStreams() {
        int most = SessionSettings.DEFAULT.maxStreams();
        for (int i = 1; i <= most; i++) {
            assertThat(client.call(0, "createStream", i)).containsExactly(Client.result(i, i));
        }
        String description = "already 16 streams (expected: <= 16)";
        assertThat(client.call(0, "createStream", 99))
                .containsExactly(Client.error(99, StatusCode.CALL_FAILED, description));
        assertThat(client.call(0, "createStream", 0)).containsExactly(new Dropped(DropCause.UNEXPECTED, description));
        client.call(0, "deleteStream", 0, 5);
        assertThat(client.call(0, "createStream", 99)).containsExactly(Client.result(99, 5));
    }

    @Test
    @DisplayName("R-128, IP-44: deleteStream by number, name, nothing, or on the stream itself; never answered")
    void deletesStreams() {
        assertThat(Client.publishing().call(0, "deleteStream", 5, 1)).isEqualTo(Client.deleted(1, new PublishEnded(1)));
        assertThat(Client.publishing().call(0, "deleteStream", 0, "cam"))
                .isEqualTo(Client.deleted(1, new PublishEnded(1)));
        assertThat(Client.publishing().call(0, "deleteStream", 5)).isEqualTo(Client.deleted(1, new PublishEnded(1)));
        assertThat(Client.publishing().call(1, "deleteStream", 0)).isEqualTo(Client.deleted(1, new PublishEnded(1)));
        assertThat(Client.publishing().call(1, "deleteStream", 0, 1)).isEqualTo(Client.deleted(1, new PublishEnded(1)));
        assertThat(Client.connected(1).call(0, "deleteStream", 0, 1)).isEqualTo(Client.deleted(1));
    }

    @Test
    @DisplayName("R-128: deleteStream of what there is not is ignored")
    void ignoresDeletionOfUnknownStreams() {
        var two = Client.connected(2);
        for (Object streamId : new Object[] {0, 3, -1, 1e300, Double.NaN, "cam"}) {
            assertThat(two.call(0, "deleteStream", 3, streamId))
                    .hasOnlyElementsOfType(Dropped.class)
                    .hasSize(1);
        }
        assertThat(two.call(0, "createStream", 4)).containsExactly(Client.result(4, 3));
    }

    @Test
    @DisplayName("R-113: a status from a client is ignored")
    void ignoresStatus() {
        assertThat(client.call(0, "onStatus", 99)).containsExactly(new Dropped(DropCause.UNEXPECTED, "onStatus"));
    }

    @Test
    @DisplayName("R-129: close ends what goes on, then the connection")
    void closes() {
        var publisher = Client.publishing();
        assertThat(publisher.call(0, "close", 0))
                .containsExactly(new PublishEnded(1), new Close("closed by the client", false));
        assertThat(publisher.call(0, "createStream", 2)).isEmpty();
    }

    @Test
    @DisplayName("R-130: the server can tell the connection something, on stream 0")
    void tellsTheConnection() {
        assertThat(client.session.status(0, new Status(StatusCode.CONNECT_RECONNECT_REQUEST, "moving")))
                .containsExactly(Client.status(0, StatusCode.CONNECT_RECONNECT_REQUEST, "moving"));
    }

    private static Send callback(String name, StatusCode code, String description) {
        return new Send(Command.of(name, 0, new Status(code, description).information()), 0);
    }
}
