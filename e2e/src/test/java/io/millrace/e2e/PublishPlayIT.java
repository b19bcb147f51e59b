package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What players that were there first receive equals what FFmpeg published, for every codec that FFmpeg puts into RTMP:
 * packet by packet through FFmpeg's demuxer, and tag by tag with the timestamps of the wire.
 */
class PublishPlayIT {
    /** Files are published faster than they play, so that a player may be many seconds behind for a moment. */
    private static final TestServer SERVER = TestServer.start("streams.max-lag=1m");

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource
    @DisplayName("IP-70: codecs are relayed as published, without negotiation")
    void playersReceiveWhatWasPublished(MediaFile clip) {
        String stream = "live/" + clip.name();
        try (var player = ffmpeg.play(SERVER.url(stream + "?tracks=all"));
                var plainPlayer = ffmpeg.play(SERVER.url(stream));
                var recorder = ffmpeg.record(SERVER.url(stream + "?tracks=all"), folder.resolve("received.flv"))) {
            SERVER.awaitPlayers(stream, 3);
            publish(clip, SERVER.url(stream));
            ffmpeg.packets(clip.path()).assertReceivedWhole(Packets.of(player));
            // MultitrackIT shows what such a player gets of several tracks.
            if (FlvTag.read(clip.path()).stream().noneMatch(FlvTag::isMultitrack)) {
                ffmpeg.packets(clip.path()).assertReceivedWhole(Packets.of(plainPlayer));
            }
            recorder.succeed();
            FlvTag.assertReceived(FlvTag.read(clip.path()), FlvTag.read(folder.resolve("received.flv")));
        }
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = MediaFile.class,
            names = {"HEVC_HDR10", "AV1_HDR10", "HEVC_COLOR_INFO", "AV1_COLOR_INFO"})
    @DisplayName("ER-151, ER-154, ER-157: colour, mastering display and light level reach players")
    void colors(MediaFile clip) {
        String stream = "live/colors-" + clip.name();
        Path early = folder.resolve("early.flv");
        try (var recorder = ffmpeg.record(SERVER.url(stream), early)) {
            SERVER.awaitPlayers(stream, 1);
            publish(clip, SERVER.url(stream));
            recorder.succeed();
        }
        List<String> published = ffmpeg.colors(clip.path());
        assertThat(String.join("\n", published)).contains("color_transfer=smpte2084");
        if (clip.name().endsWith("COLOR_INFO")) {
            assertThat(String.join("\n", published)).contains("Mastering display metadata", "Content light level");
        }
        assertThat(ffmpeg.colors(early)).isEqualTo(published);
    }

    private void publish(MediaFile clip, String url) {
        try (Program publisher = switch (clip) {
            // FFmpeg's muxer would write H.264 and AAC in legacy form, and leave the mastering display out.
            case H264_AAC_AS_FOURCC, HEVC_COLOR_INFO, AV1_COLOR_INFO -> ffmpeg.publishVerbatim(clip.path(), url);
            case LARGE_KEY_FRAME -> ffmpeg.publishLive(clip.path(), url);
            default -> ffmpeg.publish(clip.path(), url);
        }) {
            publisher.succeed();
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"testsrc.flv", "mptestsrc.flv"})
    void playersReceiveTheSamplesOfTheSpecification(String sample) throws URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(getClass().getResource("/media/" + sample))
                .toURI());
        String stream = "live/" + sample.replace('.', '-');
        try (var player = ffmpeg.play(SERVER.url(stream + "?tracks=all"))) {
            SERVER.awaitPlayers(stream, 1);
            try (var publisher = ffmpeg.publishVerbatim(file, SERVER.url(stream))) {
                publisher.succeed();
            }
            ffmpeg.packets(file).assertReceivedWhole(Packets.of(player));
        }
    }
}
