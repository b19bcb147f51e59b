package io.millrace.client.file;

import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where bytes go, whose failures name it. For one thread at a time; its calls block. */
interface Output extends AutoCloseable {
    /** Hands all of it to the operating system. */
    void append(List<Bytes> pieces) throws IOException;

    /** Bytes so far. */
    long length();

    /** Empty if it is a pipe. */
    Optional<Path> path();

    @Override
    void close() throws IOException;
}
