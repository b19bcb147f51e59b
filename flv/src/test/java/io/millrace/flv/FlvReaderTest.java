package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlvReaderTest {
    private static final String HEADER = "464C56 01 05 00000009 00000000";
    private static final String TAG = "08 000002 000017 00 000000 AF01 0000000D";
    private static final FlvTag AUDIO = new FlvTag(FlvTag.AUDIO, 23, Bytes.hex("AF01"));

    private final FlvReader reader = new FlvReader();

    @ParameterizedTest
    @CsvSource({"05, true, true", "04, true, false", "01, false, true", "00, false, false", "FA, false, false"})
    @DisplayName("F-01: header flags")
    void headerFlags(String flags, boolean audio, boolean video) {
        assertThat(read("464C56 01" + flags + "00000009")).isEmpty();
        assertThat(reader.header()).contains(new FlvHeader(audio, video));
    }

    @Test
    void noHeaderBeforeItHasCome() {
        assertThat(read("464C56 01 05 000000")).isEmpty();
        assertThat(reader.header()).isEmpty();
    }

    @Test
    @DisplayName("F-01: a larger header is skipped up to DataOffset")
    void largerHeader() {
        assertThat(read("464C56 01 05 0000000C FFFFFF 00000000" + TAG)).containsExactly(AUDIO);
    }

    @Test
    @DisplayName("F-03: a DataOffset that lies is taken for the usual one")
    void smallDataOffset() {
        assertThat(read("464C56 01 05 00000000 00000000" + TAG)).containsExactly(AUDIO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"464C57 01 05 00000009", "52494646 00000000 57"})
    void otherFilesAreRefused(String file) {
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(MalformedTagException.class)
                .hasMessageContaining("464c56");
    }

    @Test
    @DisplayName("F-02: type, size, timestamp and its upper byte")
    void tag() {
        assertThat(read(HEADER + "09 000003 ABCDEF 12 000000 170200 0000000E"))
                .containsExactly(new FlvTag(FlvTag.VIDEO, 0x12ABCDEF, Bytes.hex("170200")));
    }

    @Test
    @DisplayName("F-02: the timestamp is signed")
    void negativeTimestamp() {
        assertThat(read(HEADER + "09 000000 FFFFFF FF 000000 0000000B"))
                .containsExactly(new FlvTag(FlvTag.VIDEO, -1, Bytes.EMPTY));
    }

    @Test
    @DisplayName("F-03: wrong PreviousTagSize, zero-length tags, a first timestamp other than 0")
    void tolerated() {
        assertThat(read("464C56 01 00 00000009 FFFFFFFF" + "08 000000 000017 00 000000 00000000" + TAG))
                .containsExactly(new FlvTag(FlvTag.AUDIO, 23, Bytes.EMPTY), AUDIO);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 10, 17, 22, 31})
    @DisplayName("F-03: a tag of unknown type is skipped")
    void unknownType(int type) {
        assertThat(read(HEADER + Bytes.of(type).toHex() + "000002 000000 00 000000 AABB 0000000D" + TAG))
                .containsExactly(AUDIO);
        assertThat(reader.skippedTags()).isEqualTo(1);
    }

    @Test
    @DisplayName("F-04: an encrypted tag is never taken for a clear one")
    void encryptedTag() {
        assertThat(read(HEADER + "29 000002 000000 00 000000 AABB 0000000D" + TAG))
                .containsExactly(AUDIO);
        assertThat(reader.skippedTags()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 15, 18})
    @DisplayName("F-10, ER-193: audio, video and both kinds of script tag are read")
    void knownTypes(int type) {
        assertThat(read(HEADER + Bytes.of(type).toHex() + "000001 000000 00 000000 AA 0000000C"))
                .containsExactly(new FlvTag(type, 0, Bytes.of(0xAA)));
    }

    @Test
    @DisplayName("F-03: whatever the cut, whole tags are read and the rest is left out")
    void everyTruncation() {
        Bytes file = Bytes.hex(HEADER + TAG + TAG);
        int firstTagEnd = 13 + 11 + 2;
        int secondTagEnd = firstTagEnd + 4 + 11 + 2;
        for (int length = 0; length <= file.length(); length++) {
            List<FlvTag> tags = new ArrayList<>();
            new FlvReader().read(file.slice(0, length), tags::add);
            assertThat(tags).hasSize(length >= secondTagEnd ? 2 : length >= firstTagEnd ? 1 : 0);
        }
    }

    @Test
    void bodyIsAViewOfAWholePiece() {
        byte[] file = Bytes.hex(HEADER + TAG).toByteArray();
        List<FlvTag> tags = new ArrayList<>();
        reader.read(Bytes.wrap(file), tags::add);
        file[24] = 0x55;
        assertThat(tags.getFirst().body()).isEqualTo(Bytes.hex("5501"));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void piecesOfAnySizeGiveTheSameTags(long seed) {
        var random = new Random(seed);
        var written = randomTags(random);
        Bytes file = write(written);

        assertThat(readInPieces(file, () -> file.length())).isEqualTo(written);
        assertThat(readInPieces(file, () -> 1)).isEqualTo(written);
        assertThat(readInPieces(file, () -> random.nextInt(40))).isEqualTo(written);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void randomBytesAreReadOrMalformed(long seed) {
        var random = new Random(seed);
        byte[] bytes = new byte[random.nextInt(200)];
        random.nextBytes(bytes);
        List<FlvTag> tags = new ArrayList<>();
        reader.read(Bytes.hex(HEADER), tags::add);
        reader.read(Bytes.wrap(bytes), tags::add);
        assertThat(tags).allSatisfy(tag -> assertThat(tag.type()).isIn(8, 9, 15, 18));
        if (bytes.length >= 9) {
            assertThatThrownBy(() -> new FlvReader().read(Bytes.wrap(bytes), tags::add))
                    .isInstanceOf(MalformedTagException.class);
        }
    }

    @Test
    @DisplayName("F-10: beyond 24.8 days time starts at 0 again, and late audio does not go below")
    void rebasesLongFiles() {
        long end = Integer.MAX_VALUE;
        assertThat(writtenTimes(0, end, end + 40, end + 23, end + 80, 2 * end + 41))
                .containsExactly(0L, end, 0L, 0L, 40L, 0L);
    }

    @Test
    @DisplayName("F-10: a publisher's clock that starts beyond 31 bits starts the file at 0")
    void rebasesLateStart() {
        assertThat(writtenTimes(0xFFFF_FFF0L, 0x1_0000_0010L)).containsExactly(0L, 32L);
    }

    @Test
    @DisplayName("F-01, F-02, ER-007: the bytes of a header, version 1, and of a tag")
    void writtenBytes() {
        assertThat(write(List.of(AUDIO))).isEqualTo(Bytes.hex(HEADER + TAG));
    }

    @Test
    @DisplayName("F-02: type and size have their fields' ranges")
    void tagRanges() {
        Bytes tooLong = Bytes.wrap(new byte[0x100_0000]);
        assertThatThrownBy(() -> new FlvTag(FlvTag.VIDEO, 0, tooLong)).hasMessageContaining("at most 16777215");
        assertThatThrownBy(() -> new FlvTag(32, 0, Bytes.EMPTY)).hasMessageContaining("0 to 31");
    }

    private List<FlvTag> read(String hex) {
        List<FlvTag> tags = new ArrayList<>();
        reader.read(Bytes.hex(hex), tags::add);
        return tags;
    }

    private static List<FlvTag> readInPieces(Bytes file, IntSupplier size) {
        var reader = new FlvReader();
        List<FlvTag> tags = new ArrayList<>();
        for (int at = 0; at < file.length(); ) {
            int count = Math.min(size.getAsInt(), file.length() - at);
            reader.read(file.slice(at, count), tags::add);
            at += count;
        }
        return tags;
    }

    private static List<Long> writtenTimes(long... millis) {
        List<FlvTag> tags = new ArrayList<>();
        for (long time : millis) {
            tags.add(new FlvTag(FlvTag.VIDEO, time, Bytes.EMPTY));
        }
        List<Long> times = new ArrayList<>();
        new FlvReader().read(write(tags), tag -> times.add(tag.timestampMillis()));
        return times;
    }

    private static Bytes write(List<FlvTag> tags) {
        var writer = new FlvWriter();
        var out = new ByteWriter();
        FlvWriter.writeHeader(new FlvHeader(true, true), out);
        tags.forEach(tag -> writer.write(tag, out));
        return out.toBytes();
    }

    private static List<FlvTag> randomTags(Random random) {
        List<FlvTag> tags = new ArrayList<>();
        for (int i = random.nextInt(10); i > 0; i--) {
            byte[] body = new byte[random.nextInt(100)];
            random.nextBytes(body);
            int type = List.of(8, 9, 15, 18).get(random.nextInt(4));
            tags.add(new FlvTag(type, random.nextInt(Integer.MAX_VALUE), Bytes.wrap(body)));
        }
        return tags;
    }
}
