package io.millrace.rtmp.handshake;

import io.millrace.bytes.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * The 1536 byte packets of the handshake.
 *
 * <pre>
 *   C1, S1   | time:4 | version:4, 0 without digest | random:1528           |
 *   C2, S2   | peer's time:4 | time it was read:4   | peer's random:1528    |    simple
 *   C2, S2   | random:1504                              | signature:32      |    digest
 * </pre>
 */
final class Packets {
    static final int SIZE = 1536;

    private static final int VERSION_AT = 4;

    private Packets() {}

    /** C1 or S1 without a digest yet. */
    static byte[] hello(int time, int version, RandomGenerator random) {
        byte[] packet = new byte[SIZE];
        random.nextBytes(packet);
        ByteBuffer.wrap(packet).putInt(time).putInt(version);
        return packet;
    }

    /** C2 or S2 of the simple handshake. */
    static byte[] echo(byte[] hello, int timeRead) {
        byte[] packet = hello.clone();
        ByteBuffer.wrap(packet).putInt(VERSION_AT, timeRead);
        return packet;
    }

    /** C2 or S2 of the digest handshake. */
    static byte[] signature(Endpoint sender, byte[] peerDigest, RandomGenerator random) {
        byte[] packet = new byte[SIZE];
        random.nextBytes(packet);
        Digest.signAnswer(packet, sender, peerDigest);
        return packet;
    }

    /** The public key that stands in C1 or S1, if one was put there. */
    static byte[] publicKey(byte[] hello, DigestLayout layout) {
        int at = layout.keyOffset(hello);
        return Arrays.copyOfRange(hello, at, at + KeyExchange.KEY_BYTES);
    }

    /** Before the digest is made, which covers it. */
    static void putPublicKey(byte[] hello, DigestLayout layout, byte[] key) {
        System.arraycopy(key, 0, hello, layout.keyOffset(hello), key.length);
    }

    /** What SWF verification is keyed with. */
    static Bytes swfKey(byte[] s1) {
        return Bytes.wrap(Arrays.copyOfRange(s1, SIZE - Digest.SIZE, SIZE));
    }

    /** The version field of C1 or S1: 0 says that there is no digest. */
    static int version(byte[] hello) {
        return ByteBuffer.wrap(hello).getInt(VERSION_AT);
    }
}
