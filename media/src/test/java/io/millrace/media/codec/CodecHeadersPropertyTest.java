package io.millrace.media.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.millrace.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a header holds, it is read or malformed, and what was read is plausible. */
class CodecHeadersPropertyTest {
    private static final List<Samples.Sample> SAMPLES = Samples.all();

    static List<Samples.Sample> samples() {
        return SAMPLES;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyTruncationIsReadOrMalformed(Samples.Sample sample) {
        assertThat(sample.read()).isPresent();
        boolean malformed = false;
        for (int length = 0; length < sample.bytes().length(); length++) {
            malformed |= readOrMalformed(sample.with(sample.bytes().slice(0, length)))
                    .isEmpty();
        }
        assertThat(malformed).isTrue();
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void damagedHeadersAreReadOrMalformed(long seed) {
        var random = new Random(seed);
        for (Samples.Sample sample : SAMPLES) {
            byte[] damaged = sample.bytes().toByteArray();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            readOrMalformed(sample.with(Bytes.wrap(damaged)));
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void randomBytesAreReadOrMalformed(long seed) {
        var random = new Random(seed);
        for (Samples.Sample sample : SAMPLES) {
            byte[] bytes = new byte[random.nextInt(80)];
            random.nextBytes(bytes);
            readOrMalformed(sample.with(Bytes.wrap(bytes)));
        }
    }

    /** What was read; empty if it was malformed, or told nothing. */
    static Optional<?> readOrMalformed(Samples.Sample sample) {
        Optional<?> result;
        try {
            result = sample.read();
        } catch (MalformedConfigurationException e) {
            return Optional.empty();
        }
        result.ifPresent(CodecHeadersPropertyTest::checkPlausible);
        return result;
    }

    private static void checkPlausible(Object parameters) {
        switch (parameters) {
            case VideoParameters video -> {
                assertThat(video.width()).isBetween(0, PictureFormat.MAX_SIDE);
                assertThat(video.height()).isBetween(0, 2 * PictureFormat.MAX_SIDE);
                assertThat(video.bitDepth()).isBetween(0, 16);
                assertThat(video.codecString()).matches("[a-zA-Z0-9.]*");
            }
            case AudioParameters audio -> {
                assertThat(audio.sampleRate()).isBetween(0, 0xFF_FFFF);
                assertThat(audio.channels()).isBetween(0, 255);
                assertThat(audio.codecString()).matches("[a-zA-Z0-9.-]+");
            }
            default -> fail("neither audio nor video: " + parameters);
        }
    }
}
