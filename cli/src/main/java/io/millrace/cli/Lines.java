package io.millrace.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.function.Consumer;

/** Many lines of results, as fast as they come. For one thread at a time. */
final class Lines implements Consumer<String> {
    private final Writer out;
    private final boolean live;
    private final Runnable failed;

    /**
     * To standard output.
     *
     * @param live whether somebody may wait for each line
     * @param failed done when a line cannot be written, which fails
     */
    Lines(OutputStream out, boolean live, Runnable failed) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, UTF_8), 1 << 16);
        this.live = live;
        this.failed = failed;
    }

    @Override
    public void accept(String line) {
        try {
            out.write(line);
            out.write('\n');
            if (live) {
                out.flush();
            }
        } catch (IOException e) {
            failed.run();
            throw new UncheckedIOException(e);
        }
    }

    void flush() throws IOException {
        out.flush();
    }
}
