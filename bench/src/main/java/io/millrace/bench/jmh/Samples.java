package io.millrace.bench.jmh;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.Random;

/** Message bodies as encoders send them; the same in every run. */
final class Samples {
    /** Message type ID of video. */
    static final int VIDEO = 9;

    static final int KEY_FRAME_SIZE = 65536;

    private Samples() {}

    /** A legacy AVC key frame of {@link #KEY_FRAME_SIZE} bytes, header included. */
    static Bytes keyFrame() {
        return new ByteWriter(KEY_FRAME_SIZE)
                .bytes(Bytes.hex("17 01 000050"))
                .bytes(random(KEY_FRAME_SIZE - 5))
                .toBytes();
    }

    /** An Enhanced HEVC inter frame of 4 KiB, header included. */
    static Bytes enhancedFrame() {
        return new ByteWriter(4096)
                .bytes(Bytes.hex("A1 68766331 000028"))
                .bytes(random(4096 - 8))
                .toBytes();
    }

    /** An AAC frame of 128 kbit/s at 48 kHz, header included. */
    static Bytes audioFrame() {
        return new ByteWriter(343).bytes(Bytes.hex("AF 01")).bytes(random(341)).toBytes();
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }
}
