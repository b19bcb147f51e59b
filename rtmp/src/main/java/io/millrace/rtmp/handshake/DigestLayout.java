package io.millrace.rtmp.handshake;

/**
 * Where C1 and S1 hold their digest and their Diffie-Hellman key. Sources number the two layouts differently,
 * so they have names here [IP-03]. In each, four bytes of the packet are summed up to find the place:
 *
 * <pre>
 *                | time | version | first half, 764 bytes | second half, 764 bytes |
 *   DIGEST_FIRST                  | sum4 ... digest ...   | ... key ... sum4       |
 *   KEY_FIRST                     | ... key ... sum4      | sum4 ... digest ...    |
 * </pre>
 */
enum DigestLayout {
    DIGEST_FIRST(8, 12, 1532, 772),
    KEY_FIRST(772, 776, 768, 8);

    private static final int DIGEST_PLACES = 728;
    private static final int KEY_PLACES = 632;

    private final int digestSum;
    private final int digestBase;
    private final int keySum;
    private final int keyBase;

    DigestLayout(int digestSum, int digestBase, int keySum, int keyBase) {
        this.digestSum = digestSum;
        this.digestBase = digestBase;
        this.keySum = keySum;
        this.keyBase = keyBase;
    }

    /** Index of the 32 bytes of the digest. */
    int digestOffset(byte[] packet) {
        return sum(packet, digestSum) % DIGEST_PLACES + digestBase;
    }

    /** Index of the 128 bytes of the public key that RTMPE exchanges; without it they are random like the rest. */
    int keyOffset(byte[] packet) {
        return sum(packet, keySum) % KEY_PLACES + keyBase;
    }

    private static int sum(byte[] packet, int at) {
        return (packet[at] & 0xFF) + (packet[at + 1] & 0xFF) + (packet[at + 2] & 0xFF) + (packet[at + 3] & 0xFF);
    }
}
