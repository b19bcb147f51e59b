package io.millrace.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.bytes.Bytes;
import io.millrace.client.IncomingFrames.Source;
import io.millrace.client.RtmpException.Kind;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

final class IncomingFramesTest {
    private final List<String> told = new ArrayList<>();
    private final IncomingFrames frames = new IncomingFrames(1 << 20);
    private final Source first = source("first");
    private final Source second = source("second");

    @Test
    void firstConnectionIsTakenAsItIs() throws IOException {
        frames.turnTo(first);
        List<MediaFrame> sent = List.of(Pictures.metadata(), Pictures.inter(5000), Pictures.key(5040));
        sent.forEach(frame -> frames.put(first, frame));
        frames.put(second, Pictures.key(1)); // of nobody
        frames.end(null);
        assertThat(all()).isEqualTo(sent);
        assertThat(frames.isOver()).isTrue();
    }

    @Test
    void publisherThatBeginsAnewFromZeroIsShownAtOnce() throws IOException {
        frames.turnTo(first);
        List.of(Pictures.key(0), Pictures.inter(25_000)).forEach(frame -> frames.put(first, frame));
        frames.begunAnew(first);
        List.of(Pictures.sound(0), Pictures.key(40), Pictures.inter(80)).forEach(frame -> frames.put(first, frame));
        frames.end(null);
        assertThat(all())
                .containsExactly(
                        Pictures.key(0),
                        Pictures.inter(25_000),
                        Pictures.key(40).at(25_040),
                        Pictures.inter(80).at(25_080));
    }

    @Test
    @DisplayName(
            "a server that has started anew has a clock from 0: nobody waits until it has come to where the old one was")
    void clockThatIsFurtherBackThanTheLastKeyFrameIsAnother() throws IOException {
        frames.turnTo(first);
        List.of(Pictures.key(5000), Pictures.key(7000), Pictures.inter(7500)).forEach(f -> frames.put(first, f));
        frames.lost(first);
        frames.turnTo(second);
        List.of(Pictures.key(40), Pictures.inter(80)).forEach(frame -> frames.put(second, frame));
        frames.end(null);
        assertThat(all())
                .containsExactly(
                        Pictures.key(5000),
                        Pictures.key(7000),
                        Pictures.inter(7500),
                        Pictures.key(40).at(7540),
                        Pictures.inter(80).at(7580));
    }

    @Test
    void timeIsNeverNegative() throws IOException {
        frames.turnTo(first);
        frames.put(first, Pictures.key(0));
        frames.lost(first);
        frames.turnTo(second);
        List.of(Pictures.key(100_000), Pictures.sound(99_900)).forEach(frame -> frames.put(second, frame));
        frames.end(null);
        assertThat(all())
                .containsExactly(
                        Pictures.key(0),
                        Pictures.key(100_000).at(40),
                        Pictures.sound(99_900).at(0));
    }

    @Test
    @DisplayName("after a loss time goes on: nothing before the first key frame behind what there was")
    void nextConnectionGoesOnBehindWhatThereWas() throws IOException {
        frames.turnTo(first);
        List.of(Pictures.videoHeader(1), Pictures.key(0), Pictures.inter(40)).forEach(f -> frames.put(first, f));
        frames.lost(first);
        frames.turnTo(second);
        List.of(
                        Pictures.metadata(),
                        Pictures.videoHeader(2),
                        Pictures.key(0),
                        Pictures.inter(40),
                        Pictures.inter(80),
                        Pictures.key(120),
                        Pictures.inter(160))
                .forEach(f -> frames.put(second, f));
        frames.end(null);
        assertThat(all())
                .containsExactly(
                        Pictures.videoHeader(1),
                        Pictures.key(0),
                        Pictures.inter(40),
                        Pictures.metadata().at(120),
                        Pictures.videoHeader(2).at(120),
                        Pictures.key(120),
                        Pictures.inter(160));
    }

    @Test
    void clockThatStartsAnewIsMovedBehindTheOld() throws IOException {
        frames.turnTo(first);
        frames.put(first, Pictures.key(100_000));
        frames.lost(first);
        frames.turnTo(second);
        List.of(Pictures.key(0), Pictures.inter(40)).forEach(f -> frames.put(second, f));
        frames.end(null);
        assertThat(all()).extracting(MediaFrame::dtsMillis).containsExactly(100_000L, 100_040L, 100_080L);
    }

    @Test
    @DisplayName(
            "ER-044: the new connection takes over where both have the same key frame; nothing twice, nothing missing")
    void movesAtAKeyFrameThatBothHave() throws IOException {
        frames.turnTo(first);
        List.of(Pictures.key(0), Pictures.inter(40)).forEach(f -> frames.put(first, f));
        frames.turnTo(second);
        List.of(Pictures.key(0), Pictures.inter(40), Pictures.inter(80), Pictures.key(120), Pictures.inter(160))
                .forEach(f -> frames.put(second, f));
        assertThat(frames.isTurnOf(first)).isTrue();
        List.of(Pictures.inter(80), Pictures.key(120)).forEach(f -> frames.put(first, f));
        assertThat(frames.isTurnOf(second)).isTrue();
        frames.put(first, Pictures.inter(160));
        frames.put(second, Pictures.inter(200));
        frames.end(null);
        assertThat(all()).extracting(MediaFrame::dtsMillis).containsExactly(0L, 40L, 80L, 120L, 160L, 200L);
    }

    @Test
    @DisplayName("ER-044: where the publisher has moved as well, the old connection has no more, and is not waited for")
    void movesAtOnceWhereTheNewGoesOnBehindTheOld() throws IOException {
        frames.turnTo(first);
        frames.turnTo(second);
        frames.put(second, Pictures.key(120));
        List.of(Pictures.key(0), Pictures.inter(40), Pictures.inter(80)).forEach(f -> {
            assertThat(frames.isTurnOf(first)).isTrue();
            frames.put(first, f);
        });
        assertThat(frames.isTurnOf(second)).isTrue();
        frames.end(null);
        assertThat(all()).extracting(MediaFrame::dtsMillis).containsExactly(0L, 40L, 80L, 120L);
    }

    @Test
    void movesWhenTheNewIsFarAhead() throws IOException {
        frames.turnTo(first);
        List.of(Pictures.key(0), Pictures.inter(40)).forEach(f -> frames.put(first, f));
        frames.turnTo(second);
        List.of(Pictures.key(1000), Pictures.inter(2040)).forEach(f -> frames.put(second, f));
        assertThat(frames.isTurnOf(first)).isTrue();
        frames.put(second, Pictures.inter(2080));
        assertThat(frames.isTurnOf(second)).isTrue();
        frames.end(null);
        assertThat(all()).extracting(MediaFrame::dtsMillis).containsExactly(0L, 40L, 1000L, 2040L, 2080L);
    }

    @Test
    void losingTheOldConnectionWhileMovingTurnsToTheNew() throws IOException {
        frames.turnTo(first);
        frames.put(first, Pictures.key(0));
        frames.turnTo(second);
        frames.put(second, Pictures.key(120));
        frames.lost(first);
        frames.end(null);
        assertThat(all()).extracting(MediaFrame::dtsMillis).containsExactly(0L, 120L);
    }

    @Test
    void losingTheNewConnectionWhileMovingChangesNothing() throws IOException {
        frames.turnTo(first);
        frames.put(first, Pictures.key(0));
        frames.turnTo(second);
        frames.put(second, Pictures.key(120));
        frames.lost(second);
        frames.put(first, Pictures.key(120));
        frames.end(null);
        assertThat(all()).hasSize(2);
    }

    @Test
    void slowReaderMakesTheConnectionWait() throws IOException {
        var small = new IncomingFrames(300);
        small.turnTo(first);
        for (int i = 0; i < 4; i++) {
            small.put(first, Pictures.key(i));
        }
        assertThat(told).containsExactly("first pauses");
        assertThat(small.take()).isNotNull();
        assertThat(told).hasSize(1);
        small.take();
        small.take();
        assertThat(told).containsExactly("first pauses", "first resumes");
    }

    @Test
    void nextConnectionWaitsForASlowReaderToo() {
        var small = new IncomingFrames(300);
        small.turnTo(first);
        for (int i = 0; i < 4; i++) {
            small.put(first, Pictures.key(i));
        }
        small.lost(first);
        small.turnTo(second);
        small.put(second, Pictures.key(100));
        assertThat(told).containsExactly("first pauses", "second pauses");
    }

    @Test
    void framesWithoutABodyTakeRoomToo() {
        var small = new IncomingFrames(300);
        small.turnTo(first);
        for (int i = 0; i < 10; i++) {
            small.put(first, new MediaFrame(MediaKind.DATA, 0, Bytes.EMPTY, List.of()));
        }
        assertThat(told).containsExactly("first pauses");
    }

    @Test
    void publisherThatReturnsWithAClockOfItsOwnIsMovedBehindTheOther() throws IOException {
        frames.turnTo(first);
        frames.put(first, Pictures.key(100_000));
        frames.begunAnew(first);
        List.of(Pictures.inter(0), Pictures.key(40), Pictures.inter(80)).forEach(f -> frames.put(first, f));
        frames.end(null);
        assertThat(all()).extracting(MediaFrame::dtsMillis).containsExactly(100_000L, 100_040L, 100_080L);
    }

    @Test
    void readerGetsWhatThereIsAndThenTheReason() throws IOException {
        frames.turnTo(first);
        frames.put(first, Pictures.key(0));
        frames.end(new RtmpException(Kind.TIMEOUT, "silence"));
        assertThat(frames.take()).isEqualTo(Pictures.key(0));
        assertThatThrownBy(frames::take).isInstanceOf(RtmpException.class).hasMessage("silence");
    }

    private List<MediaFrame> all() throws IOException {
        List<MediaFrame> all = new ArrayList<>();
        for (MediaFrame frame = frames.take(); frame != null; frame = frames.take()) {
            all.add(frame);
        }
        return all;
    }

    private Source source(String name) {
        return new Source(() -> told.add(name + " pauses"), () -> told.add(name + " resumes"));
    }
}
