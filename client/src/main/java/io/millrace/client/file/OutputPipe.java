package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What takes bytes and never gives them back. */
final class OutputPipe implements Output {
    private final OutputStream out;
    private final String name;
    private long length;

    OutputPipe(OutputStream out, String name) {
        this.out = out;
        this.name = name;
    }

    @Override
    public void append(List<Bytes> pieces) throws IOException {
        try {
            for (Bytes piece : pieces) {
                out.write(piece.toByteArray());
                length += piece.length();
            }
            out.flush();
        } catch (IOException e) {
            throw new IOException(name + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public Optional<Path> path() {
        return Optional.empty();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
