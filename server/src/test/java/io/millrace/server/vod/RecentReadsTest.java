package io.millrace.server.vod;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class RecentReadsTest {
    private static final int PIECE = 64 * 1024;

    private final AtomicInteger reads = new AtomicInteger();
    private final ByteSource file = new ByteSource() {
        private final ByteSource bytes = ByteSource.of(Bytes.wrap(new byte[40 * PIECE]));

        @Override
        public long size() throws IOException {
            return bytes.size();
        }

        @Override
        public Bytes read(long position, int length) throws IOException {
            reads.incrementAndGet();
            return bytes.read(position, length);
        }
    };

    private final RecentReads recent = new RecentReads();

    @Test
    void whoReadsTheSameReadsNoFile() throws IOException {
        Bytes first = recent.over(file).read(PIECE, PIECE);
        assertThat(recent.over(file).read(PIECE, PIECE)).isSameAs(first);
        assertThat(reads).hasValue(1);
    }

    @Test
    void whatIsCutOffByTheEndIsReadAgain() throws IOException {
        var source = recent.over(file);
        assertThat(source.read(39L * PIECE + 1, PIECE).length()).isEqualTo(PIECE - 1);
        source.read(39L * PIECE + 1, PIECE);
        assertThat(reads).hasValue(2);
    }

    @Test
    void keepsNoMoreThanItMay() throws IOException {
        var source = recent.over(file);
        int fits = RecentReads.MAX_BYTES / PIECE;
        for (int i = 0; i <= fits; i++) {
            source.read((long) i * PIECE, PIECE);
        }
        source.read((long) fits * PIECE, PIECE); // the newest is there
        assertThat(reads).hasValue(fits + 1);
        source.read(0, PIECE); // the eldest is not
        assertThat(reads).hasValue(fits + 2);
    }

    @Test
    void keepsNothingWhenNobodyReads() throws IOException {
        var one = recent.over(file);
        var other = recent.over(file);
        one.read(0, PIECE);
        one.close();
        one.close();
        other.read(0, PIECE);
        assertThat(reads).hasValue(1);
        other.close();
        recent.over(file).read(0, PIECE);
        assertThat(reads).hasValue(2);
    }
}
