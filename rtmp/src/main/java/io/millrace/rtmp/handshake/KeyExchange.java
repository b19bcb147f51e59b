package io.millrace.rtmp.handshake;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;

import io.millrace.rtmp.ProtocolException;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * One side's share of RTMPE's Diffie-Hellman exchange, and the ciphers that come of both: group 2 of RFC 2409 §6.2,
 * generator 2, keys and secret of 128 bytes with leading zeros.
 */
final class KeyExchange {
    static final int KEY_BYTES = 128;

    private static final BigInteger PRIME = new BigInteger(
            "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
                    + "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A637ED6B0BFF5CB6F406B7ED"
                    + "EE386BFB5A899FA5AE9F24117C4B1FE649286651ECE65381FFFFFFFFFFFFFFFF",
            16);

    /** Twice the strength of the group: a longer one costs time on both sides and gains nothing. */
    private static final int EXPONENT_BITS = 256;

    private static final int CIPHER_KEY_BYTES = 16;

    private final BigInteger exponent;
    private final byte[] publicKey;

    private KeyExchange(BigInteger exponent) {
        this.exponent = exponent;
        this.publicKey = fixed(BigInteger.TWO.modPow(exponent, PRIME));
    }

    /** One whose public key begins with a byte other than 0: there are peers that leave leading zeros out. */
    static KeyExchange random(RandomGenerator random) {
        byte[] exponent = new byte[EXPONENT_BITS / 8];
        while (true) {
            random.nextBytes(exponent);
            var exchange = new KeyExchange(new BigInteger(1, exponent));
            if (exchange.publicKey[0] != 0) {
                return exchange;
            }
        }
    }

    /**
     * One whose secret with that peer does not begin with 0 either.
     *
     * @throws ProtocolException of CONNECTION scope if the peer's key is none
     */
    static KeyExchange with(byte[] peerKey, RandomGenerator random) {
        while (true) {
            var exchange = random(random);
            if (exchange.secret(peerKey)[0] != 0) {
                return exchange;
            }
        }
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * The ciphers for what comes after C2 and S2; the key stream of those two is passed over.
     *
     * @throws ProtocolException of CONNECTION scope if the peer's key is none
     */
    RtmpeCiphers ciphers(byte[] peerKey) {
        byte[] secret = secret(peerKey);
        return new RtmpeCiphers(cipher(secret, publicKey), cipher(secret, peerKey));
    }

    /** The shared secret. */
    private byte[] secret(byte[] peerKey) {
        BigInteger peer = new BigInteger(1, peerKey);
        if (peer.compareTo(BigInteger.ONE) <= 0 || peer.compareTo(PRIME.subtract(BigInteger.ONE)) >= 0) {
            throw new ProtocolException(CONNECTION, "the RTMPE key of the peer is no key");
        }
        return fixed(peer.modPow(exponent, PRIME));
    }

    /** {@code receiver} is the public key of who decrypts. */
    static Rc4 cipher(byte[] secret, byte[] receiver) {
        var cipher = new Rc4(Arrays.copyOf(Digest.hmac(secret).doFinal(receiver), CIPHER_KEY_BYTES));
        cipher.apply(new byte[Packets.SIZE], 0, Packets.SIZE);
        return cipher;
    }

    private static byte[] fixed(BigInteger value) {
        byte[] bytes = value.toByteArray();
        byte[] fixed = new byte[KEY_BYTES];
        int count = Math.min(bytes.length, KEY_BYTES);
        System.arraycopy(bytes, bytes.length - count, fixed, KEY_BYTES - count, count);
        return fixed;
    }
}
