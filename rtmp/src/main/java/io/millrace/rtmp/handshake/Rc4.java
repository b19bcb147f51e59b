package io.millrace.rtmp.handshake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The stream cipher of RTMPE. It hides nothing from anybody who wants to know: the keys can be computed by whoever sees the
 * handshake and is in the middle, and the cipher is broken. For one thread.
 */
public final class Rc4 {
    private static final int SIZE = 256;
    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] state = new int[SIZE]; // of ints: a third quicker than of bytes
    private int x = 1; // of the next byte
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
        int eights = Math.min(to, from + (-x & 7));
        int rest = eights + ((to - eights) & -8);
        applySingly(bytes, from, eights);
        applyByEights(bytes, eights, rest);
        applySingly(bytes, rest, to);
    }

    private void applySingly(byte[] bytes, int from, int to) {
        int[] s = state;
        int i = x;
        int j = y;
        for (int at = from; at < to; at++) {
            int a = s[i];
            j = (j + a) & 0xFF;
            int b = s[j];
            s[j] = a;
            s[i] = b;
            bytes[at] ^= (byte) s[(a + b) & 0xFF];
            i = (i + 1) & 0xFF;
        }
        x = i;
        y = j;
    }

    /** The same a third quicker, when {@code x} and the number of bytes are multiples of eight: written out, one load and store. */
    private void applyByEights(byte[] bytes, int from, int to) {
        int[] s = state;
        int i = x;
        int j = y;
        for (int at = from; at < to; at += Long.BYTES) {
            int a = s[i];
            j = (j + a) & 0xFF;
            int b = s[j];
            s[j] = a;
            s[i] = b;
            long key = s[(a + b) & 0xFF];
            a = s[i + 1];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 1] = b;
            key |= (long) s[(a + b) & 0xFF] << 8;
            a = s[i + 2];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 2] = b;
            key |= (long) s[(a + b) & 0xFF] << 16;
            a = s[i + 3];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 3] = b;
            key |= (long) s[(a + b) & 0xFF] << 24;
            a = s[i + 4];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 4] = b;
            key |= (long) s[(a + b) & 0xFF] << 32;
            a = s[i + 5];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 5] = b;
            key |= (long) s[(a + b) & 0xFF] << 40;
            a = s[i + 6];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 6] = b;
            key |= (long) s[(a + b) & 0xFF] << 48;
            a = s[i + 7];
            j = (j + a) & 0xFF;
            b = s[j];
            s[j] = a;
            s[i + 7] = b;
            key |= (long) s[(a + b) & 0xFF] << 56;
            i = (i + 8) & 0xF8;
            EIGHT_BYTES.set(bytes, at, (long) EIGHT_BYTES.get(bytes, at) ^ key);
        }
        x = i;
        y = j;
    }
}
