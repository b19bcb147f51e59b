package io.millrace.client.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bytes.Bytes;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PacedReaderTest {
    private static final long MILLI = 1_000_000;

    /** Time passes when someone waits for it, and when a test says so. */
    private static final class TestClock implements PacedReader.Clock {
        private long nanos = 12_345;
        private boolean interrupts;

        @Override
        public long nanoTime() {
            return nanos;
        }

        @Override
        public void sleep(long count) throws InterruptedException {
            if (interrupts) {
                throw new InterruptedException();
            }
            nanos += count;
        }
    }

    private final TestClock clock = new TestClock();

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.5, 1, 3, 100})
    void eachFrameComesWhenItIsTime(double speed) throws IOException {
        long start = clock.nanos;
        try (PacedReader reader = reader(speed)) {
            assertThat(reader.headers()).isNotEmpty();
            for (@Nullable MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
                assertThat(clock.nanos - start).isCloseTo((long) (frame.dtsMillis() * MILLI / speed), within(1L));
            }
        }
        assertThat(clock.nanos - start).isGreaterThan((long) (1900 * MILLI / speed));
    }

    @Test
    void lateFramesComeAtOnceUntilThatIsMadeUpFor() throws IOException {
        long start = clock.nanos;
        try (PacedReader reader = reader(1)) {
            reader.next();
            clock.nanos += 500 * MILLI; // whoever took the frame was slow
            long late = 0;
            for (@Nullable MediaFrame frame = reader.next(); frame != null; frame = reader.next()) {
                long due = start + frame.dtsMillis() * MILLI;
                assertThat(clock.nanos).isEqualTo(Math.max(due, start + 500 * MILLI));
                late += due < clock.nanos ? 1 : 0;
            }
            assertThat(late).isBetween(10L, 14L); // of 25 pictures a second
        }
    }

    @Test
    void unlimitedNeverWaits() throws IOException {
        long start = clock.nanos;
        try (PacedReader reader = reader(PacedReader.UNLIMITED)) {
            assertThat(Recordings.rest(reader)).isNotEmpty();
        }
        assertThat(clock.nanos).isEqualTo(start);
    }

    @Test
    void seekStartsTheClockAgain() throws IOException {
        try (PacedReader reader = reader(1)) {
            reader.next();
            assertThat(reader.seek(1000)).isEqualTo(1000);
            long start = clock.nanos;
            assertThat(reader.next()).isNotNull();
            assertThat(clock.nanos).isEqualTo(start);
            assertThat(reader.durationMillis()).isPositive();
        }
    }

    @Test
    void mediaThatBeginsLaterThanItsMetadataIsNotWaitedFor() throws IOException {
        FrameReader late = Recordings.reader(
                new MediaFrame(MediaKind.DATA, 0, Bytes.EMPTY, List.of()),
                Recordings.header(Recordings.AAC),
                Recordings.sound(10_000),
                Recordings.sound(10_020));
        long start = clock.nanos;
        try (PacedReader reader = new PacedReader(late, 1, clock)) {
            assertThat(reader.next()).extracting(MediaFrame::kind).isEqualTo(MediaKind.DATA);
            assertThat(reader.next()).isEqualTo(Recordings.header(Recordings.AAC));
            assertThat(reader.next()).isEqualTo(Recordings.sound(10_000));
            assertThat(clock.nanos).isEqualTo(start);
            assertThat(reader.next()).isEqualTo(Recordings.sound(10_020));
            assertThat(clock.nanos).isEqualTo(start + 20 * MILLI);
        }
    }

    @Test
    void interruptEndsTheWait() throws IOException {
        try (PacedReader reader = reader(1)) {
            reader.next();
            clock.interrupts = true;
            assertThatThrownBy(reader::next).isInstanceOf(InterruptedIOException.class);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.09, 101, Double.NaN, Double.NEGATIVE_INFINITY})
    void otherSpeedsAreRefused(double speed) {
        assertThatThrownBy(() -> reader(speed))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected: 0.1 to 100");
    }

    private PacedReader reader(double speed) throws IOException {
        return new PacedReader(MediaFiles.open(MediaFile.VIDEO_ONLY.path()), speed, clock);
    }
}
