package io.millrace.flv;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads FLV, from a whole file in one piece or from a stream in pieces of any size; a piece may end anywhere. It takes
 * what is out there: back-pointers and header flags may be wrong, the last tag may be cut short and is then left out
 * [F-03]. Tags of a type we do not know, and encrypted ones, are skipped and counted [F-04]. For one thread.
 *
 * <pre>
 *   FILE_HEADER --> skip the rest of the header --> TAG_HEADER --> BODY
 *                   and of each tag its size ----->    ^--- skip ---'
 * </pre>
 */
public final class FlvReader {
    static final Bytes SIGNATURE = Bytes.utf8("FLV");

    private State state = State.FILE_HEADER;
    private int wanted = FlvWriter.FILE_HEADER_LENGTH;
    private long toSkip;
    /** The beginning of a field whose end has not come yet; grows with what comes, not with what a size promises. */
    private final ByteWriter pending = new ByteWriter();

    private @Nullable FlvHeader header;
    private int type;
    private int timestampMillis;
    private long skippedTags;

    private enum State {
        FILE_HEADER,
        TAG_HEADER,
        BODY
    }

    /** At the beginning of a file. */
    public FlvReader() {}

    /** The file header, once it has been read. */
    public Optional<FlvHeader> header() {
        return Optional.ofNullable(header);
    }

    /** Tags left out so far: of unknown type, or encrypted. */
    public long skippedTags() {
        return skippedTags;
    }

    /**
     * Reads the next bytes and hands on each tag that they complete. The body of a tag that lies in {@code bytes} whole
     * is a view of them.
     *
     * @throws MalformedTagException if the file does not begin as an FLV file does
     */
    public void read(Bytes bytes, Consumer<FlvTag> tags) {
        ByteReader in = bytes.reader();
        while (skip(in)) {
            Bytes field = take(in, wanted);
            if (field == null) {
                return;
            }
            switch (state) {
                case FILE_HEADER -> readFileHeader(field);
                case TAG_HEADER -> readTagHeader(field.reader());
                case BODY -> {
                    tags.accept(new FlvTag(type, timestampMillis, field));
                    expectTagAfter(FlvWriter.PREVIOUS_TAG_SIZE_LENGTH);
                }
            }
        }
    }

    /** Whether what was read so far ends within a tag. */
    public boolean isWithinTag() {
        return state == State.BODY || pending.length() > 0 || toSkip > FlvWriter.PREVIOUS_TAG_SIZE_LENGTH;
    }

    private void readFileHeader(Bytes field) {
        if (!field.startsWith(SIGNATURE)) {
            throw new MalformedTagException(
                    "FLV file begins with " + field.slice(0, 3).toHex() + " (expected: " + SIGNATURE.toHex() + ")");
        }
        int flags = field.u8(4);
        header = new FlvHeader((flags & FlvWriter.AUDIO_FLAG) != 0, (flags & FlvWriter.VIDEO_FLAG) != 0);
        long dataOffset = field.from(5).reader().u32();
        expectTagAfter(Math.max(0, dataOffset - field.length()) + FlvWriter.PREVIOUS_TAG_SIZE_LENGTH);
    }

    private void readTagHeader(ByteReader in) {
        TagHeader tag = TagHeader.read(in);
        type = tag.type();
        timestampMillis = tag.timestampMillis();
        if (tag.known() && !tag.encrypted()) {
            state = State.BODY;
            wanted = tag.bodyLength();
        } else {
            skippedTags++;
            expectTagAfter((long) tag.bodyLength() + FlvWriter.PREVIOUS_TAG_SIZE_LENGTH);
        }
    }

    private void expectTagAfter(long bytes) {
        toSkip = bytes;
        state = State.TAG_HEADER;
        wanted = FlvWriter.TAG_HEADER_LENGTH;
    }

    /** Whether everything to skip has been skipped. */
    private boolean skip(ByteReader in) {
        int count = (int) Math.min(toSkip, in.remaining());
        in.skip(count);
        toSkip -= count;
        return toSkip == 0;
    }

    /** The next {@code count} bytes, or null if they are not all there yet; what there is of them is kept. */
    private @Nullable Bytes take(ByteReader in, int count) {
        if (pending.length() == 0 && in.remaining() >= count) {
            return in.bytes(count);
        }
        pending.bytes(in.bytes(Math.min(count - pending.length(), in.remaining())));
        if (pending.length() < count) {
            return null;
        }
        Bytes whole = pending.toBytes();
        pending.clear();
        return whole;
    }
}
