package io.millrace.rtmp.handshake;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The HMAC-SHA256 arithmetic of the digest handshake: a digest somewhere inside C1 and S1, and a signature at
 * the end of C2 and S2. The keys are public, so this shows which program talks and secures nothing.
 */
final class Digest {
    static final int SIZE = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNED = Packets.SIZE - SIZE;

    private Digest() {}

    /** The layout in which {@code packet} carries a valid digest of {@code sender}; null if in neither. */
    static @Nullable DigestLayout find(byte[] packet, Endpoint sender) {
        for (DigestLayout layout : DigestLayout.values()) {
            if (Arrays.equals(of(packet, layout), compute(packet, layout, sender))) {
                return layout;
            }
        }
        return null;
    }

    /** Puts the digest of {@code sender} into a C1 or S1 that is complete otherwise. */
    static void sign(byte[] packet, DigestLayout layout, Endpoint sender) {
        System.arraycopy(compute(packet, layout, sender), 0, packet, layout.digestOffset(packet), SIZE);
    }

    /** The digest that stands in {@code packet}, valid or not. */
    static byte[] of(byte[] packet, DigestLayout layout) {
        int at = layout.digestOffset(packet);
        return Arrays.copyOfRange(packet, at, at + SIZE);
    }

    /** Puts the signature of {@code sender} at the end of a C2 or S2: it answers the digest of the peer's packet. */
    static void signAnswer(byte[] packet, Endpoint sender, byte[] peerDigest) {
        Mac mac = hmac(signatureKey(sender, peerDigest));
        mac.update(packet, 0, SIGNED);
        System.arraycopy(mac.doFinal(), 0, packet, SIGNED, SIZE);
    }

    /** What {@code sender} signs a C2 or S2 with. */
    static byte[] signatureKey(Endpoint sender, byte[] peerDigest) {
        return hmac(sender.signatureKey()).doFinal(peerDigest);
    }

    private static byte[] compute(byte[] packet, DigestLayout layout, Endpoint sender) {
        int at = layout.digestOffset(packet);
        Mac mac = hmac(sender.digestKey());
        mac.update(packet, 0, at);
        mac.update(packet, at + SIZE, SIGNED - at);
        return mac.doFinal();
    }

    static Mac hmac(byte[] key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
