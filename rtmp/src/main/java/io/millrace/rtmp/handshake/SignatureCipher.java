package io.millrace.rtmp.handshake;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/**
 * What RTMPE of types 8 and 9 does to the signatures in C2 and S2: each block of 8 bytes is encrypted, with one of 15 public
 * keys that the signature's own key chooses. Words are little endian in both.
 */
enum SignatureCipher {
    /** Type 8. */
    XTEA("b234f0bf1f08d91195b7dfcc32e78d74"
            + "b65e6a080e094317b85af06ee2395afe"
            + "6f95107b2105ce763aa78823a1490144"
            + "17f343a9b21bf1ebeea591a63963f317"
            + "0ae0307a2ce229b5a5ae87a0ac79cbc0"
            + "230ccebdffdeeb2f16aefa1c9d232311"
            + "7b3fdd552ee6e77799c4b89be41e48c9"
            + "b4b67b403691e87155bfaea739b833ca"
            + "c3bdf6fc97363cb625f8e47cb259d904"
            + "fd91e0284c4c954100dbb77ff866a0e3"
            + "765b8457031b254fcd5bd446290dc3a2"
            + "f8eecc0a46b555da523447033b716358"
            + "dc7520b8ee1f5fa7e86842d8cc442aa7"
            + "9e6ecf07257b6da16caea79f29562fd9"
            + "e4eab1fee13c8c8ca764004e2a7c386a") {
        @Override
        void encrypt(ByteBuffer block, byte[] key) {
            int[] words = new int[4];
            ByteBuffer.wrap(key).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().get(words);
            int left = block.getInt(0);
            int right = block.getInt(4);
            int sum = 0;
            for (int round = 0; round < 32; round++) {
                left += (((right << 4) ^ (right >>> 5)) + right) ^ (sum + words[sum & 3]);
                sum += 0x9E3779B9;
                right += (((left << 4) ^ (left >>> 5)) + left) ^ (sum + words[(sum >>> 11) & 3]);
            }
            block.putInt(0, left).putInt(4, right);
        }
    },
    /** Type 9. */
    BLOWFISH("7934774c67d1383adfb356be8b7bd02438e07358415d6967"
            + "46f6b4cc0193e3a19e7d3c655586fd098ff7b3c46f41ca5c"
            + "1ae7e2f3f9147994c0d39743087bb384432f9d843f21019b"
            + "d3e354b0f71df62b5a434d0483643e0d592f61cbb16a590d"
            + "c8c1e9b8165699217b5b36b7b59bdf06492c97f59548857e"
            + "ebe5e62ea4bad42cf216e08f6623a94341ce381484950053"
            + "66db90f03b4ff56fe49c2089355ed2b2c39e9f7f63b22881"
            + "bb20aced2a046a1994989bc8ffcd93efc60d56a7eb13d930"
            + "bcf2438209408a8725436de6bba4b944583f217c99bb3f24"
            + "ec1aaacdcebd5311d2fb83b6c3baab4f6279e865a9922876"
            + "c60c300391182d7b79dae1d564779a12c5b1d7914f964ca3"
            + "d77c2abfa6e7857c45adff1294d8dea45c3d79a444025d22"
            + "16190d816a4cc7f8b8f94ecd2c9e9084b2082560e11eae18"
            + "e97c58261b519e49826061fca0a01bcdf505d6a66d0788a3"
            + "2b97118bd94ed9df20e39c10e6a1352111f9130d0b2465b2") {
        @Override
        void encrypt(ByteBuffer block, byte[] key) throws GeneralSecurityException {
            Cipher cipher = Cipher.getInstance("Blowfish/ECB/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "Blowfish"));
            var words = ByteBuffer.allocate(BLOCK).putInt(block.getInt(0)).putInt(block.getInt(4)); // big endian there
            var encrypted = ByteBuffer.wrap(cipher.doFinal(words.array()));
            block.putInt(0, encrypted.getInt()).putInt(4, encrypted.getInt());
        }
    };

    private static final int BLOCK = 8;
    private static final int KEYS = 15;

    private final String keys; // in hexadecimal, one after the other

    SignatureCipher(String keys) {
        this.keys = keys;
    }

    /** Encrypts a block of 8 bytes, little endian, where it is. */
    abstract void encrypt(ByteBuffer block, byte[] key) throws GeneralSecurityException;

    /**
     * Encrypts the signature at the end of a C2 or S2.
     *
     * @param signatureKey what the signature was made with
     */
    void apply(byte[] packet, byte[] signatureKey) {
        try {
            for (int at = 0; at < Digest.SIZE; at += BLOCK) {
                var block = ByteBuffer.wrap(packet, Packets.SIZE - Digest.SIZE + at, BLOCK)
                        .slice()
                        .order(ByteOrder.LITTLE_ENDIAN);
                encrypt(block, key((signatureKey[at] & 0xFF) % KEYS));
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + this, e);
        }
    }

    private byte[] key(int index) {
        int digits = keys.length() / KEYS;
        return HexFormat.of().parseHex(keys, index * digits, (index + 1) * digits);
    }
}
