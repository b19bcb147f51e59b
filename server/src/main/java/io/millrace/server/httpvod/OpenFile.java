package io.millrace.server.httpvod;

import io.millrace.server.application.FilesInUse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file as it is at this moment, open for a client. For one thread at a time; its calls block. */
final class OpenFile implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(OpenFile.class);

    private final Path path;
    private final FilesInUse inUse;
    private final FileChannel channel;
    private final long size;
    private final Instant modified;

    private OpenFile(Path path, FilesInUse inUse, FileChannel channel, BasicFileAttributes attributes)
            throws IOException {
        this.path = path;
        this.inUse = inUse;
        this.channel = channel;
        this.size = channel.size();
        this.modified = attributes.lastModifiedTime().toInstant();
    }

    /**
     * Opens a file.
     *
     * @param path its real path
     */
    static OpenFile open(Path path, FilesInUse inUse) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        try {
            var file = new OpenFile(path, inUse, channel, Files.readAttributes(path, BasicFileAttributes.class));
            inUse.enter(path);
            return file;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    Path path() {
        return path;
    }

    /** When it was opened; one that is being recorded grows. */
    long size() {
        return size;
    }

    /** In whole seconds, as HTTP has it. */
    Instant modified() {
        return modified.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Differs for each version of the file. */
    String entityTag() {
        return '"' + Long.toHexString(size) + "-" + Long.toHexString(modified.toEpochMilli()) + '"';
    }

    /** So many bytes, or as many as are there. */
    ByteBuffer read(long position, int count) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(count);
        while (block.hasRemaining() && channel.read(block, position + block.position()) >= 0) {
            // A read may give less than there is.
        }
        return block.flip();
    }

    @Override
    public void close() {
        inUse.leave(path);
        try {
            channel.close();
        } catch (IOException e) {
            log.debug("{} could not be closed: {}", path, e.toString());
        }
    }
}
