package io.millrace.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.VideoFrameType;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is measured of a stream, against a clock that stands still until it is moved. */
final class StreamFiguresTest extends LiveStreamFixture {
    private static final Track VIDEO_1 = new Track(MediaKind.VIDEO, 1);
    private static final int HEADER_BYTES = 5;

    private Publication publication = publish();

    private LiveStream stream() {
        return publication.stream();
    }

    private TrackFigures track(Track track) {
        return stream().figures().tracks().stream()
                .filter(figures -> figures.track().equals(track))
                .findAny()
                .orElseThrow();
    }

    private static MediaPacket packet(Track track, PacketType type, int flags, int bytes) {
        return new MediaPacket(track, new Codec.Enhanced(FourCc.AVC), type, flags, 0, 0, Bytes.wrap(new byte[bytes]));
    }

    private static MediaPacket key(Track track, int bytes) {
        return packet(track, PacketType.CODED_FRAMES, VideoFrameType.KEY, bytes);
    }

    private static MediaPacket inter(Track track, int bytes) {
        return packet(track, PacketType.CODED_FRAMES, VideoFrameType.INTER, bytes);
    }

    private static MediaPacket audio(int bytes) {
        return packet(Track.AUDIO_0, PacketType.CODED_FRAMES, 0, bytes);
    }

    private void append(long dtsMillis, MediaPacket... packets) {
        int payloads = Arrays.stream(packets)
                .mapToInt(packet -> packet.payload().length())
                .sum();
        publication.append(new MediaFrame(
                packets[0].track().kind(), dtsMillis, Bytes.wrap(new byte[HEADER_BYTES + payloads]), List.of(packets)));
    }

    /** One frame each {@code stepMillis}, on time, the first of every {@code gop} a key frame; then the last one's time is over. */
    private void video(int frames, int stepMillis, int gop, int bytes) {
        for (int i = 0; i < frames; i++) {
            append((long) i * stepMillis, i % gop == 0 ? key(Track.VIDEO_0, bytes) : inter(Track.VIDEO_0, bytes));
            loop.advance(Duration.ofMillis(stepMillis));
        }
    }

    @Test
    void framesAndTheirPayloadsAreCountedAndNothingElse() {
        append(0, packet(Track.VIDEO_0, PacketType.SEQUENCE_START, VideoFrameType.KEY, 40));
        append(0, key(Track.VIDEO_0, 1000));
        append(40, inter(Track.VIDEO_0, 200));
        append(40, packet(Track.VIDEO_0, PacketType.SEQUENCE_END, VideoFrameType.KEY, 0));
        append(45, audio(30));
        publication.append(Frames.data("cue", 45));
        publication.setMetadata("onMetaData", Frames.data("metadata", 45));
        StreamFigures figures = stream().figures();
        assertThat(figures.framesTotal()).isEqualTo(3);
        assertThat(figures.bytesTotal()).isEqualTo(1230);
        assertThat(figures.tracks())
                .extracting(TrackFigures::track, TrackFigures::frames, TrackFigures::keyFrames, TrackFigures::bytes)
                .containsExactly(tuple(Track.AUDIO_0, 1L, 0L, 30L), tuple(Track.VIDEO_0, 2L, 1L, 1200L));
        assertThat(track(Track.VIDEO_0).newestDtsMillis()).isEqualTo(40);
    }

    @Test
    void eachPacketOfAMessageIsOfItsOwnTrack() {
        append(0, key(Track.VIDEO_0, 1000), key(VIDEO_1, 300));
        append(40, inter(Track.VIDEO_0, 100));
        append(80, inter(Track.VIDEO_0, 100), inter(VIDEO_1, 30));
        assertThat(track(Track.VIDEO_0).bytes()).isEqualTo(1200);
        assertThat(track(Track.VIDEO_0).frames()).isEqualTo(3);
        assertThat(track(VIDEO_1).bytes()).isEqualTo(330);
        assertThat(track(VIDEO_1).frames()).isEqualTo(2);
        assertThat(stream().figures().framesTotal()).isEqualTo(5);
    }

    @Test
    void ratesAreThoseOfTheLastSeconds() {
        video(250, 40, 50, 1000);
        assertThat(track(Track.VIDEO_0).framesPerSecond()).isEqualTo(25);
        assertThat(track(Track.VIDEO_0).bitsPerSecond()).isEqualTo(25 * 1000 * 8);
        assertThat(stream().figures().bitsPerSecond()).isEqualTo(25 * 1000 * 8);
    }

    @Test
    void ratesAreRightSoonAfterTheBeginning() {
        append(0, key(Track.VIDEO_0, 1000));
        assertThat(track(Track.VIDEO_0).framesPerSecond()).isZero();
        loop.advance(Duration.ofMillis(100));
        for (int i = 1; i < 10; i++) {
            append(i * 100L, inter(Track.VIDEO_0, 1000));
            loop.advance(Duration.ofMillis(100));
        }
        assertThat(track(Track.VIDEO_0).framesPerSecond()).isEqualTo(10);
    }

    @Test
    void ratesFallToNothingWhenThePublisherFallsSilent() {
        video(100, 40, 50, 1000);
        loop.advance(Duration.ofSeconds(2));
        assertThat(track(Track.VIDEO_0).framesPerSecond()).isEqualTo(12.5);
        loop.advance(Duration.ofSeconds(2));
        assertThat(track(Track.VIDEO_0).framesPerSecond()).isZero();
        assertThat(track(Track.VIDEO_0).bitsPerSecond()).isZero();
        loop.advance(Duration.ofDays(400));
        assertThat(stream().figures().bitsPerSecond()).isZero();
        assertThat(track(Track.VIDEO_0).frames()).isEqualTo(100);
    }

    @Test
    void ratesAreRightAgainAfterALongSilence() {
        video(25, 40, 25, 1000);
        loop.advance(Duration.ofHours(3));
        video(125, 40, 25, 500);
        assertThat(track(Track.VIDEO_0).framesPerSecond()).isEqualTo(25);
        assertThat(track(Track.VIDEO_0).bitsPerSecond()).isEqualTo(25 * 500 * 8);
    }

    @Test
    void groupsOfPicturesAreMeasuredFromKeyFrameToKeyFrame() {
        append(0, key(Track.VIDEO_0, 10));
        append(40, inter(Track.VIDEO_0, 10));
        append(80, inter(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).gopMillis()).isZero();
        append(5000, key(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).gopMillis()).isEqualTo(5000);
        assertThat(track(Track.VIDEO_0).gopFrames()).isEqualTo(3);
        append(5040, inter(Track.VIDEO_0, 10));
        append(5080, key(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).gopMillis()).isEqualTo(80);
        assertThat(track(Track.VIDEO_0).gopFrames()).isEqualTo(2);
        assertThat(track(Track.VIDEO_0).longestGopMillis()).isEqualTo(5000);
    }

    @Test
    void longestGroupOfPicturesIsForgottenAfterSixteen() {
        append(0, key(Track.VIDEO_0, 10));
        append(5000, key(Track.VIDEO_0, 10));
        for (int i = 1; i <= 15; i++) {
            append(5000 + i * 100L, key(Track.VIDEO_0, 10));
        }
        assertThat(track(Track.VIDEO_0).longestGopMillis()).isEqualTo(5000);
        append(6600, key(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).longestGopMillis()).isEqualTo(100);
    }

    @Test
    @DisplayName("RFC 3550 §6.4.1: jitter grows by a sixteenth of what a frame is early or late, and shrinks likewise")
    void jitterIsOfArrivalAgainstDecodingTime() {
        video(100, 40, 50, 10);
        assertThat(track(Track.VIDEO_0).jitterMillis()).isZero();
        loop.advance(Duration.ofMillis(16));
        append(4000, inter(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).jitterMillis()).isCloseTo(1, within(1e-9));
        loop.advance(Duration.ofMillis(40));
        append(4040, inter(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).jitterMillis()).isCloseTo(15.0 / 16, within(1e-9));
    }

    @Test
    void figuresAreOfThePresentPublisherAndTotalsOfTheStream() {
        video(50, 40, 50, 1000);
        assertThat(stream().figures().publishedNanos())
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        PlaySource viewer = play();
        publication.end();
        assertThat(stream().figures().publishedNanos()).isZero();
        assertThat(stream().figures().tracks()).isEmpty();
        assertThat(stream().figures().framesTotal()).isEqualTo(50);

        publication = publish();
        append(publication.timeline().at(MediaKind.VIDEO, 0), key(Track.VIDEO_0, 10));
        assertThat(track(Track.VIDEO_0).frames()).isEqualTo(1);
        assertThat(stream().figures().framesTotal()).isEqualTo(51);
        viewer.close();
    }

    @Test
    void whatIsLeftOutRepairedOrSkippedIsCountedForItsStream() {
        append(0, key(Track.VIDEO_0, 30_000));
        PlaySource slow = play();
        slow.next(1 << 20).release();
        Publication second = hub.publish("live/cam", true).orElseThrow();
        Publication first = publication;
        publication = second;
        append(0, inter(Track.VIDEO_0, 10));
        assertThat(stream().figures().droppedFramesTotal()).isEqualTo(1);
        append(publication.timeline().at(MediaKind.VIDEO, 40), key(Track.VIDEO_0, 10));
        append(publication.timeline().at(MediaKind.VIDEO, 3_600_000), inter(Track.VIDEO_0, 10));
        assertThat(stream().figures().timelineBreaksTotal()).isEqualTo(1);
        for (int i = 1; i < 10; i++) {
            append(i * 1000L, key(Track.VIDEO_0, 30_000));
        }
        assertThat(slow.next(1 << 20)).isNotNull();
        assertThat(stream().figures().jumpsTotal())
                .isEqualTo(hub.counters().jumps.sum())
                .isEqualTo(1);
        slow.close();
        first.end();
    }
}
