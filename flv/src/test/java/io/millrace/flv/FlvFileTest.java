package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlvFileTest {
    /** Key frames at 0, 1000 and 2000 ms with frames in between, its time beginning at {@code base}. */
    private static TestFile threeGroups(long base) {
        var file = new TestFile().avcHeader(0, 101).aacHeader(0, 102);
        for (int group = 0; group < 3; group++) {
            long millis = base + group * 1000L;
            file.key(millis, 10 * group).audio(millis + 20, 10 * group + 1).inter(millis + 500, 10 * group + 2);
        }
        return file;
    }

    @Test
    @DisplayName("F-10, R-152: frames are the tags in their order, after the headers that come first")
    void givesHeadersOnceAndThenTheFrames() throws IOException {
        FlvFile file = threeGroups(0).open();

        assertThat(file.durationMillis()).isEqualTo(2500);
        assertThat(TestFile.headers(file)).containsExactly("0:101", "0:102");
        assertThat(TestFile.rest(file))
                .containsExactly(
                        "0:0", "20:1", "500:2", "1000:10", "1020:11", "1500:12", "2000:20", "2020:21", "2500:22");
        assertThat(file.next()).isNull();
    }

    @Test
    void headersAreNotAmongTheFramesEvenIfNobodyAsksForThem() throws IOException {
        assertThat(TestFile.rest(threeGroups(0).open())).startsWith("0:0", "20:1");
    }

    @ParameterizedTest
    @ValueSource(longs = {80, 5_000_000, Integer.MAX_VALUE - 2500L})
    @DisplayName("F-03: whatever the first timestamp, times count from the beginning of the recording")
    void timesCountFromTheFirstFrame(long base) throws IOException {
        FlvFile file = threeGroups(base).open();

        assertThat(file.durationMillis()).isEqualTo(2500);
        assertThat(file.seek(1999)).isEqualTo(1000);
        assertThat(TestFile.headers(file)).containsExactly("1000:101", "1000:102");
        assertThat(TestFile.rest(file)).startsWith("1000:10", "1020:11").endsWith("2500:22");
    }

    @Test
    @DisplayName("R-152: seek goes to the last key frame at or before, and gives the headers again")
    void seeksToTheLastKeyFrameAtOrBefore() throws IOException {
        FlvFile file = threeGroups(0).open();

        assertThat(file.seek(2000)).isEqualTo(2000);
        assertThat(file.seek(1999)).isEqualTo(1000);
        assertThat(file.seek(-1)).isZero();
        assertThat(file.seek(Long.MIN_VALUE)).isZero();
        assertThat(file.seek(Long.MAX_VALUE)).isEqualTo(2000);
        assertThat(TestFile.headers(file)).containsExactly("2000:101", "2000:102");
        assertThat(TestFile.rest(file)).containsExactly("2000:20", "2020:21", "2500:22");
        assertThat(file.seek(0)).isZero();
        assertThat(TestFile.rest(file)).hasSize(9);
    }

    @Test
    void seeksBeforeTheFirstKeyFrameToTheBeginning() throws IOException {
        FlvFile file = new TestFile().aacHeader(0, 1).audio(0, 2).key(100, 3).open();

        assertThat(file.seek(50)).isZero();
        assertThat(TestFile.rest(file)).containsExactly("0:2", "100:3");
    }

    @Test
    @DisplayName("R-152: without video, seek goes to the last frame at or before")
    void seeksToAnyFrameOfAnAudioRecording() throws IOException {
        var file = new TestFile().aacHeader(0, 101);
        for (int i = 0; i < 500; i++) {
            file.audio(i * 23L, i);
        }
        FlvFile audio = file.open();

        assertThat(audio.seek(23 * 321 + 22)).isEqualTo(23 * 321);
        assertThat(TestFile.headers(audio)).containsExactly("7383:101");
        assertThat(TestFile.rest(audio)).startsWith("7383:" + (321 & 0xFF)).hasSize(500 - 321);
    }

    @Test
    @DisplayName("R-152: after a change of codec, seek gives the headers that are in effect there")
    void findsChangedHeadersByLookingAtAllTags() throws IOException {
        FlvFile file = threeGroups(0)
                .avcHeader(3000, 201)
                .key(3000, 30)
                .inter(3500, 31)
                .key(4000, 40)
                .open();

        file.seek(2000);
        assertThat(TestFile.headers(file)).containsExactly("2000:101", "2000:102");
        file.seek(4000);
        assertThat(TestFile.headers(file)).containsExactly("4000:201", "4000:102");
        file.seek(3000);
        assertThat(TestFile.headers(file)).containsExactly("3000:201", "3000:102");
        assertThat(TestFile.rest(file)).startsWith("3000:30");
    }

    @Test
    void headersInMidStreamAreThoseOfTheNextFrame() throws IOException {
        FlvFile file = new TestFile()
                .avcHeader(0, 101)
                .key(0, 1)
                .avcHeader(40, 102)
                .key(40, 2)
                .open();

        assertThat(file.next()).isNotNull();
        assertThat(TestFile.headers(file)).containsExactly("40:102");
        assertThat(TestFile.rest(file)).containsExactly("40:2");
    }

    @Test
    void changedHeadersComeInTheirPlaceAmongTheFrames() throws IOException {
        FlvFile file = new TestFile()
                .avcHeader(0, 101)
                .key(0, 1)
                .avcHeader(40, 102)
                .key(40, 2)
                .open();

        assertThat(TestFile.rest(file)).containsExactly("0:1", "40:102", "40:2");
    }

    @Test
    @DisplayName("F-09: a key frame index is used when it is right, with the headers it names")
    void usesTheIndexOfTheFile() throws IOException {
        var layout = indexed(TestFile.keyFrames(new double[] {0, 3, 4}, 0, 0, 0), 0);
        FlvFile file = indexed(
                        TestFile.keyFrames(
                                new double[] {0, 3, 4}, layout.firstKey(), layout.changedHeader(), layout.lastKey()),
                        layout.changedHeader())
                .file()
                .open();

        assertThat(file.seek(4000)).isEqualTo(4000);
        assertThat(TestFile.headers(file).subList(1, 3)).containsExactly("4000:201", "4000:102");
        assertThat(file.seek(3999)).isEqualTo(3000);
        assertThat(TestFile.headers(file).subList(1, 3)).containsExactly("3000:201", "3000:102");
        assertThat(TestFile.rest(file)).containsExactly("3000:30", "3500:31", "4000:40");
        // Between the entries there may be more: a long recording has but some in its index.
        assertThat(file.seek(2999)).isEqualTo(2000);
        assertThat(TestFile.headers(file).subList(1, 3)).containsExactly("2000:101", "2000:102");
    }

    private record Layout(TestFile file, long firstKey, long changedHeader, long lastKey) {}

    /** The numbers in metadata have one length, so that what they are does not change where the tags are. */
    private static Layout indexed(io.millrace.amf.AmfValue keyFrames, long headerPosition) {
        var file = new TestFile()
                .metadata(
                        0,
                        AmfProperties.builder()
                                .put("keyframes", keyFrames)
                                .put("headerpositions", TestFile.numbers(headerPosition)))
                .avcHeader(0, 101)
                .aacHeader(0, 102);
        long firstKey = file.position();
        file.key(0, 0).inter(500, 1).key(1000, 10).key(2000, 20);
        long changedHeader = file.position();
        file.avcHeader(3000, 201).key(3000, 30).inter(3500, 31);
        long lastKey = file.position();
        file.key(4000, 40);
        return new Layout(file, firstKey, changedHeader, lastKey);
    }

    @Test
    @DisplayName("F-09: an index that lies is not used")
    void looksAtAllTagsWhenTheIndexLies() throws IOException {
        Layout layout = indexed(TestFile.keyFrames(new double[] {0, 3, 4}, 0, 0, 0), 0);
        long first = layout.firstKey();
        long header = layout.changedHeader();
        long last = layout.lastKey();
        long inter = first + 11 + 6 + 4;
        for (var wrong : List.of(
                TestFile.keyFrames(new double[] {0, 4, 3}, first, header, last),
                TestFile.keyFrames(new double[] {0, 3, 4}, first, last, header),
                TestFile.keyFrames(new double[] {0, 3, 4}, first, header + 1, last - 1),
                TestFile.keyFrames(new double[] {0, 3, 4}, first, inter, inter),
                TestFile.keyFrames(new double[] {0, 1, 2}, first, header, last),
                TestFile.keyFrames(new double[] {0, 3, Double.NaN}, first, header, last),
                TestFile.keyFrames(new double[] {-7, 3, 1e300}, first, header, last),
                TestFile.keyFrames(new double[] {0, 3}, first, header, last),
                new AmfString("none"))) {
            FlvFile file = indexed(wrong, header).file().open();
            assertThat(file.seek(4500)).as("%s", wrong).isEqualTo(4000);
            assertThat(file.seek(2500)).as("%s", wrong).isEqualTo(2000);
            assertThat(file.seek(3500)).as("%s", wrong).isEqualTo(3000);
        }
    }

    @Test
    void usesAsMuchOfTheIndexAsThereIsOfTheFile() throws IOException {
        Layout layout = indexed(TestFile.keyFrames(new double[] {0, 3, 4}, 0, 0, 0), 0);
        Bytes whole = indexed(
                        TestFile.keyFrames(
                                new double[] {0, 3, 4}, layout.firstKey(), layout.changedHeader(), layout.lastKey()),
                        layout.changedHeader())
                .file()
                .bytes();

        FlvFile cut = TestFile.open(whole.slice(0, (int) layout.lastKey() + 5));

        assertThat(cut.durationMillis()).isEqualTo(3500);
        assertThat(cut.seek(4000)).isEqualTo(3000);
    }

    @Test
    @DisplayName("F-08: players get the metadata with its length filled in, without what is about the file only")
    void completesTheMetadata() throws IOException {
        Bytes filler = Amf0.encodeAll(new AmfString(" ".repeat(1000)));
        Bytes recorded = TestFile.metadata(AmfProperties.builder()
                .put("width", 160)
                .put("duration", 0)
                .put("keyframes", TestFile.keyFrames(new double[] {0}, 0)));
        FlvFile file = new TestFile()
                .tag(FlvTag.SCRIPT, 0, Bytes.wrap(concat(recorded, filler)))
                .key(0, 1)
                .key(1500, 2)
                .open();

        assertThat(file.headers())
                .singleElement()
                .satisfies(header -> assertThat(header.body())
                        .isEqualTo(TestFile.metadata(
                                AmfProperties.builder().put("duration", 1.5).put("width", 160))));
    }

    private static byte[] concat(Bytes first, Bytes second) {
        byte[] both = new byte[first.length() + second.length()];
        first.copyTo(both, 0);
        second.copyTo(both, first.length());
        return both;
    }

    @Test
    void leavesMetadataThatHasItAllAsItIs() throws IOException {
        Bytes recorded =
                TestFile.metadata(AmfProperties.builder().put("duration", 1.52).put("width", 160));

        assertThat(new TestFile()
                        .tag(FlvTag.SCRIPT, 0, recorded)
                        .key(0, 1)
                        .key(1500, 2)
                        .open()
                        .headers())
                .singleElement()
                .satisfies(header -> assertThat(header.body()).isEqualTo(recorded));
    }

    @Test
    @DisplayName("F-03: wrong sizes between tags, unknown, encrypted and empty tags do not matter")
    void passesOverWhatCannotBeSent() throws IOException {
        FlvFile file = new TestFile()
                .avcHeader(0, 101)
                .tag(30, 0, Bytes.of(1, 2, 3))
                .key(0, 1)
                .raw(Bytes.hex("29 000001 000000 00 000000 07 0000000C")) // F-04: the filter bit
                .tag(FlvTag.SCRIPT, 0, Bytes.EMPTY)
                .raw(Bytes.hex("09 000006 000028 00 000000 270100000002 DEADBEEF"))
                .tag(FlvTag.VIDEO, 60, Bytes.of(0x97)) // malformed: a ModEx without its size
                .tag(FlvTag.AUDIO, 80, Bytes.EMPTY) // silence
                .open();

        assertThat(TestFile.rest(file)).containsExactly("0:1", "40:2", "80:empty");
    }

    @Test
    @DisplayName("F-03: a file that is cut short anywhere plays up to its last whole tag")
    void playsWhatThereIsOfATruncatedFile() throws IOException {
        Bytes whole = threeGroups(0).bytes();
        List<String> all = TestFile.rest(TestFile.open(whole));
        for (int length = 13; length < whole.length(); length++) {
            FlvFile cut = TestFile.open(whole.slice(0, length));
            int headers = cut.headers().size();
            List<String> frames = TestFile.rest(cut);
            assertThat(frames).isEqualTo(all.subList(0, frames.size()));
            assertThat(headers).isEqualTo(frames.isEmpty() ? headers : 2);
            assertThat(cut.seek(10_000)).isLessThanOrEqualTo(2000);
            long last = frames.isEmpty() ? 0 : Long.parseLong(frames.getLast().split(":")[0]);
            assertThat(cut.durationMillis()).as("of %s bytes", length).isBetween(last - 1000, last);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "46",
                "464C56010500",
                "000000206674797069736F6D",
                "464C560105FFFFFFFF",
                "FFFB9064000000000000"
            })
    @DisplayName("F-01: what is no FLV file is said to be none")
    void refusesWhatIsNoFlvFile(String hex) {
        assertThatThrownBy(() -> TestFile.open(Bytes.hex(hex)))
                .isInstanceOfSatisfying(
                        MediaFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MediaFileException.Cause.STRUCTURE));
    }

    @Test
    @DisplayName("F-01: a larger file header is skipped")
    void skipsALargerFileHeader() throws IOException {
        Bytes file =
                Bytes.hex("464C56 01 05 0000000C AABBCC 00000000 09 000006 000028 00 000000 170100000002 00000011");

        assertThat(TestFile.rest(TestFile.open(file))).containsExactly("0:2");
    }

    @Test
    void aFileWithNothingYetEndsAtOnce() throws IOException {
        FlvFile file = new TestFile().open();

        assertThat(file.headers()).isEmpty();
        assertThat(file.next()).isNull();
        assertThat(file.seek(5)).isZero();
        assertThat(file.durationMillis()).isZero();
    }

    @Test
    @DisplayName("F-09: a file that is being written can be read on when there is more")
    void readsOnWhenTheFileGrows() throws IOException {
        Bytes whole = threeGroups(0).bytes();
        var source = new GrowingSource(whole, threeGroups(0).bytes().length() - 100);
        FlvFile file = TestFile.open(source);
        List<String> before = TestFile.rest(file);

        source.length = whole.length();

        assertThat(TestFile.rest(file)).endsWith("2500:22").hasSize(9 - before.size());
        assertThat(before).hasSizeBetween(1, 8);
        assertThat(file.seek(5000)).isEqualTo(2000);
    }

    private static final class GrowingSource implements ByteSource {
        private final Bytes whole;
        private int length;

        GrowingSource(Bytes whole, int length) {
            this.whole = whole;
            this.length = length;
        }

        @Override
        public long size() {
            return length;
        }

        @Override
        public Bytes read(long position, int count) throws IOException {
            return ByteSource.of(whole.slice(0, length)).read(position, count);
        }
    }

    @Test
    @DisplayName("F-10: where timestamps begin again, the recording goes on from where it was")
    void continuesWhereTimestampsBeginAgain() throws IOException {
        FlvFile file = new TestFile()
                .key(20_000, 1)
                .inter(50_000, 2)
                .key(0, 3)
                .metadata(0, AmfProperties.builder().put("duration", 50.0))
                .inter(40, 4)
                .key(1000, 5)
                .open();

        assertThat(TestFile.rest(file)).containsExactly("0:1", "30000:2", "30000:3", "30000:9", "30040:4", "31000:5");
    }
}
