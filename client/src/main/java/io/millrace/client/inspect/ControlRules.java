package io.millrace.client.inspect;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What can be wrong with control messages: windows, acknowledgements, pings. For one thread. */
final class ControlRules {
    private static final int SMALLEST_USUAL_CHUNK = 128;
    private static final long HANDSHAKE_BYTES = 1 + 2 * Handshake.PACKET_BYTES;
    private static final int MAX_PINGS = 64;

    /** What one side has sent and been told. */
    private static final class Side {
        long sent;
        long windowAsked;
        long acknowledged;
        boolean overdue;
        final Deque<Ping> pings = new ArrayDeque<>();
    }

    private record Ping(long time, long micros) {}

    private final Findings findings;
    private final SessionFacts facts;
    private final Map<Direction, Side> sides = new EnumMap<>(Direction.class);

    ControlRules(SessionFacts facts, Findings findings) {
        this.facts = facts;
        this.findings = findings;
        for (Direction direction : Direction.values()) {
            sides.put(direction, new Side());
        }
    }

    private Side side(Direction direction) {
        return Objects.requireNonNull(sides.get(direction));
    }

    /** So many bytes of that direction have been seen in all, or are known to have been sent. */
    void sent(Direction direction, long total) {
        side(direction).sent = total;
    }

    /**
     * Looks at a control message.
     *
     * @return more that can be said of it, for those who read
     */
    Fields control(WireMessage message, Content.Control control) {
        place(message);
        Fields more = new Fields();
        switch (message.typeId()) {
            case MessageType.SET_CHUNK_SIZE -> chunkSize(message, control.value());
            case MessageType.ACKNOWLEDGEMENT -> acknowledgement(message, control.value(), more);
            case MessageType.WINDOW_ACKNOWLEDGEMENT_SIZE -> window(message, control.value());
            case MessageType.SET_PEER_BANDWIDTH -> bandwidth(control);
            default -> {}
        }
        return more;
    }

    private void place(WireMessage message) {
        if (message.streamId() != 0) {
            findings.warning("R-055", "control message on message stream " + message.streamId() + " (expected: 0)");
        }
        if (message.csid() != 2) {
            findings.note("R-055", "control message on csid " + message.csid() + " (expected: 2)");
        }
    }

    private void chunkSize(WireMessage message, long value) {
        if (value >> 31 != 0) {
            findings.violation("R-050", "chunk size with its top bit set: " + value);
        }
        long size = value & 0x7FFF_FFFF;
        if (size == 0) {
            findings.violation("R-050", "chunk size 0 (expected: >= 1)");
        } else if (size < SMALLEST_USUAL_CHUNK) {
            findings.warning("R-050", "chunk size " + size + " (expected: >= 128)");
        }
        if (message.direction() == Direction.TO_SERVER && facts.isComplete() && !facts.isConnected()) {
            findings.note("IP-10", "chunk size before connect was answered, as OBS sends it");
        }
    }

    private void acknowledgement(WireMessage message, long sequenceNumber, Fields more) {
        Side acknowledged = side(message.direction().opposite());
        long behind = acknowledged.sent - sequenceNumber & 0xFFFF_FFFFL;
        more.put("sent", acknowledged.sent);
        if (!facts.isComplete()) {
            return;
        }
        long ahead = sequenceNumber - acknowledged.sent & 0xFFFF_FFFFL;
        if (ahead > 0 && ahead < 1L << 31) {
            // Those who count from after the handshake are behind, so nobody may be ahead.
            findings.violation("R-052", "acknowledges " + sequenceNumber + " of " + acknowledged.sent + " bytes");
            return;
        }
        more.put("behind", behind);
        long total = acknowledged.sent - behind;
        if (total < acknowledged.acknowledged) {
            findings.warning(
                    "R-052",
                    "acknowledges " + sequenceNumber + " after " + acknowledged.acknowledged
                            + ": the increment and not the total? [IP-31]");
        }
        acknowledged.acknowledged = Math.max(acknowledged.acknowledged, total);
        acknowledged.overdue = false;
    }

    private void window(WireMessage message, long bytes) {
        Side asking = side(message.direction());
        asking.windowAsked = bytes;
        asking.acknowledged = Math.max(asking.acknowledged, asking.sent);
        if (bytes == 0) {
            findings.warning("R-053", "window of 0 bytes; FFmpeg ends the connection at that [IP-33]");
        }
    }

    private void bandwidth(Content.Control control) {
        if (control.value() == 0) {
            findings.warning("R-054", "bandwidth 0; FFmpeg ends the connection at that [IP-33]");
        }
        if (control.limit() > 2) {
            findings.violation("R-054", "limit type " + control.limit() + " (expected: 0 to 2)");
        }
    }

    /** Called after each message: whether its sender waits in vain for an acknowledgement. */
    void checkWindow(Direction direction) {
        Side sender = side(direction);
        long waiting = sender.sent - sender.acknowledged;
        // Twice the window: what is on the way when a window is full counts for nobody.
        long allowed = 2 * sender.windowAsked + HANDSHAKE_BYTES;
        if (sender.windowAsked > 0 && waiting > allowed && !sender.overdue) {
            sender.overdue = true;
            findings.warning(
                    "R-052",
                    waiting + " bytes sent without an acknowledgement (window: " + sender.windowAsked
                            + "); some never send one [IP-30]");
        }
    }

    /** Looks at a user control message; more that can be said of it. */
    Fields userEvent(WireMessage message, Content.UserEvent event) {
        place(message);
        Fields more = new Fields();
        boolean toServer = message.direction() == Direction.TO_SERVER;
        switch (event.type()) {
            case MessageType.PING_REQUEST -> ping(message, event.first());
            case MessageType.PING_RESPONSE -> pong(message, event.first(), more);
            case MessageType.SET_BUFFER_LENGTH -> {
                if (!toServer) {
                    findings.warning("R-063", "a server sends SetBuffer Length");
                }
            }
            case 0, 1, 2, 4, 31, 32 -> {
                if (toServer) {
                    findings.warning("R-060", "a client sends " + MessageType.eventName(event.type()));
                }
            }
            default -> {}
        }
        return more;
    }

    private void ping(WireMessage message, long time) {
        Deque<Ping> pings = side(message.direction()).pings;
        if (pings.size() < MAX_PINGS) {
            pings.add(new Ping(time, message.micros()));
        }
        if (message.direction() == Direction.TO_SERVER) {
            findings.note("R-065", "a client sends PingRequest");
        }
    }

    private void pong(WireMessage message, long time, Fields more) {
        Deque<Ping> pings = side(message.direction().opposite()).pings;
        Ping answered =
                pings.stream().filter(ping -> ping.time() == time).findFirst().orElse(null);
        if (answered == null) {
            if (facts.isComplete()) {
                findings.warning("R-065", "answers a ping of time " + time + " that nobody sent");
            }
            return;
        }
        pings.remove(answered);
        more.put("roundTripMicros", message.micros() - answered.micros());
    }

    /** The session is over. */
    void finish() {
        sides.forEach((direction, side) -> {
            if (!side.pings.isEmpty()) {
                findings.at(direction, side.sent);
                findings.note("R-065", side.pings.size() + " pings were not answered");
            }
        });
    }
}
