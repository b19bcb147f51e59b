package io.millrace.client.file;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file that is open for reading. Any thread may read it. */
final class FileSource implements ByteSource {
    private final FileChannel channel;

    /** @param channel closed by {@link #close} */
    FileSource(FileChannel channel) {
        this.channel = channel;
    }

    @Override
    public long size() throws IOException {
        return channel.size();
    }

    @Override
    public Bytes read(long position, int length) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(Math.clamp(channel.size() - position, 0, length));
        while (target.hasRemaining() && channel.read(target, position + target.position()) >= 0) {
            // A read may give less than there is.
        }
        return Bytes.wrap(target.array(), 0, target.position());
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
