package io.millrace.client.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A file that is written from its beginning on. What it replaces is there until the first byte comes. */
final class OutputFile implements Output {
    private final Path path;
    private final FileChannel channel;
    private final boolean existed;
    private long length;

    private OutputFile(Path path, FileChannel channel, boolean existed) {
        this.path = path;
        this.channel = channel;
        this.existed = existed;
    }

    /** Opens it, so that what is wrong with the path is told at once. */
    static OutputFile open(Path path, boolean replace) throws IOException {
        boolean existed = Files.exists(path);
        try {
            return new OutputFile(path, FileChannel.open(path, READ, WRITE, replace ? CREATE : CREATE_NEW), existed);
        } catch (FileAlreadyExistsException e) {
            throw new FileAlreadyExistsException(path.toString(), null, "there is a file of that name already");
        } catch (NoSuchFileException e) {
            throw new NoSuchFileException(path.toString(), null, "its directory does not exist");
        } catch (AccessDeniedException e) {
            throw new AccessDeniedException(path.toString(), null, "there is no permission to write it");
        } catch (FileSystemException e) {
            throw new FileSystemException(path.toString(), null, "cannot be written: " + e.getReason());
        }
    }

    @Override
    public void append(List<Bytes> pieces) throws IOException {
        try {
            Uninterrupted.run(() -> write(pieces));
        } catch (IOException e) {
            throw failure(e);
        }
    }

    private void write(List<Bytes> pieces) throws IOException {
        if (length == 0 && existed && Files.isRegularFile(path)) {
            channel.truncate(0);
        }
        ByteBuffer[] buffers = pieces.stream().map(Bytes::asByteBuffer).toArray(ByteBuffer[]::new);
        while (buffers[buffers.length - 1].hasRemaining()) {
            length += channel.write(buffers);
        }
    }

    /** Overwrites the first bytes. */
    void rewriteStart(Bytes start) throws IOException {
        try {
            ByteBuffer buffer = start.asByteBuffer();
            while (buffer.hasRemaining()) {
                channel.write(buffer, buffer.position());
            }
        } catch (IOException e) {
            throw failure(e);
        }
    }

    /** Forgets what is behind the first {@code size} bytes. */
    void truncate(long size) throws IOException {
        channel.truncate(size);
    }

    /** What has been written; not to be closed. */
    ByteSource written() {
        return new FileSource(channel);
    }

    private IOException failure(IOException e) {
        return new IOException(path + " cannot be written: " + e.getMessage(), e);
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Optional<Path> path() {
        return Optional.of(path);
    }

    /** Nothing is left of a file that was made for nothing. */
    @Override
    public void close() throws IOException {
        channel.close();
        if (length == 0 && !existed) {
            Files.deleteIfExists(path);
        }
    }
}
