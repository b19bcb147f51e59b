package io.millrace.mux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MP4 files of FFmpeg, of every codec and layout it writes, against FFmpeg's own FLV of the same file. */
@Execution(ExecutionMode.CONCURRENT)
class Mp4FileTest {
    private static final String FRAGMENTED = "frag_keyframe+delay_moov";

    static Stream<Arguments> everyCodec() {
        return Stream.of(MediaFile.values())
                .flatMap(media -> Stream.of("+faststart", FRAGMENTED).map(flags -> Arguments.of(media, flags)));
    }

    static Stream<Arguments> everyLayout() {
        return Stream.of(
                        "+negative_cts_offsets",
                        "frag_every_frame",
                        "frag_keyframe+empty_moov+default_base_moof",
                        "frag_keyframe+omit_tfhd_offset",
                        "frag_keyframe+separate_moof+delay_moov",
                        "dash+frag_keyframe+global_sidx",
                        "hybrid_fragmented+frag_keyframe")
                .map(flags -> Arguments.of(MediaFile.H264_AAC_B_FRAMES, flags));
    }

    @ParameterizedTest
    @MethodSource({"everyCodec", "everyLayout"})
    @DisplayName("ER-120, ER-060, ER-101, IP-72: frames are those of FFmpeg, byte for byte, whatever the layout")
    void framesAreThoseOfFfmpeg(MediaFile media, String flags) throws IOException {
        assertFramesOfFfmpeg(mp4(media, flags));
    }

    @Test
    void primingOfAudioAndReorderingOfVideoDelayAllTracksAlike() throws IOException {
        Path file = encoded();
        assertFramesOfFfmpeg(file);
        try (Mp4File reader = open(file)) {
            List<MediaFrame> frames = Frames.rest(reader);
            // x264 decodes two pictures ahead, 80 ms; AAC has 1024 samples of priming, 21 ms.
            assertThat(frames.getFirst().isKeyFrameOf(Track.VIDEO_0)).isTrue();
            assertThat(frames.getFirst().dtsMillis()).isZero();
            assertThat(frames.getFirst().packets().getFirst().compositionTimeMillis())
                    .isEqualTo(80);
            assertThat(frames.stream()
                            .filter(frame -> frame.packets().getFirst().track().equals(Track.AUDIO_0)))
                    .first()
                    .extracting(MediaFrame::dtsMillis)
                    .isEqualTo(80L - 21);
        }
    }

    /** FFmpeg plays such files with the picture too late, so it is no judge here. */
    @Test
    void negativeCompositionTimesInFragmentsKeepSoundAndPictureTogether() throws IOException {
        try (Mp4File reader = open(mp4(MediaFile.H264_AAC_B_FRAMES, "cmaf+frag_keyframe"))) {
            List<MediaFrame> frames = Frames.rest(reader);
            assertThat(firstPtsMillis(frames, Track.VIDEO_0)).isEqualTo(40);
            assertThat(firstPtsMillis(frames, Track.AUDIO_0)).isEqualTo(40);
            assertThat(frames).allMatch(frame -> frame.packets().getFirst().compositionTimeMillis() >= 0);
        }
    }

    private static long firstPtsMillis(List<MediaFrame> frames, Track track) {
        MediaFrame first = frames.stream()
                .filter(frame -> frame.packets().getFirst().track().equals(track))
                .findFirst()
                .orElseThrow();
        return first.dtsMillis() + first.packets().getFirst().compositionTimeMillis();
    }

    private static void assertFramesOfFfmpeg(Path file) throws IOException {
        try (Mp4File reader = open(file)) {
            List<MediaFrame> frames = Frames.rest(reader);
            Frames.assertWellFormed(frames);
            List<FlvTag> tags = frames.stream().map(Frames::tag).toList();
            assertThat(Frames.coded(tags)).isEqualTo(Frames.coded(Clip.tags(file)));
            assertThat(reader.next()).isNull();
        }
    }

    @ParameterizedTest
    @EnumSource(MediaFile.class)
    @DisplayName("ER-065, ER-126, IP-75: headers are metadata, then the sequence starts that FFmpeg sends")
    void headers(MediaFile media) throws IOException {
        Path file = mp4(media, "+faststart");
        try (Mp4File reader = open(file)) {
            List<MediaFrame> headers = reader.headers();
            assertThat(headers.getFirst().body().toUtf8()).contains("onMetaData");
            Frames.assertWellFormed(headers);
            assertThat(headers).allMatch(header -> header.dtsMillis() == 0);
            List<ByteBuffer> expected = Clip.tags(file).stream()
                    .filter(tag -> tag.type() != FlvTag.SCRIPT && !tag.isCodedFrame() && isSequenceStart(tag))
                    .map(FlvTag::body)
                    .map(Mp4FileTest::withFlacSignature)
                    .distinct()
                    .toList();
            assertThat(headers.stream().skip(1).map(header -> header.body().asByteBuffer()))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static boolean isSequenceStart(FlvTag tag) {
        MediaFrame frame = Frames.frame(tag);
        return frame.packets().getFirst().type() == PacketType.SEQUENCE_START;
    }

    /** FFmpeg leaves out the signature and the header of the block, against the specification [ER-065]. */
    private static ByteBuffer withFlacSignature(ByteBuffer body) {
        Bytes bytes = Clip.bytes(body);
        Bytes start = Bytes.hex("90 664c6143");
        return bytes.startsWith(start)
                ? ByteBuffer.wrap(Bytes.hex(start.toHex() + "664c6143 80000022"
                                + bytes.from(5).toHex())
                        .toByteArray())
                : body;
    }

    /** Many files have 2 in the sample entry, whatever the sound is. */
    @Test
    void channelsAreThoseOfTheConfigurationAndNotOfTheSampleEntry() throws IOException {
        byte[] file = Clip.bytes(mp4(MediaFile.H264_AAC_B_FRAMES, "+faststart")).toByteArray(); // mono
        int entry = new String(file, StandardCharsets.ISO_8859_1).indexOf("mp4a");
        file[entry + 21] = 2;
        assertThat(metadata(Bytes.wrap(file)).bool("stereo")).hasValue(false);
    }

    @Test
    @DisplayName("F-08, ER-020, ER-022: onMetaData tells the length, the picture, the sound and the codecs")
    void metadata() throws IOException {
        AmfProperties legacy = metadata(mp4(MediaFile.H264_AAC_B_FRAMES, "+faststart"));
        assertThat(legacy.number("duration").orElseThrow()).isBetween(2.0, 2.2);
        assertThat(legacy.number("width")).hasValue(160);
        assertThat(legacy.number("height")).hasValue(120);
        assertThat(legacy.number("framerate").orElseThrow()).isBetween(24.9, 25.1);
        assertThat(legacy.number("videocodecid")).hasValue(7);
        assertThat(legacy.number("audiocodecid")).hasValue(10);
        assertThat(legacy.number("audiosamplerate")).hasValue(48_000);
        assertThat(legacy.bool("stereo")).hasValue(false);
        Path enhanced = mp4(MediaFile.AV1_OPUS, FRAGMENTED);
        assertThat(metadata(enhanced).number("videocodecid")).hasValue(1_635_135_537);
        assertThat(metadata(enhanced).number("audiocodecid")).hasValue(1_332_770_163);
        assertThat(metadata(enhanced).number("filesize"))
                .hasValue(Clip.bytes(enhanced).length());
    }

    private static AmfProperties metadata(Path file) throws IOException {
        return metadata(Clip.bytes(file));
    }

    private static AmfProperties metadata(Bytes file) throws IOException {
        try (Mp4File reader = open(file)) {
            return Amf0.decodeAll(reader.headers().getFirst().body()).get(1).asProperties();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+faststart", FRAGMENTED})
    @DisplayName("R-152: seek goes to the key frame at or before, all tracks from its time on")
    void seekToEachKeyFrame(String flags) throws IOException {
        Path file = mp4(MediaFile.H264_AAC_B_FRAMES, flags);
        try (Mp4File reader = open(file)) {
            List<MediaFrame> all = Frames.rest(reader);
            List<MediaFrame> keyFrames = all.stream()
                    .filter(frame -> frame.isKeyFrameOf(Track.VIDEO_0))
                    .toList();
            assertThat(keyFrames).hasSize(2);
            for (MediaFrame keyFrame : keyFrames) {
                long time = keyFrame.dtsMillis();
                for (long later : new long[] {0, 1, 900}) {
                    assertThat(reader.seek(time + later)).isEqualTo(time);
                    assertThat(reader.headers()).allMatch(header -> header.dtsMillis() == time);
                    List<MediaFrame> rest = Frames.rest(reader);
                    assertThat(rest.getFirst()).isEqualTo(keyFrame);
                    assertThat(rest)
                            .containsExactlyElementsOf(all.stream()
                                    .filter(frame -> frame.dtsMillis() >= time)
                                    .toList());
                }
            }
            assertThat(reader.seek(-1)).isZero();
            assertThat(Frames.rest(reader)).isEqualTo(all);
            assertThat(reader.seek(Long.MAX_VALUE))
                    .isEqualTo(keyFrames.getLast().dtsMillis());
            assertThat(reader.seek(Long.MIN_VALUE)).isZero();
        }
    }

    @Test
    void soundAloneIsSoughtByTheFrame() throws IOException {
        try (Mp4File reader = open(mp4(MediaFile.AUDIO_ONLY, "+faststart"))) {
            List<MediaFrame> all = Frames.rest(reader);
            for (MediaFrame frame : all) {
                assertThat(reader.seek(frame.dtsMillis() + 1)).isEqualTo(frame.dtsMillis());
                assertThat(reader.next()).isEqualTo(frame);
            }
            assertThat(reader.durationMillis())
                    .isBetween(all.getLast().dtsMillis(), all.getLast().dtsMillis() + 22);
        }
    }

    @Test
    void readersOfOneIndexDoNotDisturbEachOther() throws IOException {
        ByteSource source = Clip.source(mp4(MediaFile.HEVC_OPUS, FRAGMENTED));
        Mp4Index index = Mp4File.index(source);
        try (Mp4File one = new Mp4File(index, source);
                Mp4File other = new Mp4File(index, source)) {
            List<MediaFrame> expected = Frames.rest(one);
            other.seek(1000);
            assertThat(one.seek(0)).isZero();
            assertThat(other.next()).isNotEqualTo(expected.getFirst());
            assertThat(Frames.rest(one)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"+faststart", FRAGMENTED})
    void fileCutShortInItsMediaEndsWithItsLastWholeFrame(String flags) throws IOException {
        Bytes file = Clip.bytes(mp4(MediaFile.H264_AAC_B_FRAMES, flags));
        List<MediaFrame> all = Frames.rest(open(file));
        List<MediaFrame> kept = Frames.rest(open(file.slice(0, file.length() * 2 / 3)));
        assertThat(kept).hasSizeBetween(all.size() / 3, all.size() - 1);
        assertThat(all).containsAll(kept);
        assertThat(kept).isSortedAccordingTo(Comparator.comparingLong(MediaFrame::dtsMillis));
    }

    @Test
    void fileThatShrinksWhileItIsPlayedEnds() throws IOException {
        Bytes file = Clip.bytes(mp4(MediaFile.H264_AAC_B_FRAMES, "+faststart"));
        Mp4Index index = Mp4File.index(ByteSource.of(file));
        try (Mp4File reader = new Mp4File(index, ByteSource.of(file.slice(0, file.length() * 2 / 3)))) {
            assertThat(Frames.rest(reader)).isNotEmpty();
        }
    }

    @Test
    void codecThatRtmpDoesNotKnowIsNamed() {
        Path file = Clip.of(".mp4", "-f", "lavfi", "-i", "color=size=64x64:duration=0.2", "-c:v", "mpeg4");
        assertThatThrownBy(() -> open(file))
                .isInstanceOfSatisfying(
                        MediaFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MediaFileException.Cause.NO_SUPPORTED_TRACK))
                .hasMessageContaining("mp4v");
    }

    @Test
    void otherFileIsRefused() {
        assertThatThrownBy(() -> open(Clip.bytes(MediaFile.H264_MP3.path())))
                .isInstanceOfSatisfying(
                        MediaFileException.class,
                        e -> assertThat(e.kind()).isEqualTo(MediaFileException.Cause.STRUCTURE));
        assertThatThrownBy(() -> open(Bytes.EMPTY)).isInstanceOf(MediaFileException.class);
    }

    @Test
    void trackNumbersCountWithinTheirKind() throws IOException {
        try (Mp4File reader = open(mp4(MediaFile.TWO_VIDEO_THREE_AUDIO, FRAGMENTED))) {
            assertThat(reader.headers().stream()
                            .flatMap(header -> header.packets().stream())
                            .map(MediaPacket::track)
                            .map(track -> track.kind() + " " + track.id()))
                    .containsExactly("VIDEO 0", "VIDEO 1", "AUDIO 0", "AUDIO 1", "AUDIO 2");
        }
    }

    /** What FFmpeg makes of its own pictures and sound: with priming, and with pictures decoded ahead. */
    private static Path encoded() {
        return Clip.of(
                ".mp4",
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=160x120:rate=25:duration=2",
                "-f",
                "lavfi",
                "-i",
                "sine=sample_rate=48000:duration=2",
                "-c:v",
                "libx264",
                "-bf",
                "2",
                "-c:a",
                "aac");
    }

    static Path mp4(MediaFile media, String flags) {
        return Clip.of(".mp4", "-copyts", "-i", media.path().toString(), "-map", "0", "-c", "copy", "-movflags", flags);
    }

    private static Mp4File open(Path file) throws IOException {
        return open(Clip.bytes(file));
    }

    private static Mp4File open(Bytes file) throws IOException {
        return new Mp4File(Mp4File.index(ByteSource.of(file)), ByteSource.of(file));
    }
}
