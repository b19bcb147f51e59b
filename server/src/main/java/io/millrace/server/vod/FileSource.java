package io.millrace.server.vod;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.server.application.FilesInUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicBoolean;

/** A file that is open for reading. Any thread may read it; an interrupt of one that reads closes it for all. */
final class FileSource implements ByteSource {
    private final FileChannel channel;
    private final Path file;
    private final FilesInUse inUse;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param file its real path, in use until this is closed */
    FileSource(Path file, FilesInUse inUse) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
        this.file = file;
        this.inUse = inUse;
        inUse.enter(file);
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public Bytes read(long position, int length) throws IOException {
        int there = (int) Math.max(0, Math.min(length, channel.size() - position));
        byte[] bytes = new byte[there];
        ByteBuffer target = ByteBuffer.wrap(bytes);
        while (target.hasRemaining() && channel.read(target, position + target.position()) >= 0) {
            // A read may give less than there is.
        }
        return Bytes.wrap(bytes, 0, target.position());
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            inUse.leave(file);
        }
        channel.close();
    }
}
