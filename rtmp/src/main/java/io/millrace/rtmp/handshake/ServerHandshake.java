package io.millrace.rtmp.handshake;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The server's side of the handshake: C0 C1 C2 in, S0 S1 S2 out [RTMP12 §5.2]. Incremental and without I/O; after it
 * comes {@code io.millrace.rtmp.chunk.ChunkReader}.
 *
 * <p>Answers in kind: a C1 with a digest gets a digest in the same layout, any other a plain echo [R-008, IP-02]. C2 is
 * awaited and never verified [R-005, IP-01]. Where RTMPE is accepted and asked for, what follows goes through {@link
 * #ciphers}.
 *
 * <pre>
 *   C0 --version--> C1 --1536 bytes, all answers go out--> C2 --1536 bytes--> DONE
 * </pre>
 *
 * For one thread.
 */
public final class ServerHandshake {
    private static final int FIRST_PRINTABLE = 32;
    private static final int TLS_HANDSHAKE = 0x16;
    private static final int TLS_MAJOR_VERSION = 3;

    /** What S1 claims next to a digest; players look for a signature from 3 in the first byte on [IP-02]. */
    private static final int DIGEST_VERSION = 0x03_05_01_01;

    private static final List<String> HTTP_METHODS =
            List.of("GET ", "POST ", "HEAD ", "PUT ", "OPTIONS ", "DELETE ", "PATCH ", "CONNECT ", "TRACE ", "PRI ");
    private static final int LONGEST_METHOD = 8;

    private enum State {
        C0,
        C1,
        C2,
        DONE
    }

    private final RandomGenerator random;
    private final int epochMillis;
    private final boolean acceptsRtmpe;
    private final IncomingPacket packet = new IncomingPacket();

    private State state = State.C0;
    private int clientVersion;
    private @Nullable RtmpeCiphers ciphers;
    private Bytes swfKey = Bytes.EMPTY;

    /**
     * @param random need not be secure: nothing depends on it but that packets differ
     * @param epochMillis the server's time, any value: when this connection was accepted, sent in S1
     */
    public ServerHandshake(RandomGenerator random, int epochMillis) {
        this(random, epochMillis, false);
    }

    /**
     * One that may answer with RTMPE to those who ask for it.
     *
     * @param acceptsRtmpe if false, who asks for RTMPE is offered plain RTMP [IP-04]; if true, {@code random} should be secure
     */
    public ServerHandshake(RandomGenerator random, int epochMillis, boolean acceptsRtmpe) {
        this.random = random;
        this.epochMillis = epochMillis;
        this.acceptsRtmpe = acceptsRtmpe;
    }

    /**
     * Consumes what belongs to the handshake and leaves the rest, which are chunks, in {@code in}.
     *
     * @param nowMillis the server's time on the same clock, sent in S2 as the time C1 was read
     * @return what to send now, S0 S1 S2 once C1 is there; otherwise empty
     * @throws ProtocolException of CONNECTION scope if the peer does not speak RTMP
     */
    public Bytes read(ByteBuffer in, int nowMillis) {
        Bytes answer = Bytes.EMPTY;
        if (state == State.C0 && in.hasRemaining()) {
            readVersion(in);
        }
        if (state == State.C1) {
            refuseTls(in);
            if (packet.fill(in)) {
                answer = answerTo(packet.bytes(), nowMillis);
                state = State.C2;
            }
        }
        if (state == State.C2 && packet.fill(in)) {
            state = State.DONE;
        }
        return answer;
    }

    /** Whether C2 is there, so that messages may be sent. */
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

    private void readVersion(ByteBuffer in) {
        int version = in.get(in.position()) & 0xFF;
        if (version >= FIRST_PRINTABLE) {
            throw new ProtocolException(CONNECTION, notRtmp(in));
        }
        in.get();
        clientVersion = version;
        state = State.C1;
    }

    private void refuseTls(ByteBuffer in) {
        boolean first = in.hasRemaining() && packet.isEmpty();
        if (first && clientVersion == TLS_HANDSHAKE && in.get(in.position()) == TLS_MAJOR_VERSION) {
            throw new ProtocolException(CONNECTION, "this is TLS, as for rtmps:// (expected: RTMP version 3)");
        }
    }

    /** S0 S1 S2. S0 is 3 where no version was asked for that there is: the client may go on with it or leave. */
    private Bytes answerTo(byte[] c1, int nowMillis) {
        DigestLayout layout = Packets.version(c1) == 0 ? null : Digest.find(c1, Endpoint.CLIENT);
        RtmpVersion asked = RtmpVersion.of(clientVersion);
        RtmpVersion version = asked == null || !acceptsRtmpe ? RtmpVersion.PLAIN : asked;
        byte[] s1 = Packets.hello(epochMillis, layout == null ? 0 : DIGEST_VERSION, random);
        byte[] s2;
        if (version.isEncrypted()) {
            s2 = exchangeKeys(version, c1, layout, s1);
        } else if (layout == null) {
            s2 = Packets.echo(c1, nowMillis);
        } else {
            Digest.sign(s1, layout, Endpoint.SERVER);
            s2 = Packets.signature(Endpoint.SERVER, Digest.of(c1, layout), random);
        }
        swfKey = layout == null ? Bytes.EMPTY : Packets.swfKey(s1);
        return new ByteWriter(1 + 2 * Packets.SIZE)
                .u8(version.number)
                .bytes(s1)
                .bytes(s2)
                .toBytes();
    }

    /** Completes S1, in the one layout that all clients look for [IP-03], and makes S2. */
    private byte[] exchangeKeys(RtmpVersion version, byte[] c1, @Nullable DigestLayout layout, byte[] s1) {
        if (layout == null) {
            throw new ProtocolException(CONNECTION, "RTMPE was asked for without a digest in C1");
        }
        byte[] clientKey = Packets.publicKey(c1, layout);
        var exchange = KeyExchange.with(clientKey, random);
        Packets.putPublicKey(s1, DigestLayout.DIGEST_FIRST, exchange.publicKey());
        Digest.sign(s1, DigestLayout.DIGEST_FIRST, Endpoint.SERVER);
        ciphers = exchange.ciphers(clientKey);
        byte[] clientDigest = Digest.of(c1, layout);
        byte[] s2 = Packets.signature(Endpoint.SERVER, clientDigest, random);
        version.encryptSignature(s2, Endpoint.SERVER, clientDigest);
        return s2;
    }

    private static String notRtmp(ByteBuffer in) {
        byte[] start = new byte[Math.min(in.remaining(), LONGEST_METHOD)];
        in.get(in.position(), start);
        String text = new String(start, StandardCharsets.US_ASCII);
        for (String method : HTTP_METHODS) {
            if (text.startsWith(method)) {
                return "this is an HTTP request: " + method.strip() + " (expected: RTMP version 3)";
            }
        }
        return String.format("first byte 0x%02x is not an RTMP version (expected: 3)", start[0]);
    }
}
