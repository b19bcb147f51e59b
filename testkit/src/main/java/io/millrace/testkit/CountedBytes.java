package io.millrace.testkit;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Counts what goes through the streams of one peer. */
final class CountedBytes {
    private long received;
    private long sent;

    long received() {
        return received;
    }

    long sent() {
        return sent;
    }

    InputStream counting(InputStream from) {
        return new FilterInputStream(from) {
            @Override
            public int read() throws IOException {
                int value = in.read();
                received += value < 0 ? 0 : 1;
                return value;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                int count = in.read(bytes, offset, length);
                received += Math.max(0, count);
                return count;
            }
        };
    }

    OutputStream counting(OutputStream to) {
        return new FilterOutputStream(to) {
            @Override
            public void write(int value) throws IOException {
                out.write(value);
                sent++;
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
                sent += length;
            }
        };
    }
}
