package io.millrace.rtmp.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.message.BandwidthLimit;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.session.SessionEvent.Acknowledged;
import io.millrace.rtmp.session.SessionEvent.OutputWindow;
import io.millrace.rtmp.session.SessionEvent.Send;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AcknowledgementsTest {
    private static final int WINDOW = 2_500_000;
    private final Client client = new Client();

    @Test
    @DisplayName("IP-31, R-052: every 2.5 MB are acknowledged, even if nobody asked")
    void acknowledgesWithoutBeingAsked() {
        assertThat(client.session.received(WINDOW - 1)).isEmpty();
        assertThat(client.session.received(WINDOW)).isEqualTo(acknowledgement(WINDOW));
        assertThat(client.session.received(2 * WINDOW - 1)).isEmpty();
        assertThat(client.session.received(2 * WINDOW + 5)).isEqualTo(acknowledgement(2 * WINDOW + 5));
    }

    @Test
    @DisplayName("R-053, IP-30: a smaller window is kept to, with one acknowledgement for each read")
    void keepsToASmallerWindow() {
        assertThat(client.send(0, new WindowAcknowledgementSize(1000))).isEmpty();
        assertThat(client.session.received(999)).isEmpty();
        assertThat(client.session.received(1000)).isEqualTo(acknowledgement(1000));
        assertThat(client.session.received(9000)).isEqualTo(acknowledgement(9000));
        assertThat(client.session.received(9999)).isEmpty();
    }

    @Test
    @DisplayName("R-053: a window of 0 asks for no acknowledgements")
    void sendsNoneForAWindowOfZero() {
        client.send(0, new WindowAcknowledgementSize(0));
        assertThat(client.session.received(100L * WINDOW)).isEmpty();
    }

    @Test
    @DisplayName("IP-31: a window above 2.5 MB does not delay acknowledgements")
    void doesNotWaitForALargeWindow() {
        client.send(0, new WindowAcknowledgementSize(0xFFFF_FFFFL));
        assertThat(client.session.received(WINDOW)).hasSize(1);
    }

    @Test
    @DisplayName("R-052, IP-31: the sequence number is the total modulo 2^32")
    void wraps() {
        long beyond = (1L << 32) + 7;
        assertThat(client.session.received(beyond)).isEqualTo(acknowledgement(7));
        assertThat(client.session.received(beyond + WINDOW)).isEqualTo(acknowledgement(7 + WINDOW));
    }

    @Test
    @DisplayName("R-054: a hard limit is answered with the window, once")
    void answersAHardLimit() {
        assertThat(answers(1_000_000, BandwidthLimit.HARD)).isEqualTo(window(1_000_000));
        assertThat(answers(1_000_000, BandwidthLimit.HARD)).isEmpty();
    }

    @Test
    @DisplayName("R-054: a soft limit lowers the one in force and never raises it")
    void softLimitOnlyLowers() {
        assertThat(answers(3_000_000, BandwidthLimit.SOFT)).isEmpty();
        assertThat(answers(1_000_000, BandwidthLimit.SOFT)).isEqualTo(window(1_000_000));
        assertThat(answers(2_000_000, BandwidthLimit.SOFT)).isEmpty();
    }

    @Test
    @DisplayName("R-054: a dynamic limit counts after a hard one only")
    void dynamicLimitFollowsAHardOne() {
        assertThat(answers(1_000_000, BandwidthLimit.DYNAMIC)).isEmpty();
        bandwidth(WINDOW, BandwidthLimit.HARD);
        assertThat(answers(1_000_000, BandwidthLimit.DYNAMIC)).isEqualTo(window(1_000_000));
        assertThat(answers(1_500_000, BandwidthLimit.DYNAMIC)).isEqualTo(window(1_500_000));
        bandwidth(1_400_000, BandwidthLimit.SOFT);
        assertThat(answers(1_000_000, BandwidthLimit.DYNAMIC)).isEmpty();
    }

    @Test
    @DisplayName("IP-33: a bandwidth of 0 is not answered: a window of 0 would end clients")
    void neverSendsZero() {
        assertThat(answers(0, BandwidthLimit.HARD)).isEmpty();
        assertThat(answers(0, BandwidthLimit.SOFT)).isEmpty();
    }

    @Test
    @DisplayName("R-054: hard, soft and dynamic limits of what may be on the way, with room for the handshake's bytes")
    void limitsOutput() {
        assertThat(windows(6_000_000, BandwidthLimit.DYNAMIC)).isEmpty();
        assertThat(windows(10_000_000, BandwidthLimit.HARD)).containsExactly(outputWindow(10_000_000));
        assertThat(windows(10_000_000, BandwidthLimit.HARD)).containsExactly(outputWindow(10_000_000));
        assertThat(windows(9_000_000, BandwidthLimit.DYNAMIC)).containsExactly(outputWindow(9_000_000));
        assertThat(windows(8_000_000, BandwidthLimit.SOFT)).containsExactly(outputWindow(8_000_000));
        assertThat(windows(9_000_000, BandwidthLimit.SOFT)).containsExactly(outputWindow(8_000_000));
        assertThat(windows(6_000_000, BandwidthLimit.DYNAMIC)).isEmpty();
        assertThat(windows(0, BandwidthLimit.HARD)).isEmpty();
        assertThat(windows(0xFFFF_FFFFL, BandwidthLimit.HARD)).containsExactly(outputWindow(0xFFFF_FFFFL));
    }

    @Test
    @DisplayName("R-054: a client that acknowledges by the window of connect is not waited for in vain")
    void doesNotLimitBelowTwiceTheFirstWindow() {
        assertThat(windows(1, BandwidthLimit.HARD)).containsExactly(outputWindow(2 * WINDOW));
        assertThat(windows(WINDOW, BandwidthLimit.HARD)).containsExactly(outputWindow(2 * WINDOW));
    }

    @Test
    @DisplayName("R-052: the carrier is told what the client acknowledges")
    void handsOnAcknowledgements() {
        assertThat(client.send(0, new Acknowledgement(0xFFFF_FFFFL))).containsExactly(new Acknowledged(0xFFFF_FFFFL));
        assertThat(client.send(0, new Acknowledgement(5))).containsExactly(new Acknowledged(5));
    }

    private List<Send> answers(long bytes, BandwidthLimit limit) {
        return of(Send.class, bandwidth(bytes, limit));
    }

    private List<OutputWindow> windows(long bytes, BandwidthLimit limit) {
        return of(OutputWindow.class, bandwidth(bytes, limit));
    }

    private static <E> List<E> of(Class<E> type, List<SessionEvent> events) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private static OutputWindow outputWindow(long bytes) {
        return new OutputWindow(bytes + 3073);
    }

    private List<SessionEvent> bandwidth(long bytes, BandwidthLimit limit) {
        return client.send(0, new SetPeerBandwidth(bytes, limit));
    }

    private static List<SessionEvent> acknowledgement(long sequenceNumber) {
        return List.of(new Send(new Acknowledgement(sequenceNumber), 0));
    }

    private static List<SessionEvent> window(long bytes) {
        return List.of(new Send(new WindowAcknowledgementSize(bytes), 0));
    }
}
