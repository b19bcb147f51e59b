package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.bytes.Bytes;
import io.millrace.client.RtmpException.Kind;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.session.SessionEvent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SwfVerificationTest {
    private static final SwfFile SWF = SwfFile.of(Bytes.utf8("FWS 1234 a player"));

    @Test
    @DisplayName("R-066: a client that has a SWF file answers with it, each time it is asked")
    void answers() throws Exception {
        var settings = ClientSettings.builder().swf(SWF).build();
        try (var server = PeerServer.friendly();
                var client = RtmpClient.create(settings);
                var connection = client.connect(server.url("live"))) {
            PeerServer.Peer peer = server.peer();
            for (int i = 0; i < 2; i++) {
                peer.perform(peer.session.requestSwfVerification());
                assertThat(peer.await(SessionEvent.SwfAnswered.class).answer()).isEqualTo(SWF.answer(peer.swfKey()));
            }
            assertThat(connection.closed()).isNotDone();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @DisplayName("R-066: a client without a SWF file, or without a key, does not answer and goes on")
    void hasNoAnswer(boolean swf) throws Exception {
        var settings = ClientSettings.builder().digestHandshake(!swf);
        if (swf) {
            settings.swf(SWF);
        }
        List<SessionEvent> seen = new CopyOnWriteArrayList<>();
        try (var server = PeerServer.answering(peer -> event -> {
                    seen.add(event);
                    return peer.accept().apply(event);
                });
                var client = RtmpClient.create(settings.build());
                var connection = client.connect(server.url("live"))) {
            PeerServer.Peer peer = server.peer();
            peer.perform(peer.session.requestSwfVerification());
            peer.perform(peer.session.ping(1));
            peer.await(SessionEvent.PingAnswered.class);
            assertThat(seen).noneMatch(SessionEvent.SwfAnswered.class::isInstance);
            assertThat(connection.closed()).isNotDone();
        }
    }

    @Test
    @DisplayName("R-066, R-124: who is refused after all is told why")
    void refused() throws Exception {
        try (var server = PeerServer.answering(peer -> event -> switch (event) {
                    case SessionEvent.ConnectRequested requested -> peer.session.acceptConnect();
                    case SessionEvent.PublishRequested requested ->
                        peer.session.end(new Status(StatusCode.CONNECT_REJECTED, "none of the files"));
                    default -> List.of();
                });
                var client = RtmpClient.create()) {
            var refused = catchThrowableOfType(
                    IOException.class,
                    () -> client.publish(server.url("live/cam")).close());
            assertThat(refused).isInstanceOfSatisfying(RtmpException.class, e -> {
                assertThat(e.kind()).isEqualTo(Kind.REFUSED);
                assertThat(e.code()).contains("NetConnection.Connect.Rejected");
                assertThat(e.description()).contains("none of the files");
            });
        }
    }
}
