package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How much of a file is looked at to play it: what one look has found is kept, also when the file grows. */
class FlvIndexTest {
    @Test
    @DisplayName("R-152: the index of a file that has grown goes on from where the one before it ended")
    void goesOnWithTheWalkOfTheFileBeforeItGrew() throws IOException {
        TestFile growing = longFile(10);
        FlvIndex before = FlvIndex.read(ByteSource.of(growing.bytes()));
        seek(before, new CountingSource(growing.bytes()), 4500);
        growing.avcHeader(10_000, 201).key(10_000, 3).inter(10_040, 4).key(11_000, 5);

        var grown = new CountingSource(growing.bytes());
        FlvIndex after = FlvIndex.read(grown, before);
        grown.bytesRead = 0;
        FlvFile file = seek(after, grown, 10_500);
        assertThat(grown.bytesRead).isLessThan(growing.bytes().length() / 4);
        assertThat(TestFile.headers(file)).containsExactly("10000:201");
        assertThat(TestFile.rest(file)).containsExactly("10000:3", "10040:4", "11000:5");
        assertThat(TestFile.rest(seek(after, grown, 4500))).startsWith("4000:4");
    }

    @Test
    @DisplayName("R-152: what was known of another file in the same place is forgotten")
    void beginsTheWalkAnewInAnotherFile() throws IOException {
        FlvIndex before = FlvIndex.read(ByteSource.of(longFile(10).bytes()));
        seek(before, new CountingSource(longFile(10).bytes()), 4500);
        var other = new TestFile().avcHeader(0, 101).key(0, 0); // as the other begins
        for (int i = 1; i < 100; i++) {
            other.inter(i * 100L, i).audio(i * 100L, i);
        }
        other.key(10_000, 7).inter(20_000, 8);

        var source = new CountingSource(other.bytes());
        assertThat(TestFile.rest(seek(FlvIndex.read(source, before), source, 9999)))
                .startsWith("0:0");
    }

    @Test
    void doesNotWalkToPlayFromTheBeginning() throws IOException {
        Bytes bytes = longFile(10).bytes();
        var source = new CountingSource(bytes);
        FlvIndex index = FlvIndex.read(source);
        source.bytesRead = 0;

        assertThat(TestFile.headers(seek(index, source, 0))).containsExactly("0:101");
        assertThat(source.bytesRead).isLessThan(bytes.length() / 2);
    }

    @Test
    @DisplayName("R-152: of a file that grows, those who play it one after the other read little more than what is new")
    void noPlayerOfAGrowingFileWalksThroughAllOfIt() throws IOException {
        TestFile growing = longFile(60);
        var source = new CountingSource(growing.bytes());
        FlvIndex index = FlvIndex.read(source);
        seek(index, source, 50_000);
        long walked = source.bytesRead;
        for (int second = 60; second < 63; second++) {
            growing.key(second * 1000L, second).inter(second * 1000L + 40, second);
            source = new CountingSource(growing.bytes());
            index = FlvIndex.read(source, index);
            assertThat(TestFile.headers(seek(index, source, 0))).containsExactly("0:101");
            assertThat(TestFile.rest(seek(index, source, second * 1000L))).startsWith(second * 1000L + ":" + second);
            assertThat(source.bytesRead).isLessThan(walked / 3);
        }
    }

    @Test
    void tellsHowMuchMemoryItTakes() throws IOException {
        Bytes bytes = longFile(10).bytes();
        FlvIndex index = FlvIndex.read(ByteSource.of(bytes));
        long before = index.memoryBytes();
        seek(index, new CountingSource(bytes), 4500);

        assertThat(index.memoryBytes())
                .isGreaterThanOrEqualTo(before + 3 * 10 * 16)
                .isLessThan(10_000);
    }

    /** A key frame each second, and much in between. */
    private static TestFile longFile(int seconds) {
        var file = new TestFile().avcHeader(0, 101);
        for (int second = 0; second < seconds; second++) {
            file.key(second * 1000L, second);
            for (int i = 1; i <= 24; i++) {
                file.tag(FlvTag.VIDEO, second * 1000L + i * 40, Bytes.wrap(frameOfTenKilobytes()));
            }
        }
        return file;
    }

    private static byte[] frameOfTenKilobytes() {
        byte[] frame = new byte[10_000];
        frame[0] = 0x27;
        frame[1] = 1;
        return frame;
    }

    private static FlvFile seek(FlvIndex index, ByteSource source, long millis) throws IOException {
        var file = new FlvFile(index, source);
        file.seek(millis);
        return file;
    }

    /** How much of a file is looked at. */
    private static final class CountingSource implements ByteSource {
        private final ByteSource bytes;
        private long bytesRead;

        CountingSource(Bytes bytes) {
            this.bytes = ByteSource.of(bytes);
        }

        @Override
        public long size() throws IOException {
            return bytes.size();
        }

        @Override
        public Bytes read(long position, int length) throws IOException {
            Bytes read = bytes.read(position, length);
            bytesRead += read.length();
            return read;
        }

        @Override
        public void close() {}
    }
}
