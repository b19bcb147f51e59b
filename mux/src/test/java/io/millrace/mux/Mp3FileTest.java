package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.Packets.Packet;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** MP3 files of FFmpeg, against the packets that FFprobe finds in them. */
class Mp3FileTest {
    /** What FFmpeg counts time of MP3 in, a common multiple of all sample rates. */
    private static final long FFMPEG_TICKS = 14_112_000;

    @ParameterizedTest
    @CsvSource({
        "44100, 2, -b:a 128k -id3v2_version 3 -write_id3v1 1 -metadata title=x, 0xF",
        "48000, 1, -q:a 5, 0xE",
        "32000, 2, -b:a 64k -write_xing 0, 0xB",
        "24000, 2, -b:a 48k -id3v2_version 0, 0xB",
        "22050, 1, -q:a 4, 0xA",
        "11025, 1, -b:a 32k, 0x6",
        "8000, 1, -b:a 16k, 0x2"
    })
    @DisplayName("ER-060: each frame is one legacy message, at a time exact to the sample")
    void framesAreThoseOfFfprobe(int sampleRate, int channels, String options, String flags) throws IOException {
        Path file = mp3(sampleRate, channels, options);
        try (Mp3File reader = open(Clip.bytes(file))) {
            List<MediaFrame> frames = Frames.rest(reader);
            Frames.assertWellFormed(frames);
            List<Packet> packets = Ffmpeg.bundled().packets(file).list();
            assertThat(frames)
                    .extracting(Mp3FileTest::hash)
                    .isEqualTo(packets.stream().map(Packet::hash).toList());
            long first = Long.parseLong(packets.getFirst().ptsMillis());
            assertThat(frames)
                    .extracting(MediaFrame::dtsMillis)
                    .isEqualTo(packets.stream()
                            .map(packet ->
                                    Math.round((Long.parseLong(packet.ptsMillis()) - first) * 1000.0 / FFMPEG_TICKS))
                            .toList());
            assertThat(frames)
                    .allMatch(frame -> packet(frame).codec().equals(new Codec.LegacyAudio(Codec.LegacyAudio.MP3)))
                    .allMatch(frame -> packet(frame).flags() == Integer.decode(flags));
            assertThat(reader.durationMillis()).isBetween(2000L, 2200L);
            AmfProperties metadata =
                    Amf0.decodeAll(reader.headers().getFirst().body()).get(1).asProperties();
            assertThat(metadata.number("audiosamplerate")).hasValue(sampleRate);
            assertThat(metadata.number("audiocodecid")).hasValue(Codec.LegacyAudio.MP3);
            assertThat(metadata.bool("stereo")).hasValue(channels == 2);
        }
    }

    @Test
    void seekToEachFrame() throws IOException {
        try (Mp3File reader = open(Clip.bytes(mp3(44_100, 2, "-q:a 5")))) {
            List<MediaFrame> all = Frames.rest(reader);
            assertThat(all).hasSizeGreaterThan(Mp3Index.FRAMES_PER_POSITION);
            for (int i = 0; i < all.size(); i++) {
                long time = all.get(i).dtsMillis();
                assertThat(reader.seek(time + 25)).isEqualTo(time);
                assertThat(reader.headers().getFirst().dtsMillis()).isEqualTo(time);
                assertThat(reader.next()).isEqualTo(all.get(i));
                assertThat(reader.seek(time)).isEqualTo(time);
            }
            assertThat(reader.seek(Long.MIN_VALUE)).isZero();
            assertThat(Frames.rest(reader)).isEqualTo(all);
            assertThat(reader.seek(Long.MAX_VALUE)).isEqualTo(all.getLast().dtsMillis());
        }
    }

    @Test
    void damageIsPassedOver() throws IOException {
        Bytes file = Clip.bytes(mp3(44_100, 2, "-b:a 128k -write_xing 0 -id3v2_version 0"));
        List<MediaFrame> all = Frames.rest(open(file));
        int third = packet(all.get(0)).payload().length()
                + packet(all.get(1)).payload().length();
        Bytes damaged = new ByteWriter()
                .bytes(file.slice(0, third))
                .bytes(new byte[100_000])
                .bytes(file.from(third))
                .toBytes();
        assertThat(Frames.rest(open(damaged))).isEqualTo(all);
        Bytes overwritten = new ByteWriter()
                .bytes(file.slice(0, third))
                .bytes(new byte[4])
                .bytes(file.from(third + 4))
                .toBytes();
        assertThat(Frames.rest(open(overwritten))).hasSize(all.size() - 1);
    }

    @Test
    void damageWithoutEndIsTheEnd() throws IOException {
        Bytes file = Clip.bytes(mp3(44_100, 2, "-b:a 128k -write_xing 0 -id3v2_version 0"));
        Bytes half = file.slice(0, file.length() / 2);
        Bytes damaged = new ByteWriter()
                .bytes(half)
                .bytes(new byte[MpegAudioFrames.MAX_GARBAGE])
                .bytes(file)
                .toBytes();
        assertThat(Frames.rest(open(damaged))).hasSameSizeAs(Frames.rest(open(half)));
    }

    @Test
    void otherFileIsRefused() {
        assertThatThrownBy(() -> open(Bytes.utf8("ID3 and nothing behind it")))
                .isInstanceOf(MediaFileException.class)
                .hasMessageContaining("no frame of MP3 in 25 bytes");
        assertThatThrownBy(() -> open(Bytes.EMPTY)).isInstanceOf(MediaFileException.class);
    }

    private static MediaPacket packet(MediaFrame frame) {
        return frame.packets().getFirst();
    }

    private static String hash(MediaFrame frame) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5")
                    .digest(packet(frame).payload().toByteArray());
            return "MD5:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static Path mp3(int sampleRate, int channels, String options) {
        String arguments = "-f lavfi -i sine=frequency=440:sample_rate=" + sampleRate + ":duration=2 -ac " + channels
                + " -c:a libmp3lame " + options;
        return Clip.of(".mp3", arguments.split(" "));
    }

    private static Mp3File open(Bytes file) throws IOException {
        return new Mp3File(Mp3File.index(ByteSource.of(file)), ByteSource.of(file));
    }
}
