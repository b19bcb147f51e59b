package io.millrace.server.record;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file that is recorded into, written in large pieces. Nothing of it changes before the first write: what was recorded
 * under its name earlier is not lost to a publisher that sends nothing. For one thread at a time; its calls block.
 */
final class OutputFile {
    private static final int BUFFER_BYTES = 256 * 1024;

    /** One for each thread of the recorder, for the turn of one recording after the other. */
    private static final ThreadLocal<ByteBuffer> BUFFER =
            ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER_BYTES));

    private final Path path;
    private final boolean existed;
    private final RecordCounters counters;
    private FileChannel channel;
    private long position; // of the next flush
    private boolean used;

    private OutputFile(Path path, boolean existed, FileChannel channel, RecordCounters counters) {
        this.path = path;
        this.existed = existed;
        this.channel = channel;
        this.counters = counters;
    }

    /** Opens the file, or makes it. */
    static OutputFile open(Path path, RecordCounters counters) throws IOException {
        try {
            return create(path, counters);
        } catch (FileAlreadyExistsException e) {
            return new OutputFile(path, true, FileChannel.open(path, READ, WRITE), counters);
        }
    }

    /** Makes the file. */
    static OutputFile create(Path path, RecordCounters counters) throws IOException {
        return new OutputFile(path, false, channel(path), counters);
    }

    private static FileChannel channel(Path path) throws IOException {
        return FileChannel.open(path, READ, WRITE, CREATE_NEW);
    }

    Path path() {
        return path;
    }

    /** Whether somebody has removed it, or its directory: what is written then is lost. */
    boolean isRemoved() {
        return Files.notExists(path);
    }

    /** As the disk has it. */
    long size() throws IOException {
        return channel.size();
    }

    /** All before that has been handed to the operating system. */
    long flushedBytes() {
        return position;
    }

    /** Where the next bytes go. */
    long length() {
        return position + BUFFER.get().position();
    }

    /** A new file of that name, if there is something in it: whoever plays the old one has it to its end. */
    void replace() throws IOException {
        if (channel.size() > 0) {
            channel.close();
            Files.delete(path);
            channel = channel(path);
        }
    }

    /** Goes on from there; what is behind is cut off. */
    void goOnAt(long length) throws IOException {
        channel.truncate(length);
        position = length;
    }

    /** Before the first {@link #put} of a turn: what one that failed has left is for no file. */
    static void beginTurn() {
        BUFFER.get().clear();
    }

    /** To be {@link #flush}ed in the same turn. */
    void put(Bytes bytes) throws IOException {
        ByteBuffer buffer = BUFFER.get();
        for (int from = 0; from < bytes.length(); ) {
            if (!buffer.hasRemaining()) {
                flush();
            }
            int count = Math.min(buffer.remaining(), bytes.length() - from);
            bytes.copyTo(buffer, from, count);
            from += count;
        }
    }

    /** Hands all that was put to the operating system. */
    void flush() throws IOException {
        ByteBuffer buffer = BUFFER.get();
        position = write(position, buffer.flip());
        buffer.clear();
    }

    /** At once, over what is there. */
    void overwrite(long from, Bytes bytes) throws IOException {
        write(from, bytes.asByteBuffer());
    }

    private long write(long from, ByteBuffer bytes) throws IOException {
        long at = from;
        while (bytes.hasRemaining()) {
            used = true;
            int count = channel.write(bytes, at);
            at += count;
            counters.bytes.add(count);
        }
        return at;
    }

    /** One that was made for nothing is removed. */
    void close() throws IOException {
        channel.close();
        if (!used && !existed) {
            Files.deleteIfExists(path);
        }
    }

    /** All of it, as far as it has been flushed. */
    ByteSource source() {
        return new ByteSource() {
            @Override
            public long size() throws IOException {
                return channel.size();
            }

            @Override
            public Bytes read(long from, int length) throws IOException {
                ByteBuffer buffer = ByteBuffer.allocate(Math.clamp(channel.size() - from, 0, length));
                while (buffer.hasRemaining()) {
                    if (channel.read(buffer, from + buffer.position()) < 0) {
                        break;
                    }
                }
                return Bytes.wrap(buffer.array(), 0, buffer.position());
            }
        };
    }
}
