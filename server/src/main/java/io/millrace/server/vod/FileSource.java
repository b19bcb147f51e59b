package io.millrace.server.vod;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is open for reading. Any thread may read it; an interrupt of one that reads closes it for all. */
final class FileSource implements ByteSource {
    private final FileChannel channel;

    FileSource(Path file) throws IOException {
        channel = FileChannel.open(file, StandardOpenOption.READ);
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
        channel.close();
    }
}
