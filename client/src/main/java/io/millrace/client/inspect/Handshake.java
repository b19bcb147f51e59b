package io.millrace.client.inspect;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.handshake.HandshakeSignatures;
import org.jspecify.annotations.Nullable;

/**
 * The handshake of one direction: C0 C1 C2 or S0 S1 S2. For one thread.
 *
 * <pre>
 *   VERSION --1 byte--> HELLO --1536 bytes--> ANSWER --1536 bytes--> DONE
 *      \--what is no RTMP at all--> FOREIGN
 * </pre>
 */
final class Handshake {
    static final int PACKET_BYTES = HandshakeSignatures.PACKET_BYTES;

    /** The versions of RTMPE: what follows its handshake is encrypted. */
    private static final int FIRST_ENCRYPTED = 6;

    private static final int LAST_ENCRYPTED = 9;

    private static final int FIRST_PRINTABLE = 32;
    private static final int TLS_HANDSHAKE = 0x16;

    enum State {
        VERSION,
        HELLO,
        ANSWER,
        DONE,
        FOREIGN
    }

    /** Takes each packet when it is complete. */
    interface Listener {
        void version(int version);

        void hello(Bytes packet);

        void answer(Bytes packet);
    }

    private final Listener listener;
    private State state = State.VERSION;
    private int version = -1;
    private byte[] packet = new byte[PACKET_BYTES];
    private int received;
    private @Nullable Bytes hello;

    Handshake(Listener listener) {
        this.listener = listener;
    }

    State state() {
        return state;
    }

    int version() {
        return version;
    }

    /** C1 or S1; null before it is complete. */
    @Nullable
    Bytes hello() {
        return hello;
    }

    boolean isEncrypted() {
        return version >= FIRST_ENCRYPTED && version <= LAST_ENCRYPTED && version != FIRST_ENCRYPTED + 1;
    }

    /** Bytes of the packet that is not complete. */
    int partial() {
        return received;
    }

    /** Leaves in {@code in} what is not of the handshake. */
    void read(ByteReader in) {
        if (state == State.VERSION && in.hasRemaining()) {
            int first = in.peekU8();
            if (first >= FIRST_PRINTABLE || first == TLS_HANDSHAKE) {
                state = State.FOREIGN;
                return;
            }
            version = in.u8();
            state = State.HELLO;
            listener.version(version);
        }
        if (state == State.HELLO && fill(in)) {
            hello = Bytes.wrap(packet);
            packet = new byte[PACKET_BYTES];
            state = State.ANSWER;
            listener.hello(hello);
        }
        if (state == State.ANSWER && fill(in)) {
            state = State.DONE;
            listener.answer(Bytes.wrap(packet));
        }
    }

    /** What a stream that begins with this byte is instead of RTMP. */
    static String foreign(int first) {
        return first == TLS_HANDSHAKE
                ? "TLS, as for rtmps://"
                : first >= FIRST_PRINTABLE && first < 127 ? "text, as of HTTP" : "no RTMP";
    }

    private boolean fill(ByteReader in) {
        Bytes piece = in.bytes(Math.min(in.remaining(), PACKET_BYTES - received));
        piece.copyTo(packet, received);
        received += piece.length();
        if (received < PACKET_BYTES) {
            return false;
        }
        received = 0;
        return true;
    }
}
