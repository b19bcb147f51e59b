package io.millrace.e2e;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Recorded streams of every kind of file: clips of {@link MediaFile}, copied into it by FFmpeg 8. */
enum RecordedClip {
    /** Nothing in the file says how long it is. */
    LEGACY(MediaFile.H264_AAC_B_FRAMES, "legacy", "legacy.flv", "-flvflags", "no_metadata+no_duration_filesize"),
    LEGACY_WITH_INDEX(MediaFile.H264_AAC_B_FRAMES, "index.flv", "index.flv", "-flvflags", "add_keyframe_index"),
    LEGACY_MP3(MediaFile.H264_MP3, "legacy-mp3", "legacy-mp3.flv"),
    SOUND(MediaFile.AUDIO_ONLY, "sound", "sound.flv"),
    ENHANCED_HEVC_OPUS(MediaFile.HEVC_OPUS, "hevc-opus", "hevc-opus.flv"),
    ENHANCED_AV1_OPUS(MediaFile.AV1_OPUS, "flv:av1-opus", "av1-opus.flv"),
    ENHANCED_VP9_FLAC(MediaFile.VP9_FLAC, "vp9-flac", "vp9-flac.flv"),
    MP4_H264_AAC(MediaFile.H264_AAC_B_FRAMES, "mp4:h264", "h264.mp4"),
    MP4_H264_MP3(MediaFile.H264_MP3, "h264-mp3.mp4", "h264-mp3.mp4", "-movflags", "faststart"),
    MP4_HEVC_OPUS(MediaFile.HEVC_OPUS, "mp4:hevc", "hevc.mp4", "-tag:v", "hvc1"),
    MP4_AV1_OPUS(MediaFile.AV1_OPUS, "av1.mp4", "av1.mp4"),
    MP4_VP9_FLAC(MediaFile.VP9_FLAC, "mp4:vp9.mp4", "vp9.mp4", "-strict", "-2"),
    MP4_AC3(MediaFile.H264_AC3, "mp4:ac3", "ac3.mp4"),
    FRAGMENTED(
            MediaFile.H264_AAC_B_FRAMES, "mp4:fragmented", "fragmented.mp4", "-movflags", "frag_keyframe+empty_moov"),
    FRAGMENTED_AV1(
            MediaFile.AV1_OPUS, "mp4:parts", "parts.mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof"),
    MP3(MediaFile.H264_MP3, "mp3:tone", "tone.mp3", "-vn", "-write_xing", "0");

    private final MediaFile source;
    private final String streamName;
    private final String fileName;
    private final List<String> options;

    RecordedClip(MediaFile source, String streamName, String fileName, String... options) {
        this.source = source;
        this.streamName = streamName;
        this.fileName = fileName;
        this.options = List.of(options);
    }

    /** As a player asks for it. */
    String streamName() {
        return streamName;
    }

    /** Makes the file in {@code directory}. */
    Path makeIn(Path directory) {
        return makeIn(directory, 1);
    }

    /** The same, with the clip so many times in it. */
    Path makeIn(Path directory, int times) {
        return copy(directory.resolve(fileName), times, options);
    }

    /** What a player is to receive, made in {@code directory}: the file, as FFmpeg writes it in FLV. */
    Path asFlv(Path directory) {
        Path file = makeIn(directory);
        if (fileName.endsWith(".flv")) {
            return file;
        }
        Path flv = directory.resolve(fileName + ".flv");
        // Else FFmpeg leaves out packets of which the file says that nothing of them is heard.
        List<String> whole = fileName.endsWith(".mp4") ? List.of("-advanced_editlist", "0") : List.of();
        var arguments = new ArrayList<>(whole);
        arguments.addAll(List.of("-copyts", "-i", file.toString(), "-map", "0", "-c", "copy", flv.toString()));
        Ffmpeg.bundled().run(arguments.toArray(String[]::new));
        return flv;
    }

    private Path copy(Path file, int times, List<String> how) {
        var arguments = new ArrayList<>(List.of("-stream_loop", String.valueOf(times - 1), "-copyts", "-i"));
        arguments.addAll(List.of(source.path().toString(), "-map", "0", "-c", "copy"));
        arguments.addAll(how);
        arguments.add(file.toString());
        Ffmpeg.bundled().run(arguments.toArray(String[]::new));
        return file;
    }
}
