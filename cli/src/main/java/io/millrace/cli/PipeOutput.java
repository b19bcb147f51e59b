package io.millrace.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that tells a reader who has gone from a disk that is full, and keeps the failure for those who write through
 * a stream that hides it. Any thread may use it.
 */
final class PipeOutput extends FilterOutputStream {
    private volatile @Nullable IOException failure;

    PipeOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int oneByte) throws IOException {
        write(new byte[] {(byte) oneByte}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            if ("Broken pipe".equals(e.getMessage())) {
                throw new OutputClosedException();
            }
            failure = e;
            throw e;
        }
    }

    /** Why something was lost that somebody still waits for; null if nothing was. */
    @Nullable
    IOException failure() {
        return failure;
    }
}
