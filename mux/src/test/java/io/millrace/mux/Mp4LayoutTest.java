package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Layouts that FFmpeg does not write, and those that would cost too much: files made box by box. */
class Mp4LayoutTest {
    private static final Bytes SAMPLES = Bytes.hex("AA BB BB CC CC CC DD DD");
    private static final int MEDIA = 16;

    // Of a track with 100 ticks a second and 2 to a sample, in one chunk.
    private static final Bytes DESCRIPTION = full("stsd", ints(1), entry(".mp3"));
    private static final Bytes DURATIONS = full("stts", ints(1, 100, 2));
    private static final Bytes CHUNKS = full("stsc", ints(1, 1, 4, 1));
    private static final Bytes SIZES = full("stsz", ints(0, 4, 1, 2, 3, 2));
    private static final Bytes OFFSETS = full("stco", ints(1, MEDIA));

    @Test
    void plainTables() throws IOException {
        List<MediaFrame> frames = play(DESCRIPTION, DURATIONS, CHUNKS, SIZES, OFFSETS);
        assertThat(frames)
                .extracting(Mp4LayoutTest::payload)
                .containsExactly(Bytes.hex("AA"), Bytes.hex("BBBB"), Bytes.hex("CCCCCC"), Bytes.hex("DDDD"));
        assertThat(frames).extracting(MediaFrame::dtsMillis).containsExactly(0L, 20L, 40L, 60L);
    }

    @Test
    void tablesInOtherForms() throws IOException {
        List<MediaFrame> plain = play(DESCRIPTION, DURATIONS, CHUNKS, SIZES, OFFSETS);
        Bytes wideOffsets = full("co64", ints(1, 0, MEDIA));
        Bytes halfBytes = full("stz2", ints(4, 4), Bytes.hex("12 32"));
        Bytes bytes = full("stz2", ints(8, 4), Bytes.hex("01 02 03 02"));
        Bytes words = full("stz2", ints(16, 4), Bytes.hex("0001 0002 0003 0002"));
        Bytes chunks = full("stsc", ints(2, 1, 1, 1, 2, 3, 1));
        Bytes twoOffsets = full("stco", ints(2, MEDIA, MEDIA + 1));
        assertThat(play(wideOffsets, halfBytes, CHUNKS, DURATIONS, DESCRIPTION)).isEqualTo(plain);
        assertThat(play(DESCRIPTION, DURATIONS, chunks, bytes, twoOffsets)).isEqualTo(plain);
        assertThat(play(DESCRIPTION, DURATIONS, CHUNKS, words, OFFSETS)).isEqualTo(plain);
    }

    @Test
    void samplesOfOneSizeAndSamplesWithoutBytes() throws IOException {
        assertThat(play(DESCRIPTION, DURATIONS, CHUNKS, full("stsz", ints(2, 4)), OFFSETS))
                .extracting(Mp4LayoutTest::payload)
                .containsExactly(Bytes.hex("AABB"), Bytes.hex("BBCC"), Bytes.hex("CCCC"), Bytes.hex("DDDD"));
        assertThat(play(DESCRIPTION, DURATIONS, CHUNKS, full("stsz", ints(0, 4, 1, 0, 2, 0)), OFFSETS))
                .extracting(MediaFrame::dtsMillis)
                .containsExactly(0L, 40L);
    }

    @Test
    void configurationThatChangesMidwayIsSentAgain() throws IOException {
        Bytes mono = entry("Opus", box("dOps", Bytes.hex("00 01 0000 0000BB80 0000 00")));
        Bytes stereo = entry("Opus", box("dOps", Bytes.hex("00 02 0000 0000BB80 0000 00")));
        Bytes descriptions = full("stsd", ints(3), mono, entry("xxxx"), stereo);
        Bytes chunks = full("stsc", ints(3, 1, 1, 1, 2, 1, 2, 3, 2, 3));
        Bytes offsets = full("stco", ints(3, MEDIA, MEDIA + 1, MEDIA + 3));
        Bytes file = file(descriptions, DURATIONS, chunks, SIZES, offsets);
        try (Mp4File reader = open(file)) {
            assertThat(payload(reader.headers().get(1)).toHex()).startsWith("4f707573486561640101");
            List<MediaFrame> frames = Frames.rest(reader);
            assertThat(frames).extracting(MediaFrame::dtsMillis).containsExactly(0L, 40L, 40L, 60L);
            assertThat(payload(frames.get(1)).toHex()).startsWith("4f707573486561640102");
            assertThat(payload(frames.get(2))).isEqualTo(Bytes.hex("CCCCCC"));
            assertThat(reader.seek(40)).isEqualTo(40);
            assertThat(payload(reader.headers().get(1)).toHex()).startsWith("4f707573486561640102");
            assertThat(reader.next()).isEqualTo(frames.get(2));
        }
    }

    @Test
    void timesOfManySamplesDoNotDrift() throws IOException {
        Bytes third = full("stts", ints(1, 100, 1));
        Bytes file = fileAt(3, DESCRIPTION, third, CHUNKS, SIZES, OFFSETS);
        assertThat(Frames.rest(open(file))).extracting(MediaFrame::dtsMillis).containsExactly(0L, 333L, 667L, 1000L);
    }

    @Test
    void moreSamplesThanTheLimitAreRefused() {
        Bytes sizes = full("stsz", ints(1, SampleTableBuilder.MAX_SAMPLES + 1));
        Bytes chunks = full("stsc", ints(1, 1, Integer.MAX_VALUE, 1));
        assertThatThrownBy(() -> play(DESCRIPTION, DURATIONS, chunks, sizes, OFFSETS))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("more than 5000000 samples");
    }

    @Test
    void samplesThatLieOverEachOtherAreRefused() {
        Bytes offsets = full("stco", ints(1_000), repeated(MEDIA, 1_000));
        Bytes chunks = full("stsc", ints(1, 1, 4, 1));
        Bytes sizes = full("stsz", ints(2, 4_000));
        assertThatThrownBy(() -> play(DESCRIPTION, DURATIONS, chunks, sizes, offsets))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("the size of the file");
    }

    @Test
    void tableThatIsShorterThanItSaysIsRefused() {
        assertThatThrownBy(() -> play(DESCRIPTION, DURATIONS, CHUNKS, full("stsz", ints(0, 4, 1, 2)), OFFSETS))
                .isInstanceOf(MediaFileException.class);
    }

    @Test
    void movieAboveTheLimitIsRefusedUnread() {
        long size = 300L * 1024 * 1024;
        ByteSource huge = new ByteSource() {
            @Override
            public long size() {
                return size;
            }

            @Override
            public Bytes read(long position, int length) {
                Bytes head = new ByteWriter().u32(size).utf8("moov").toBytes();
                return position < head.length() ? head.from((int) position) : Bytes.wrap(new byte[length]);
            }
        };
        assertThatThrownBy(() -> Mp4File.index(huge))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("box 'moov' of 314572792 bytes (limit: 268435456)");
    }

    private static Bytes payload(MediaFrame frame) {
        return frame.packets().stream().map(MediaPacket::payload).findFirst().orElseThrow();
    }

    private static List<MediaFrame> play(Bytes... tables) throws IOException {
        return Frames.rest(open(file(tables)));
    }

    private static Mp4File open(Bytes file) throws IOException {
        return new Mp4File(Mp4File.index(ByteSource.of(file)), ByteSource.of(file));
    }

    private static Bytes file(Bytes... tables) {
        return fileAt(100, tables);
    }

    /** A box of media with a size of 64 bits, then a movie that ends with the file and does not tell its size. */
    private static Bytes fileAt(int timescale, Bytes... tables) {
        Bytes movie = box(
                "trak",
                box(
                        "mdia",
                        full("mdhd", ints(0, 0, timescale, 0, 0)),
                        full("hdlr", ints(0), Bytes.utf8("soun")),
                        box("minf", box("stbl", tables))));
        return new ByteWriter()
                .u32(1)
                .utf8("mdat")
                .i64(MEDIA + SAMPLES.length())
                .bytes(SAMPLES)
                .u32(0)
                .utf8("moov")
                .bytes(movie)
                .toBytes();
    }

    /** Of sound, with one channel and 48 000 Hz. */
    private static Bytes entry(String type, Bytes... boxes) {
        return box(type, Bytes.hex("000000000000 0001 0000000000000000 0001 0010 0000 0000 BB800000"), concat(boxes));
    }

    private static Bytes full(String type, Bytes... contents) {
        return box(type, ints(0), concat(contents));
    }

    private static Bytes box(String type, Bytes... contents) {
        Bytes content = concat(contents);
        return new ByteWriter()
                .u32(8 + content.length())
                .utf8(type)
                .bytes(content)
                .toBytes();
    }

    private static Bytes concat(Bytes... parts) {
        ByteWriter out = new ByteWriter();
        for (Bytes part : parts) {
            out.bytes(part);
        }
        return out.toBytes();
    }

    private static Bytes ints(int... values) {
        ByteWriter out = new ByteWriter();
        for (int value : values) {
            out.u32(value);
        }
        return out.toBytes();
    }

    private static Bytes repeated(int value, int times) {
        ByteWriter out = new ByteWriter();
        for (int i = 0; i < times; i++) {
            out.u32(value);
        }
        return out.toBytes();
    }
}
