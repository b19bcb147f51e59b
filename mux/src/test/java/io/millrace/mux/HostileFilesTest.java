package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Damaged files: they are played as far as they go, or refused. */
class HostileFilesTest {
    private static final List<Bytes> MP4 = List.of(
            Clip.bytes(Mp4FileTest.mp4(MediaFile.H264_AAC_B_FRAMES, "+faststart")),
            Clip.bytes(Mp4FileTest.mp4(MediaFile.HEVC_OPUS, "frag_keyframe+delay_moov")));

    private static final Bytes MP3 = Clip.bytes(Mp3FileTest.mp3(44_100, 2, "-q:a 5"));

    @Test
    void mp4CutAnywhereInItsTables() throws IOException {
        for (Bytes file : MP4) {
            for (int length = 0; length < 4096; length += length < 200 ? 1 : 7) {
                HostileFiles.play(file.slice(0, length), HostileFiles::openMp4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void mp4WithBytesChanged(long seed) throws IOException {
        Random random = new Random(seed);
        for (Bytes file : MP4) {
            byte[] damaged = file.toByteArray();
            for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
                damaged[random.nextInt(3000)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
            }
            HostileFiles.play(Bytes.wrap(damaged), HostileFiles::openMp4);
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void mp3WithBytesChanged(long seed) throws IOException {
        Random random = new Random(seed);
        byte[] damaged = MP3.toByteArray();
        for (int changes = 1 + random.nextInt(100); changes > 0; changes--) {
            damaged[random.nextInt(damaged.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
        }
        Bytes file = Bytes.wrap(damaged);
        HostileFiles.play(file, HostileFiles::openMp3);
        HostileFiles.play(file.slice(0, random.nextInt(file.length())), HostileFiles::openMp3);
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    void anyBytes(long seed) throws IOException {
        byte[] bytes = new byte[2000];
        new Random(seed).nextBytes(bytes);
        HostileFiles.play(Bytes.wrap(bytes), HostileFiles::openMp3);
        assertThat(HostileFiles.play(Bytes.wrap(bytes), HostileFiles::openMp4)).isFalse();
    }
}
