package io.millrace.flv;

import static java.util.Map.entry;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.FourCc;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the specification's own lab; see the README beside them. */
class SampleFilesTest {
    @ParameterizedTest
    @CsvSource({"testsrc.flv, 807, 501, 300, 1, 10001", "mptestsrc.flv, 849, 501, 342, 3, 11374"})
    @DisplayName("ER-060, ER-120: the specification's own files, AV1 and Opus on track 0")
    void contents(String name, int tags, long audioFrames, long videoFrames, long keyFrames, long lastMillis) {
        var file = tagsOf(name);
        var audio = packetsOf(file, FlvTag.AUDIO);
        var video = packetsOf(file, FlvTag.VIDEO);

        assertThat(file).hasSize(tags);
        assertThat(file.getLast().timestampMillis()).isEqualTo(lastMillis);
        assertThat(audio)
                .allMatch(packet -> packet.track().equals(Track.AUDIO_0))
                .allMatch(packet -> packet.codec().equals(new Codec.Enhanced(FourCc.OPUS)));
        assertThat(video)
                .allMatch(packet -> packet.track().equals(Track.VIDEO_0))
                .allMatch(packet -> packet.codec().equals(new Codec.Enhanced(FourCc.AV1)));
        assertThat(audio.stream().collect(groupingBy(MediaPacket::type, counting())))
                .containsOnly(
                        entry(PacketType.SEQUENCE_START, 1L),
                        entry(PacketType.MULTICHANNEL_CONFIG, 1L),
                        entry(PacketType.CODED_FRAMES, audioFrames));
        assertThat(video.stream().collect(groupingBy(MediaPacket::type, counting())))
                .containsOnly(
                        entry(PacketType.SEQUENCE_START, 2L),
                        entry(PacketType.METADATA, 1L),
                        entry(PacketType.CODED_FRAMES, videoFrames));
        assertThat(video.stream().filter(MediaPacket::keyFrame)).hasSize((int) keyFrames);
    }

    @Test
    @DisplayName("ER-065, ER-150: payloads begin where the header ends: OpusHead, colorInfo, an av1C record")
    void payloads() {
        var file = tagsOf("testsrc.flv");
        assertThat(first(file, FlvTag.AUDIO, PacketType.SEQUENCE_START).toUtf8())
                .startsWith("OpusHead");
        assertThat(first(file, FlvTag.AUDIO, PacketType.MULTICHANNEL_CONFIG)).isEqualTo(Bytes.hex("010100000004"));
        assertThat(first(file, FlvTag.VIDEO, PacketType.METADATA).toUtf8()).startsWith("\u0002\u0000\u0009colorInfo");
        // FFmpeg wrote a SequenceStart without a record first, and a second one when it had it.
        assertThat(packetsOf(file, FlvTag.VIDEO).stream()
                        .filter(packet -> packet.type() == PacketType.SEQUENCE_START)
                        .map(packet -> packet.payload().length()))
                .containsExactly(0, 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"testsrc.flv", "mptestsrc.flv"})
    @DisplayName("F-02, ER-110: written again, and in the plain form, it is the same file")
    void writtenAgain(String name) {
        var writer = new FlvWriter();
        var out = new ByteWriter();
        FlvWriter.writeHeader(new FlvHeader(true, true), out);
        for (FlvTag tag : tagsOf(name)) {
            MediaKind kind = switch (tag.type()) {
                case FlvTag.AUDIO -> MediaKind.AUDIO;
                case FlvTag.VIDEO -> MediaKind.VIDEO;
                default -> MediaKind.DATA;
            };
            var bodies = MessageForm.PLAIN.bodiesOf(new MediaFrame(kind, tag.timestampMillis(), tag.body(), List.of()));
            writer.write(new FlvTag(tag.type(), tag.timestampMillis(), bodies.getFirst()), out);
        }
        assertThat(out.toBytes()).isEqualTo(fileOf(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"testsrc.flv", "mptestsrc.flv"})
    void everyPacketIsWrittenAsItWas(String name) {
        for (FlvTag tag : tagsOf(name)) {
            switch (tag.type()) {
                case FlvTag.AUDIO ->
                    assertThat(AudioTagCodec.encode(
                                    AudioTagCodec.decode(tag.body()).getFirst()))
                            .isEqualTo(tag.body());
                case FlvTag.VIDEO ->
                    assertThat(VideoTagCodec.encode(
                                    VideoTagCodec.decode(tag.body()).getFirst()))
                            .isEqualTo(tag.body());
                default -> assertThat(tag.body().toUtf8()).startsWith("\u0002\u0000\nonMetaData");
            }
        }
    }

    private static Bytes first(List<FlvTag> file, int tagType, PacketType type) {
        return packetsOf(file, tagType).stream()
                .filter(packet -> packet.type() == type)
                .findFirst()
                .orElseThrow()
                .payload();
    }

    private static List<MediaPacket> packetsOf(List<FlvTag> file, int tagType) {
        return file.stream()
                .filter(tag -> tag.type() == tagType)
                .flatMap(tag -> (tagType == FlvTag.AUDIO
                                ? AudioTagCodec.decode(tag.body())
                                : VideoTagCodec.decode(tag.body()))
                        .stream())
                .toList();
    }

    private static List<FlvTag> tagsOf(String name) {
        List<FlvTag> tags = new ArrayList<>();
        new FlvReader().read(fileOf(name), tags::add);
        return tags;
    }

    static Bytes fileOf(String name) {
        try (var in = SampleFilesTest.class.getResourceAsStream(name)) {
            return Bytes.wrap(Objects.requireNonNull(in).readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
