package io.millrace.rtmp.handshake;

import io.millrace.bytes.Bytes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What the digests in a handshake between others show, for those who only watch it. Any thread may call. */
public final class HandshakeSignatures {
    /** Length of C1, S1, C2 and S2. */
    public static final int PACKET_BYTES = Packets.SIZE;

    private HandshakeSignatures() {}

    /**
     * Where C1 or S1 has a valid digest: {@code digest first} or {@code key first}; null if it has none.
     *
     * @param hello C1 if {@code client}, else S1: 1536 bytes
     */
    public static @Nullable String digestLayout(Bytes hello, boolean client) {
        return switch (Digest.find(hello.toByteArray(), client ? Endpoint.CLIENT : Endpoint.SERVER)) {
            case DIGEST_FIRST -> "digest first";
            case KEY_FIRST -> "key first";
            case null -> null;
        };
    }

    /**
     * Whether the last bytes of C2 or S2 sign the digest of the packet that it answers.
     *
     * @param answer C2 if {@code client}, else S2: 1536 bytes
     * @param hello the S1 or C1 that it answers
     */
    public static boolean isSigned(Bytes answer, boolean client, Bytes hello) {
        byte[] answered = hello.toByteArray();
        DigestLayout layout = Digest.find(answered, client ? Endpoint.SERVER : Endpoint.CLIENT);
        if (layout == null) {
            return false;
        }
        byte[] signed = answer.toByteArray();
        Digest.signAnswer(signed, client ? Endpoint.CLIENT : Endpoint.SERVER, Digest.of(answered, layout));
        return Arrays.equals(signed, answer.toByteArray());
    }
}
