package io.millrace.mux;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFileException.Cause;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Reads boxes and their fields, from any position of a file or from one box of it, a block at a time, each larger than the one before it. What is not there
 * is a {@link MediaFileException}; nothing is allocated for a length before it is known to be there. For one thread.
 */
final class BoxInput {
    /** Behind a jump no more is read than a header, or the table of a fragment, mostly has. */
    private static final int FIRST_BLOCK = 4 * 1024;

    /** As much of a long table as is read at once. */
    private static final int LARGEST_BLOCK = 64 * 1024;

    /** Decoder configurations have a few hundred bytes. */
    private static final int MAX_CONTENT = 1024 * 1024;

    private final ByteSource source;
    private final long limit;
    private Bytes block = Bytes.EMPTY; // what was read last
    private ByteReader reader = block.reader(); // of the rest of it
    private long blockEnd;
    private int nextBlock = FIRST_BLOCK;

    /** Reads all of {@code source}, whose size is {@code fileSize}. */
    BoxInput(ByteSource source, long fileSize) {
        this(source, 0, fileSize);
    }

    private BoxInput(ByteSource source, long position, long limit) {
        this.source = source;
        this.limit = limit;
        blockEnd = position;
    }

    /** Reads what is in {@code box} alone; its table, while this input reads another one. */
    BoxInput of(Box box) {
        var input = new BoxInput(source, box.content(), box.end());
        long skipped = box.content() - blockStart();
        if (skipped >= 0 && skipped < block.length()) {
            int count = (int) Math.min(block.length() - skipped, box.end() - box.content());
            input.take(block.slice((int) skipped, count), box.content() + count);
        }
        return input;
    }

    /** What is done with each box in a box. */
    interface Visitor {
        void visit(Box box) throws IOException;
    }

    /** Hands on the boxes in {@code parent} in their order; the visitor may leave the position anywhere. */
    void forEachIn(Box parent, Visitor visitor) throws IOException {
        long at = parent.content();
        while (parent.end() - at >= Box.HEADER) { // QuickTime ends some of its lists with four zero bytes
            seek(at);
            Box box = box(parent.end());
            if (box.end() > parent.end()) {
                throw damaged("box '%s' at %d ends at %d (expected: at most %d, the end of '%s')"
                        .formatted(box.type(), at, box.end(), parent.end(), parent.type()));
            }
            visitor.visit(box);
            at = box.end();
        }
    }

    /** The first box of a type in {@code parent}. */
    Optional<Box> find(Box parent, String type) throws IOException {
        Box[] found = new Box[1];
        forEachIn(parent, box -> {
            if (found[0] == null && box.type().equals(type)) {
                found[0] = box;
            }
        });
        return Optional.ofNullable(found[0]);
    }

    /** The box whose header is here; its end may lie beyond {@code parentEnd}, which is the end if it does not say one. */
    Box box(long parentEnd) throws IOException {
        long start = position();
        long size = u32();
        String type = fourCharacters();
        if (size == 1) {
            size = i64();
        } else if (size == 0) {
            size = parentEnd - start;
        }
        long content = position();
        if (size < content - start) {
            throw damaged("box '%s' at %d of %d bytes (expected: at least %d, its header)"
                    .formatted(type, start, size, content - start));
        }
        return new Box(type, start, content, size > Long.MAX_VALUE - start ? Long.MAX_VALUE : start + size);
    }

    /** All that is in {@code box}. */
    Bytes content(Box box) throws IOException {
        long length = box.end() - box.content();
        if (length > MAX_CONTENT) {
            throw damaged(
                    "box '%s' at %d of %d bytes (limit: %d)".formatted(box.type(), box.start(), length, MAX_CONTENT));
        }
        seek(box.content());
        return bytes((int) length);
    }

    long position() {
        return blockEnd - reader.remaining();
    }

    private long blockStart() {
        return blockEnd - block.length();
    }

    private void take(Bytes read, long end) {
        block = read;
        reader = read.reader();
        blockEnd = end;
    }

    void seek(long position) {
        if (position >= blockStart() && position <= blockEnd) {
            reader = block.from((int) (position - blockStart())).reader();
        } else {
            take(Bytes.EMPTY, position);
            nextBlock = FIRST_BLOCK;
        }
    }

    void skip(int count) {
        seek(position() + count);
    }

    int u8() throws IOException {
        return need(1).u8();
    }

    int u16() throws IOException {
        return need(2).u16();
    }

    int i32() throws IOException {
        return need(4).i32();
    }

    long u32() throws IOException {
        return need(4).u32();
    }

    long i64() throws IOException {
        return need(8).i64();
    }

    /** A field of 64 bits where the version of the box is not 0, else of 32, unsigned. */
    long u32or64(int version) throws IOException {
        return version == 0 ? u32() : i64();
    }

    /** The version that a full box begins with; the 24 bits of flags after it are skipped. */
    int version() throws IOException {
        return need(4).i32() >>> 24;
    }

    String fourCharacters() throws IOException {
        return new String(bytes(4).toByteArray(), StandardCharsets.ISO_8859_1);
    }

    private Bytes bytes(int count) throws IOException {
        return need(count).bytes(count);
    }

    /** The block, with {@code count} bytes in it. */
    private ByteReader need(int count) throws IOException {
        if (reader.remaining() < count) {
            long at = position();
            Bytes read = count > limit - at
                    ? Bytes.EMPTY
                    : source.read(at, (int) Math.min(Math.max(count, nextBlock), limit - at));
            if (read.length() < count) {
                throw damaged("%d bytes at %d (expected: %d; what they belong to ends at %d)"
                        .formatted(Math.max(0, Math.min(count, limit - at)), at, count, limit));
            }
            take(read, at + read.length());
            nextBlock = Math.min(2 * nextBlock, LARGEST_BLOCK);
        }
        return reader;
    }

    static MediaFileException damaged(String message) {
        return new MediaFileException(Cause.STRUCTURE, message);
    }
}
