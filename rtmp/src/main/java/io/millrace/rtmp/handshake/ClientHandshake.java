package io.millrace.rtmp.handshake;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of the handshake: C0 C1 out, S0 S1 in, C2 out, S2 in [RTMP12 §5.2]. Incremental and without I/O. S2
 * is awaited and never verified.
 *
 * <pre>
 *   START --C0 C1 go out--> S0 --version--> S1 --1536 bytes, C2 goes out--> S2 --1536 bytes--> DONE
 * </pre>
 *
 * For one thread.
 */
public final class ClientHandshake {
    /** What C1 claims next to a digest: a Flash Player 9.0.124.2, as other encoders do [IP-01]. */
    private static final int DIGEST_VERSION = 0x09_00_7C_02;

    /** The same next to a key for RTMPE, as other clients do. */
    private static final int RTMPE_VERSION = 0x80_00_03_02;

    /** Letters of another protocol that are shown. */
    private static final int MAX_WORDS = 40;

    private enum State {
        START,
        S0,
        S1,
        S2,
        DONE
    }

    private final RandomGenerator random;
    private final int epochMillis;
    private final @Nullable DigestLayout layout;
    private final @Nullable KeyExchange exchange;
    private final RtmpVersion asked;
    private final IncomingPacket packet = new IncomingPacket();

    private State state = State.START;
    private RtmpVersion version = RtmpVersion.PLAIN; // the server's
    private @Nullable RtmpeCiphers ciphers;
    private Bytes swfKey = Bytes.EMPTY;

    /** With a digest in C1 if {@code layout} is given. */
    ClientHandshake(RandomGenerator random, int epochMillis, RtmpVersion asked, @Nullable DigestLayout layout) {
        this.random = random;
        this.epochMillis = epochMillis;
        this.asked = asked;
        this.layout = layout;
        this.exchange = asked.isEncrypted() ? KeyExchange.random(random) : null;
    }

    /**
     * The handshake of the specification, which every server answers.
     *
     * @param random need not be secure
     * @param epochMillis the client's time, any value: when this connection was opened, sent in C1
     */
    public static ClientHandshake simple(RandomGenerator random, int epochMillis) {
        return new ClientHandshake(random, epochMillis, RtmpVersion.PLAIN, null);
    }

    /** With digests, for servers that want them; goes on without if the server's answer has none [R-008, IP-03]. */
    public static ClientHandshake digest(RandomGenerator random, int epochMillis) {
        return new ClientHandshake(random, epochMillis, RtmpVersion.PLAIN, DigestLayout.DIGEST_FIRST);
    }

    /**
     * With RTMPE, or not at all: who asked for it is not to go on in clear without knowing [IP-04].
     *
     * @param random should be secure
     */
    public static ClientHandshake rtmpe(RandomGenerator random, int epochMillis) {
        return new ClientHandshake(random, epochMillis, RtmpVersion.RTMPE, DigestLayout.KEY_FIRST);
    }

    /** C0 and C1, to be sent first and once. */
    public Bytes start() {
        if (state != State.START) {
            throw new IllegalStateException("the handshake has started");
        }
        byte[] c1 = Packets.hello(epochMillis, claim(), random);
        if (layout != null) {
            if (exchange != null) {
                Packets.putPublicKey(c1, layout, exchange.publicKey());
            }
            Digest.sign(c1, layout, Endpoint.CLIENT);
        }
        state = State.S0;
        return new ByteWriter(1 + Packets.SIZE).u8(asked.number).bytes(c1).toBytes();
    }

    /**
     * Consumes what belongs to the handshake and leaves the rest, which are chunks, in {@code in}.
     *
     * @param nowMillis the client's time on the same clock, sent in C2 as the time S1 was read
     * @return what to send now, C2 once S1 is there; otherwise empty
     * @throws ProtocolException of CONNECTION scope if the server answers with another version than 3
     */
    public Bytes read(ByteBuffer in, int nowMillis) {
        if (state == State.START) {
            throw new IllegalStateException("read() before start()");
        }
        Bytes answer = Bytes.EMPTY;
        if (state == State.S0 && in.hasRemaining()) {
            readVersion(in);
        }
        if (state == State.S1 && packet.fill(in)) {
            answer = answerTo(packet.bytes(), nowMillis);
            state = State.S2;
        }
        if (state == State.S2 && packet.fill(in)) {
            state = State.DONE;
        }
        return answer;
    }

    /** Whether S2 is there, so that messages may be sent. */
    public boolean done() {
        return state == State.DONE;
    }

    /** What both directions go through from here on, if that is RTMPE; null if not. */
    public @Nullable RtmpeCiphers ciphers() {
        return ciphers;
    }

    /** What SWF verification is keyed with: the last 32 bytes of S1; empty before there is one, and without a digest. */
    public Bytes swfKey() {
        return swfKey;
    }

    private int claim() {
        if (layout == null) {
            return 0;
        }
        return asked.isEncrypted() ? RTMPE_VERSION : DIGEST_VERSION;
    }

    private void readVersion(ByteBuffer in) {
        String words = words(in);
        if (!words.isEmpty()) {
            throw new ProtocolException(
                    CONNECTION, "this is no RTMP server: it says '" + words + "' (expected: RTMP version 3)");
        }
        int number = in.get() & 0xFF;
        RtmpVersion answered = RtmpVersion.of(number);
        if (answered == null || answered.isEncrypted() != asked.isEncrypted()) {
            throw new ProtocolException(
                    CONNECTION,
                    "server answered RTMP version " + number + " (expected: " + asked.number + ")"
                            + (asked.isEncrypted() ? "; it has no RTMPE" : ""));
        }
        version = answered;
        state = State.S1;
    }

    /** What a server of another protocol says in ASCII, as HTTP does, up to the end of the line; versions are no letters. */
    private static String words(ByteBuffer in) {
        var words = new StringBuilder();
        for (int at = in.position(); at < in.limit() && words.length() < MAX_WORDS; at++) {
            byte letter = in.get(at);
            if (letter < ' ' || letter > '~') {
                break;
            }
            words.append((char) letter);
        }
        return words.toString();
    }

    /** C2: a signature if both sides gave a digest, in whatever layout the server chose. */
    private Bytes answerTo(byte[] s1, int nowMillis) {
        DigestLayout answered = layout == null || Packets.version(s1) == 0 ? null : Digest.find(s1, Endpoint.SERVER);
        swfKey = answered == null ? Bytes.EMPTY : Packets.swfKey(s1);
        if (exchange != null) {
            return Bytes.wrap(exchangeKeys(exchange, s1, answered));
        }
        byte[] c2 = answered == null
                ? Packets.echo(s1, nowMillis)
                : Packets.signature(Endpoint.CLIENT, Digest.of(s1, answered), random);
        return Bytes.wrap(c2);
    }

    /** C2 of RTMPE. */
    private byte[] exchangeKeys(KeyExchange own, byte[] s1, @Nullable DigestLayout answered) {
        if (answered == null) {
            throw new ProtocolException(CONNECTION, "server answered RTMPE without a digest in S1");
        }
        ciphers = own.ciphers(Packets.publicKey(s1, answered));
        byte[] serverDigest = Digest.of(s1, answered);
        byte[] c2 = Packets.signature(Endpoint.CLIENT, serverDigest, random);
        version.encryptSignature(c2, Endpoint.CLIENT, serverDigest);
        return c2;
    }
}
