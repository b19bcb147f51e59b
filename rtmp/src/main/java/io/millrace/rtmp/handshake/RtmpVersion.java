package io.millrace.rtmp.handshake;

import org.jspecify.annotations.Nullable;

/** The first byte of each direction: what follows the handshake in clear, or through RTMPE and how its packets are signed. */
enum RtmpVersion {
    PLAIN(3, null),
    RTMPE(6, null),
    RTMPE_XTEA(8, SignatureCipher.XTEA),
    RTMPE_BLOWFISH(9, SignatureCipher.BLOWFISH);

    final int number;
    private final @Nullable SignatureCipher signatures;

    RtmpVersion(int number, @Nullable SignatureCipher signatures) {
        this.number = number;
        this.signatures = signatures;
    }

    /** Null for a number that is none of these. */
    static @Nullable RtmpVersion of(int number) {
        for (RtmpVersion version : values()) {
            if (version.number == number) {
                return version;
            }
        }
        return null;
    }

    boolean isEncrypted() {
        return this != PLAIN;
    }

    /** Finishes a C2 or S2 that {@code sender} has signed as an answer to {@code peerDigest}. */
    void encryptSignature(byte[] packet, Endpoint sender, byte[] peerDigest) {
        if (signatures != null) {
            signatures.apply(packet, Digest.signatureKey(sender, peerDigest));
        }
    }
}
