package io.millrace.testkit;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Loader;

/**
 * FFmpeg and FFprobe as RTMP clients and as makers of media files: clients that were not written by us.
 *
 * @param ffmpeg the program that publishes, records and converts
 * @param ffprobe the program that shows packets one by one
 */
public record Ffmpeg(String ffmpeg, String ffprobe) {

    /**
     * The FFmpeg 8 that Maven brings, unpacked once per machine. Needs the {@code org.bytedeco} programs of this
     * platform on the class path; skips or fails the test where there are none (see {@link Tools}).
     */
    public static Ffmpeg bundled() {
        try {
            return new Ffmpeg(
                    Loader.load(org.bytedeco.ffmpeg.ffmpeg.class), Loader.load(org.bytedeco.ffmpeg.ffprobe.class));
        } catch (LinkageError e) {
            throw Tools.missing("no FFmpeg for this platform on the class path: " + e);
        }
    }

    /** The FFmpeg of the operating system, usually older. */
    public static Ffmpeg installed() {
        return new Ffmpeg(
                Tools.require("ffmpeg").toString(), Tools.require("ffprobe").toString());
    }

    /** Makes a file of {@code clip} so many times. */
    public Path repeat(Path clip, int times, Path file) {
        run(
                "-stream_loop",
                String.valueOf(times - 1),
                "-i",
                clip.toString(),
                "-map",
                "0",
                "-c",
                "copy",
                file.toString());
        return file;
    }

    /** Runs FFmpeg to its end. */
    public void run(String... arguments) {
        Program.run(command(arguments));
    }

    /** Starts FFmpeg in the background; the caller closes it. */
    public Program start(String... arguments) {
        return Program.start(command(arguments));
    }

    /**
     * Publishes all streams of {@code file} as fast as the server takes them, through FFmpeg's own FLV muxer. The
     * timestamps on the wire are those of the file.
     *
     * <p>For files below the server's acknowledgement window: FFmpeg reads what a server sends only now and then,
     * between its packets [IP-32]. When it ends with an acknowledgement unread, its socket is reset, and what has not
     * left is lost.
     */
    public Program publish(Path file, String url) {
        List<String> command =
                new ArrayList<>(List.of("-copyts", "-i", file.toString(), "-map", "0", "-c", "copy", "-f", "flv"));
        if (url.startsWith("rtmpt")) {
            command.addAll(List.of("-rtmp_flush_interval", "1")); // else what is not sent yet at the end is lost
        }
        command.add(url);
        return start(command.toArray(String[]::new));
    }

    /** Publishes {@code file} at its own speed. */
    public Program publishLive(Path file, String url) {
        return start("-re", "-copyts", "-i", file.toString(), "-map", "0", "-c", "copy", "-f", "flv", url);
    }

    /** Publishes {@code file} over and over at its own speed, with timestamps that go on, until closed. */
    public Program publishForever(Path file, String url) {
        return start("-re", "-stream_loop", "-1", "-i", file.toString(), "-map", "0", "-c", "copy", "-f", "flv", url);
    }

    /** Publishes the tags of an FLV file byte for byte: for tags that FFmpeg's muxer would write another way. */
    public Program publishVerbatim(Path flv, String url) {
        return start("-f", "data", "-i", flv.toString(), "-map", "0", "-c", "copy", "-f", "data", url);
    }

    /**
     * Plays {@code url} into an FLV file that holds the messages as FFmpeg's RTMP client received them: neither
     * demuxed nor muxed, so that tag bodies and timestamps are those of the wire.
     */
    public Program record(String url, Path flv) {
        return start(
                "-f",
                "data",
                "-i",
                url,
                "-map",
                "0",
                "-c",
                "copy",
                "-flush_packets",
                "1",
                "-f",
                "data",
                flv.toString());
    }

    /**
     * Starts to play {@code url} packet by packet; {@link Packets#of(Program)} waits for the end of the stream.
     *
     * @param options of the input, such as {@code -rtmp_live recorded}
     */
    public Program play(String url, String... options) {
        return Program.start(probe(url, options));
    }

    /** The packets of a media file. */
    public Packets packets(Path file) {
        return Packets.parse(Program.run(probe(file.toString())));
    }

    /** How long a media file is, in seconds, as its container says. */
    public double seconds(Path file) {
        List<String> output = Program.run(List.of(
                ffprobe, "-loglevel", "error", "-show_entries", "format=duration", "-of", "csv=p=0", file.toString()));
        return Double.parseDouble(output.getFirst());
    }

    /** Colour and HDR of a file's video as FFprobe prints them: of the track, and of its first frames. */
    public List<String> colors(Path file) {
        return Program.run(List.of(
                ffprobe,
                "-hide_banner",
                "-loglevel",
                "error",
                "-select_streams",
                "v",
                "-show_streams",
                "-show_frames",
                "-read_intervals",
                "%+#5",
                "-show_entries",
                "stream=color_space,color_transfer,color_primaries:stream_side_data"
                        + ":frame=color_space,color_transfer,color_primaries:frame_side_data",
                "-of",
                "compact",
                file.toString()));
    }

    private List<String> probe(String fileOrUrl, String... options) {
        var command = new ArrayList<>(List.of(
                ffprobe,
                "-hide_banner",
                "-loglevel",
                "debug",
                "-show_data_hash",
                "md5",
                "-show_entries",
                "packet=stream_index,pts,dts,size,flags,data_hash:stream=index,codec_name,codec_type",
                "-of",
                "compact"));
        command.addAll(List.of(options));
        command.add(fileOrUrl);
        return command;
    }

    private List<String> command(String... arguments) {
        var command =
                new ArrayList<>(List.of(ffmpeg, "-hide_banner", "-nostdin", "-nostats", "-loglevel", "debug", "-y"));
        command.addAll(List.of(arguments));
        return command;
    }
}
