package io.millrace.rtmp.handshake;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Who made a handshake packet; each kind signs with a public, well-known key. */
enum Endpoint {
    CLIENT("Genuine Adobe Flash Player 001"),
    SERVER("Genuine Adobe Flash Media Server 001");

    private static final byte[] TAIL =
            HexFormat.of().parseHex("f0eec24a8068bee82e00d0d1029e7e576eec5d2d29806fab93b8e636cfeb31ae");

    private final String name;

    Endpoint(String name) {
        this.name = name;
    }

    /** Signs the digest in C1 and S1: the name alone. */
    byte[] digestKey() {
        return name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Signs C2 and S2: the name and a tail that all share. */
    byte[] signatureKey() {
        byte[] start = digestKey();
        byte[] key = new byte[start.length + TAIL.length];
        System.arraycopy(start, 0, key, 0, start.length);
        System.arraycopy(TAIL, 0, key, start.length, TAIL.length);
        return key;
    }
}
