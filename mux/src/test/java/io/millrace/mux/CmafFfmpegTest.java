package io.millrace.mux;

import static io.millrace.mux.Fmp4FfmpegTest.shown;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackTable;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.hls.HlsCodecs;
import io.millrace.mux.hls.LiveWindow;
import io.millrace.mux.hls.MasterPlaylist;
import io.millrace.mux.hls.MasterPlaylist.AudioRendition;
import io.millrace.mux.hls.MasterPlaylist.Variant;
import io.millrace.mux.hls.SegmentNames;
import io.millrace.mux.hls.VideoRange;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MasterPlaylistRules;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.PlaylistRules;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Segments of {@link CmafSegmenter} and their playlists, for every codec that FFmpeg encodes, as FFmpeg reads them. */
@Execution(ExecutionMode.CONCURRENT)
class CmafFfmpegTest {
    private static final Ffmpeg FFMPEG = Ffmpeg.bundled();
    private static final SegmentTargets TARGETS = new SegmentTargets(330, 1000, 2);
    private static final LiveWindow.Limits ALL = new LiveWindow.Limits(60_000, 0, Long.MAX_VALUE);

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource(MediaFile.class)
    @DisplayName(
            "ER-065, ER-126, ER-101: FFmpeg finds in the segments what it finds in the FLV: data, times and key frames")
    void packetsAreThoseOfTheFlv(MediaFile media) throws IOException {
        List<MediaFrame> frames = Fmp4FfmpegTest.frames(media.path());
        Packets expected = FFMPEG.packets(media.path());
        long first = firstMillis(expected); // where our reader of FLV files begins to count
        for (TrackInfo info : tracks(frames)) {
            Segmented written = segmented(info.track(), frames);
            assertThat(written.begins()).hasSize(1);
            Path mp4 = Written.save(written.file(0), folder);
            Packets found = FFMPEG.packets(mp4);
            String name = found.tracks().iterator().next();
            String original = name.replace("0:", info.track().id() + ":");
            assertThat(shown(found, timescale(info), 0)).isEqualTo(shown(expected.track(original), 1000, first));
            FFMPEG.run("-xerror", "-err_detect", "explode", "-i", mp4.toString(), "-f", "null", "-");
        }
    }

    private static Segmented segmented(Track track, List<MediaFrame> frames) {
        return Segmented.of(track, new CmafSegmenter(List.of(track), TARGETS), frames);
    }

    private static int timescale(TrackInfo info) {
        return info.audio().isPresent() ? info.audio().get().sampleRate() : 90_000;
    }

    private static List<TrackInfo> tracks(List<MediaFrame> frames) {
        TrackTable table = new TrackTable(problem -> {});
        frames.forEach(table::add);
        return table.tracks();
    }

    private static long firstMillis(Packets packets) {
        return packets.list().stream()
                .mapToLong(packet -> Long.parseLong(packet.dtsMillis()))
                .min()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource(names = {"HEVC_COLOR_INFO", "AV1_COLOR_INFO"})
    @DisplayName(
            "ER-150, ER-154: colour, mastering display and light level are in the init segment, and make the range PQ")
    void colors(MediaFile media) throws IOException {
        List<MediaFrame> frames = Fmp4FfmpegTest.frames(media.path());
        Segmented written = segmented(Track.VIDEO_0, frames);
        assertThat(FFMPEG.colors(Written.save(written.file(0), folder)).getFirst())
                .contains("color_transfer=smpte2084", "max_luminance=10000000/10000", "max_content=1000");
        TrackInfo info = written.begins().getLast().tracks().getFirst();
        assertThat(VideoRange.of(info)).isEqualTo(VideoRange.PQ);
    }

    /** The tracks apart, as files beside each other. */
    @ParameterizedTest
    @EnumSource(
            names = {"H264_AAC_B_FRAMES", "HEVC_OPUS", "AV1_OPUS", "VP9_FLAC", "TWO_VIDEO_THREE_AUDIO", "AUDIO_ONLY"})
    void ffmpegPlaysTheMasterPlaylist(MediaFile media) throws IOException {
        List<MediaFrame> frames = Fmp4FfmpegTest.frames(media.path());
        List<TrackInfo> tracks = tracks(frames);
        List<SegmentOutput> outputs = new ArrayList<>();
        CmafSegmenter segmenter =
                new CmafSegmenter(tracks.stream().map(TrackInfo::track).toList(), TARGETS);
        outputs.addAll(Segmented.all(segmenter, frames));
        outputs.addAll(segmenter.discontinuity());
        boolean hasVideo = tracks.stream().anyMatch(info -> info.video().isPresent());
        List<Variant> variants = new ArrayList<>();
        List<AudioRendition> audio = new ArrayList<>();
        for (TrackInfo info : tracks) {
            LiveWindow window = new LiveWindow(TARGETS, ALL, new LiveWindow.Beginning(0, 0));
            Segmented.of(info.track(), outputs).outputs().forEach(window::add);
            window.end();
            String playlist = save(name(info.track()), window);
            if (info.audio().isPresent() && hasVideo) {
                String name = "sound " + info.track().id();
                audio.add(new AudioRendition("audio", name, Optional.empty(), audio.isEmpty(), 1, playlist));
            } else {
                variants.add(variant(info, tracks, window, playlist));
            }
        }
        Path master = folder.resolve("master.m3u8");
        Files.writeString(master, new MasterPlaylist(variants, audio).toText());
        MasterPlaylistRules.check(Files.readString(master));
        Packets found = FFMPEG.packets(master);
        Packets expected = FFMPEG.packets(media.path());
        for (String track : expected.tracks()) {
            List<String> hashes = expected.hashes(track);
            List<String> kept = found.hashes(ofCodec(track.substring(track.indexOf(':')), found));
            assertThat(hashes).endsWith(kept.toArray(String[]::new));
            assertThat(hashes.size() - kept.size())
                    .as("sound from before the first picture")
                    .isLessThan(4);
        }
    }

    /** FFprobe shows the streams of a master playlist twice, as those of programs too, so that their numbers differ. */
    private static String ofCodec(String codec, Packets packets) {
        return packets.tracks().stream()
                .filter(track -> track.endsWith(codec))
                .findFirst()
                .orElseThrow();
    }

    private static Variant variant(TrackInfo info, List<TrackInfo> all, LiveWindow window, String playlist) {
        List<String> codecs = all.stream()
                .filter(other -> other == info || other.audio().isPresent())
                .map(other -> HlsCodecs.of(other).orElseThrow())
                .toList();
        boolean isVideo = info.video().isPresent();
        return new Variant(
                playlist,
                window.peakBandwidth(),
                OptionalLong.of(window.averageBandwidth()),
                codecs,
                isVideo ? 160 : 0,
                120,
                isVideo ? 25 : 0,
                isVideo ? Optional.of(VideoRange.of(info)) : Optional.empty(),
                isVideo && all.size() > 1 ? Optional.of("audio") : Optional.empty());
    }

    private static String name(Track track) {
        return (track.kind() == MediaKind.VIDEO ? "video" : "audio") + track.id();
    }

    private String save(String name, LiveWindow window) throws IOException {
        SegmentNames names = names(name);
        String text = window.playlist(names).toText();
        long first = PlaylistRules.check(text).firstMsn();
        write(names.init(0), List.of(window.init(0).orElseThrow()));
        for (long msn = first; msn < window.nextMsn(); msn++) {
            write(names.segment(msn), window.segment(msn).orElseThrow());
        }
        Files.writeString(folder.resolve(name + ".m3u8"), text);
        return name + ".m3u8";
    }

    private void write(String name, List<Bytes> data) {
        try {
            Files.write(folder.resolve(name), Bytes.join(data).toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SegmentNames names(String track) {
        return new SegmentNames() {
            @Override
            public String init(long number) {
                return String.format(Locale.ROOT, "%s-init%d.mp4", track, number);
            }

            @Override
            public String segment(long msn) {
                return String.format(Locale.ROOT, "%s-%d.m4s", track, msn);
            }

            @Override
            public String part(long msn, int index) {
                return String.format(Locale.ROOT, "%s-%d.%d.m4s", track, msn, index);
            }
        };
    }
}
