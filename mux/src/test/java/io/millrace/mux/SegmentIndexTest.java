package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.mux.Fmp4Output.Fragment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SegmentIndexTest {
    private static final int MAX_ENTRIES = 2048;
    private static final int TIMESCALE = 44_100;

    /** What a player reads of an entry. */
    private record Entry(long bytes, long ticks, boolean keyFrame) {}

    @ParameterizedTest
    @CsvSource({"1, 1", "2048, 2048", "2049, 1025", "4096, 2048", "4097, 1025", "5000, 1250", "10000, 1250"})
    void longFileHasEverySecondOrFourthEntry(int fragments, int expected) {
        var index = new SegmentIndex(TIMESCALE);
        long bytes = 0;
        for (int i = 0; i < fragments; i++) {
            index.add(fragment(1000L * i, true, 1 + i % 7));
            bytes += 1 + i % 7;
        }
        List<Entry> entries = read(index.complete());
        assertThat(entries).hasSize(expected).hasSizeLessThanOrEqualTo(MAX_ENTRIES);
        assertThat(entries).allMatch(Entry::keyFrame);
        assertThat(entries.stream().mapToLong(Entry::bytes).sum()).isEqualTo(bytes);
        assertThat(entries.stream().mapToLong(Entry::ticks).sum()).isEqualTo((long) TIMESCALE * fragments);
    }

    @Test
    void entryBeginsWithAKeyFrameHoweverManyThereAre() {
        var index = new SegmentIndex(TIMESCALE);
        for (int i = 0; i < 3 * 5000; i++) {
            index.add(fragment(1000L * i, i % 3 == 0, 10));
        }
        List<Entry> entries = read(index.complete());
        assertThat(entries).hasSizeBetween(MAX_ENTRIES / 2, MAX_ENTRIES).allMatch(Entry::keyFrame);
        assertThat(entries)
                .allSatisfy(entry -> assertThat(entry.ticks() % (3 * TIMESCALE)).isZero());
    }

    @Test
    void takesTheSameRoomHoweverLongTheFileIs() {
        var index = new SegmentIndex(TIMESCALE);
        assertThat(index.complete()).isEqualTo(SegmentIndex.room());
        for (int i = 0; i < 2500; i++) {
            index.add(fragment(1000L * i, true, 10));
            if (i % 100 == 0 || i > 2040 && i < 2060) {
                assertThat(index.complete().length())
                        .isEqualTo(SegmentIndex.room().length());
            }
        }
    }

    @Test
    void entriesTogetherAreAsLongAsTheFile() {
        var index = new SegmentIndex(TIMESCALE);
        for (int i = 0; i < 1000; i++) {
            index.add(fragment(1023L * i, true, 10)); // a number of ticks that is not whole
        }
        assertThat(read(index.complete()).stream().mapToLong(Entry::ticks).sum())
                .isEqualTo(Math.round((999 * 1.023 + 1) * TIMESCALE));
    }

    @Test
    void fileWithAGapThatIsTooLongForItHasNone() {
        var index = new SegmentIndex(TIMESCALE);
        index.add(fragment(0, true, 10));
        index.add(fragment(0x1_0000_0000L * 1000 / TIMESCALE + 1, true, 10));
        assertThat(index.complete()).isEqualTo(SegmentIndex.room());
    }

    private static Fragment fragment(long startMillis, boolean keyFrame, int bytes) {
        return new Fragment(Bytes.wrap(new byte[bytes]), startMillis, 1000, keyFrame);
    }

    /** By ISO/IEC 14496-12 §8.16.3, and what is behind it up to the end of the room. */
    private static List<Entry> read(Bytes index) {
        ByteReader in = index.reader();
        long length = in.u32();
        assertThat(in.bytes(4).toUtf8()).isEqualTo("sidx");
        assertThat(in.i32()).isEqualTo(1 << 24);
        assertThat(in.u32()).isEqualTo(1);
        assertThat(in.u32()).isEqualTo(TIMESCALE);
        in.skip(8);
        long room = in.i64();
        assertThat(length + room).isEqualTo(index.length());
        in.skip(2);
        int count = in.u16();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(new Entry(in.u32(), in.u32(), in.u32() == 0x9000_0000L));
        }
        assertThat(index.length() - in.remaining()).isEqualTo(length);
        return entries;
    }
}
