package io.millrace.rtmp.handshake;

/**
 * The stream cipher of RTMPE. It hides nothing from anybody who wants to know: the keys can be computed by whoever sees the
 * handshake and is in the middle, and the cipher is broken. For one thread.
 */
public final class Rc4 {
    private static final int SIZE = 256;

    private final int[] state = new int[SIZE]; // of ints: a third quicker than of bytes
    private int x;
    private int y;

    /** @param key 1 to 256 bytes */
    Rc4(byte[] key) {
        for (int i = 0; i < SIZE; i++) {
            state[i] = i;
        }
        for (int i = 0, j = 0; i < SIZE; i++) {
            j = (j + state[i] + key[i % key.length]) & 0xFF;
            int swapped = state[i];
            state[i] = state[j];
            state[j] = swapped;
        }
    }

    /** Encrypts, or decrypts, the next bytes of the stream where they are. */
    public void apply(byte[] bytes, int from, int to) {
        int[] s = state;
        int i = x;
        int j = y;
        for (int at = from; at < to; at++) {
            i = (i + 1) & 0xFF;
            int a = s[i];
            j = (j + a) & 0xFF;
            int b = s[j];
            s[i] = b;
            s[j] = a;
            bytes[at] ^= (byte) s[(a + b) & 0xFF];
        }
        x = i;
        y = j;
    }
}
