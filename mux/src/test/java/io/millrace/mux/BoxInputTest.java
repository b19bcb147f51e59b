package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** How much of a file is read: where that is slow, this is what it costs. */
class BoxInputTest {
    private static final int PAGE = 4096;

    @Test
    void headerOfALargeBoxIsAllThatIsReadOfIt() throws IOException {
        var source = new Counted(new LargeBoxes(1 << 20, 500));
        var in = new BoxInput(source, source.size());
        int[] boxes = new int[1];
        in.forEachIn(all(source), box -> boxes[0]++);
        assertThat(boxes[0]).isEqualTo(500);
        assertThat(source.reads).isEqualTo(500);
        assertThat(source.bytes).isLessThanOrEqualTo(500 * PAGE);
    }

    @Test
    void smallBoxesAreReadTogether() throws IOException {
        var source = new Counted(new LargeBoxes(16, 64 * 1024));
        new BoxInput(source, source.size()).forEachIn(all(source), box -> {});
        assertThat(source.reads).isLessThan(30);
        assertThat(source.bytes).isLessThan(source.size() * 11 / 10);
    }

    @Test
    void whatWasReadIsNotReadAgain() throws IOException {
        var out = new ByteWriter();
        for (int i = 0; i < 100; i++) {
            out.u32(i);
        }
        var source = new Counted(ByteSource.of(out.toBytes()));
        var in = new BoxInput(source, source.size());
        assertThat(in.i32()).isZero();
        in.seek(200);
        assertThat(in.i32()).isEqualTo(50);
        in.seek(4);
        assertThat(in.i32()).isEqualTo(1);
        BoxInput inside = in.of(new Box("some", 32, 40, 48));
        assertThat(inside.i32()).isEqualTo(10);
        assertThat(inside.i32()).isEqualTo(11);
        assertThat(inside.position()).isEqualTo(48);
        assertThat(in.i32()).isEqualTo(2);
        assertThat(source.reads).isEqualTo(1);
    }

    private static Box all(ByteSource source) throws IOException {
        return new Box("file", 0, 0, source.size());
    }

    private static final class Counted implements ByteSource {
        private final ByteSource source;
        private int reads;
        private long bytes;

        Counted(ByteSource source) {
            this.source = source;
        }

        @Override
        public long size() throws IOException {
            return source.size();
        }

        @Override
        public Bytes read(long position, int length) throws IOException {
            Bytes read = source.read(position, length);
            reads++;
            bytes += read.length();
            return read;
        }
    }

    /** A file of boxes of one length. */
    private record LargeBoxes(int length, int count) implements ByteSource {
        @Override
        public long size() {
            return (long) length * count;
        }

        @Override
        public Bytes read(long position, int wanted) {
            byte[] header =
                    new ByteWriter().u32(length).bytes(Bytes.utf8("free")).toByteArray();
            byte[] read = new byte[(int) Math.min(wanted, size() - position)];
            for (int i = 0; i < read.length; i++) {
                int inBox = (int) ((position + i) % length);
                read[i] = inBox < header.length ? header[inBox] : 0;
            }
            return Bytes.wrap(read);
        }
    }
}
