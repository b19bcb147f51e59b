package io.millrace.mux;

import io.millrace.bytes.ByteWriter;
import java.util.function.Consumer;

/** Writes boxes [ISO/IEC 14496-12 §4.2]: a size that is known when all in them is written, a type, the content. */
final class BoxWriter {
    private BoxWriter() {}

    static void box(ByteWriter out, String type, Consumer<ByteWriter> content) {
        int start = out.length();
        out.u32(0).utf8(type);
        content.accept(out);
        out.patchU32(start, out.length() - start);
    }

    /**
     * A box that begins with its version and flags.
     *
     * @param flags 24 bits
     */
    static void fullBox(ByteWriter out, String type, int version, int flags, Consumer<ByteWriter> content) {
        box(out, type, box -> content.accept(box.u8(version).u24(flags)));
    }

    static void zeros(ByteWriter out, int count) {
        out.bytes(new byte[count]);
    }
}
