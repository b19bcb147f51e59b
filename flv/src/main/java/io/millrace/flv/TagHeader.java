package io.millrace.flv;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.util.Optional;

/**
 * The 11 bytes before a tag's body [F-02].
 *
 * @param encrypted whether the body begins with what Annex F says, which we do not know [F-04]
 * @param timestampMillis a signed 32-bit number
 */
record TagHeader(int type, boolean encrypted, int bodyLength, int timestampMillis) {
    private static final int FILTER_FLAG = 0x20;
    private static final int TYPE_MASK = 0x1F;

    static TagHeader read(ByteReader in) {
        int first = in.u8();
        int bodyLength = in.u24();
        int timestampMillis = in.u24() | in.u8() << 24;
        in.skip(3); // StreamID, always 0
        return new TagHeader(first & TYPE_MASK, (first & FILTER_FLAG) != 0, bodyLength, timestampMillis);
    }

    /** Empty if there is no whole header. */
    static Optional<TagHeader> read(ByteSource file, long position) throws IOException {
        Bytes bytes = file.read(position, FlvWriter.TAG_HEADER_LENGTH);
        return bytes.length() < FlvWriter.TAG_HEADER_LENGTH ? Optional.empty() : Optional.of(read(bytes.reader()));
    }

    /** Whether it is of a type that we know: what comes after a tag that is not may be anything. */
    boolean known() {
        return switch (type) {
            case FlvTag.AUDIO, FlvTag.VIDEO, FlvTag.SCRIPT, FlvTag.SCRIPT_AMF3 -> true;
            default -> false;
        };
    }

    /** Length of the tag with the size after it. */
    int tagLength() {
        return FlvWriter.TAG_HEADER_LENGTH + bodyLength + FlvWriter.PREVIOUS_TAG_SIZE_LENGTH;
    }
}
