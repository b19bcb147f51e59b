package io.millrace.flv;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlvFilePropertyTest {
    private record Key(long millis, long position) {}

    /** A recording as an encoder might make it: uneven times, headers now and then, key frames at {@code keys}. */
    private static TestFile recording(Random random, List<Key> keys, AmfProperties.Builder metadata) {
        var file = new TestFile().metadata(0, metadata).avcHeader(0, 200);
        long millis = random.nextInt(10_000);
        for (int i = 0; i < 20 + random.nextInt(200); i++) {
            millis += random.nextInt(100);
            boolean key = i == 0 || random.nextInt(10) == 0;
            if (key) {
                keys.add(new Key(millis, file.position()));
                if (random.nextBoolean()) {
                    file.avcHeader(millis, 200 + random.nextInt(3));
                }
                file.key(millis, i);
            } else if (random.nextBoolean()) {
                file.inter(millis, i);
            } else {
                file.audio(millis, i);
            }
        }
        return file;
    }

    private static AmfProperties.Builder index(List<Key> keys) {
        return AmfProperties.builder()
                .put(
                        "keyframes",
                        TestFile.keyFrames(
                                keys.stream()
                                        .mapToDouble(key -> key.millis() / 1000.0)
                                        .toArray(),
                                keys.stream().mapToLong(Key::position).toArray()));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#hundred")
    @DisplayName("R-152: from every key frame on, a file plays as it does from the beginning, with an index or without")
    void playsFromEveryKeyFrame(long seed) throws IOException {
        List<Key> keys = new ArrayList<>();
        TestFile plain = recording(new Random(seed), keys, AmfProperties.builder());
        List<Key> placed = new ArrayList<>();
        recording(new Random(seed), placed, index(keys)); // tells where the tags are behind an index of that length
        TestFile indexed = recording(new Random(seed), new ArrayList<>(), index(placed));
        for (TestFile file : List.of(plain, indexed)) {
            FlvFile player = file.open();
            List<MediaFrame> all = TestFile.frames(file.open());
            for (Key key : keys) {
                long millis = key.millis() - keys.getFirst().millis();
                assertThat(player.seek(millis)).isEqualTo(millis);
                List<MediaFrame> rest = TestFile.frames(player);
                assertThat(rest).isEqualTo(all.subList(all.size() - rest.size(), all.size()));
                assertThat(rest.getFirst().packets().getFirst().keyFrame()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("F-03: flipped bits anywhere cost what they hit, and no more than the rest of the file")
    void survivesFlippedBits(long seed) throws IOException {
        var random = new Random(seed);
        byte[] bytes = recording(random, new ArrayList<>(), index(List.of(new Key(0, 300), new Key(500, 900))))
                .bytes()
                .toByteArray();
        for (int i = 0; i < 1 + random.nextInt(8); i++) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        }

        FlvFileFuzzTest.playAll(Bytes.wrap(bytes));
    }

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    @DisplayName("F-03: garbage behind the file header ends, or is left out")
    void survivesGarbage(long seed) throws IOException {
        byte[] garbage = new byte[new Random(seed).nextInt(2000)];
        new Random(seed + 1).nextBytes(garbage);

        FlvFileFuzzTest.playAll(new TestFile().raw(Bytes.wrap(garbage)).bytes());
    }
}
