package io.millrace.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Clients of the HTTP tunnel that ask for nothing, or take nothing. */
@Execution(ExecutionMode.CONCURRENT)
final class TunnelTimeLimitsTest {
    private static final int MIB = 1 << 20;
    private static final TransportSettings PATIENT = settings(60);

    /** Longer than a slow machine needs for what the tests do meanwhile. */
    private static final TransportSettings QUICK = settings(3);

    @Test
    void requestThatNeverComesEndsTheSessionWhenLaterOnesDo() throws Exception {
        try (var loopback = loopback(PATIENT)) {
            var peer = new HttpPeer(loopback.connect());
            String id = peer.open();
            peer.ask("/send/" + id + "/1", new byte[1]);
            assertThat(peer.answer().status()).isEqualTo(404);
            assertThat(loopback.accepted().awaitEnd())
                    .isEqualTo(new Recorder.End("request 0 did not come, but later ones", false));
        }
    }

    @Test
    void closeDoesNotWaitForEverForAClientThatAsksNothing() throws Exception {
        try (var loopback = loopback(PATIENT)) {
            new HttpPeer(loopback.connect()).open();
            Recorder session = loopback.accepted();
            session.onLoop(() -> {
                session.send("last words");
                session.connection.close("done");
            });
            assertThat(session.awaitEnd()).isEqualTo(new Recorder.End("done", true));
        }
    }

    @Test
    void silentClientsAreReaped() throws Exception {
        try (var quick = loopback(QUICK)) {
            var silent = new HttpPeer(quick.connect());
            var slow = new HttpPeer(quick.connect());
            String opened = silent.open();
            slow.write("POST /open/1 HT");
            Recorder session = quick.accepted();
            assertThat(session.awaitEnd()).isEqualTo(new Recorder.End("sent no request for 3 s", false));
            assertThat(slow.isClosed()).isTrue();
            assertThat(silent.isClosed()).as(opened).isTrue();
            assertThat(quick.counters().stalled.sum()).isEqualTo(1);
        }
    }

    @Test
    void clientThatDoesNotReadItsAnswerIsCutOff() throws Exception {
        try (var quick = loopback(QUICK)) {
            Bytes much = Bytes.wrap(new byte[32 * MIB]);
            var client = new HttpPeer(quick.connectWithSmallBuffer());
            String id = client.open();
            Recorder session = quick.accepted();
            session.onLoop(() -> session.connection.send(much));
            var requests = new StringBuilder();
            for (int n = 0; n < 500; n++) {
                requests.append(HttpPeer.request("/idle/" + id + "/" + n, 1)).append('0');
            }
            client.write(requests.toString());
            assertThat(session.awaitEnd()).isEqualTo(new Recorder.End("took nothing for 3 s", true));
        }
    }

    private static Loopback loopback(TransportSettings settings) throws IOException {
        return new Loopback(
                EventLoops.start(EventLoops.Kind.AUTO, 1),
                new ListenerSettings(Loopback.ANY_PORT, Set.of(Carrier.RTMPT), null, List.of(), Duration.ofSeconds(60)),
                settings,
                Recorder::new);
    }

    private static TransportSettings settings(int stalledSeconds) {
        return new TransportSettings(
                10, 0, Duration.ofSeconds(stalledSeconds), 64 * 1024, 64 * MIB, Duration.ofSeconds(2));
    }
}
