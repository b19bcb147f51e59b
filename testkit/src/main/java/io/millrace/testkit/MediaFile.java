package io.millrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Test clips in FLV: two seconds with a key frame every second, made by FFmpeg 8 when first asked for and kept in
 * {@code target}, so that nothing large is committed.
 */
public enum MediaFile {
    H264_AAC_B_FRAMES(pictures() + tone() + "-c:v libx264 -bf 2 -c:a aac"),
    H264_MP3(pictures() + tone() + "-c:v libx264 -c:a libmp3lame -ar 44100"),
    HEVC_OPUS(pictures() + tone() + "-c:v libx265 -c:a libopus"),
    AV1_OPUS(pictures() + tone() + "-c:v libaom-av1 -usage realtime -cpu-used 8 -c:a libopus"),
    VP9_FLAC(pictures() + tone() + "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a flac"),
    VP9_OPUS(pictures() + tone() + "-c:v libvpx-vp9 -deadline realtime -cpu-used 8 -c:a libopus"),
    H264_AC3(pictures() + tone() + "-c:v libx264 -c:a ac3"),
    H264_EAC3(pictures() + tone() + "-c:v libx264 -c:a eac3"),
    AUDIO_ONLY(tone() + "-c:a aac"),
    VIDEO_ONLY(pictures() + "-c:v libx264"),
    /** The key frame of H.264 noise is larger than 4 MiB; what follows repeats the picture and is small. */
    LARGE_KEY_FRAME("-f lavfi -i color=gray:size=2048x1152:rate=25:duration=2,noise=alls=100 "
            + "-c:v libx264 -preset ultrafast -qp 0"),
    /** Timestamps above 0xFFFFFF, which the 24 bits of a chunk header cannot hold. */
    EXTENDED_TIMESTAMPS(pictures() + tone() + "-c:v libx264 -c:a aac -output_ts_offset 20000"),
    /** H.264, HEVC and AAC, Opus, AC-3: tracks above 0 are in multitrack messages of Enhanced RTMP. */
    TWO_VIDEO_THREE_AUDIO(pictures() + pictures() + tone() + tone() + tone()
            + "-map 0 -map 1 -map 2 -map 3 -map 4 "
            + "-c:v:0 libx264 -c:v:1 libx265 -c:a:0 aac -c:a:1 libopus -c:a:2 ac3"),
    /** The same pictures in two sizes, and two sounds, all of which any browser decodes. */
    TWO_SIZES_TWO_SOUNDS(pictures() + tone() + tone() + "-filter_complex [0]split[a][b];[b]scale=320:240[c] "
            + "-map [a] -map [c] -map 1 -map 2 -c:v libx264 -c:a aac"),
    AAC_5_1(tone() + "-ac 6 -c:a aac"),
    OPUS_5_1(tone() + "-ac 6 -mapping_family 1 -c:a libopus"),
    /** BT.2020 and PQ in the bitstream, with the mastering display and the light level. */
    HEVC_HDR10(pictures() + bt2020() + "-c:v libx265 -x265-params log-level=0:hdr10=1:repeat-headers=0:"
            + "master-display=G(13250,34500)B(7500,3000)R(34000,16000)WP(15635,16450)L(10000000,50):max-cll=1000,400"),
    AV1_HDR10(pictures() + bt2020() + "-c:v libaom-av1 -usage realtime -cpu-used 8"),
    /** The same with all that colorInfo can say, in metadata frames. */
    HEVC_COLOR_INFO("colorInfo in " + HEVC_HDR10.recipe) {
        @Override
        void make(Path file) throws IOException {
            withColorInfo(HEVC_HDR10, file);
        }
    },
    AV1_COLOR_INFO("colorInfo in " + AV1_HDR10.recipe) {
        @Override
        void make(Path file) throws IOException {
            withColorInfo(AV1_HDR10, file);
        }
    },
    /** {@link #H264_AAC_B_FRAMES} with every tag in Enhanced form, as FourCC avc1 and mp4a. */
    H264_AAC_AS_FOURCC("from " + H264_AAC_B_FRAMES.recipe) {
        @Override
        void make(Path file) throws IOException {
            List<FlvTag> tags = FlvTag.read(H264_AAC_B_FRAMES.path());
            Files.write(file, FlvTag.file(tags.stream().map(MediaFile::enhanced).toList()));
        }
    };

    private static final int FOUR_CC_END = 5;
    private static final Path FOLDER = Path.of("target", "media");

    private final String recipe;

    MediaFile(String recipe) {
        this.recipe = recipe;
    }

    private static String pictures() {
        return "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 ";
    }

    private static String bt2020() {
        return "-vf setparams=color_primaries=bt2020:color_trc=smpte2084:colorspace=bt2020nc -pix_fmt yuv420p10le ";
    }

    private static String tone() {
        return "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=2 ";
    }

    /** The file, made now if it is not there yet. */
    public synchronized Path path() {
        // The name changes with the recipe, so that a clip of an older recipe is never used.
        String name = name().toLowerCase(Locale.ROOT) + "-" + Integer.toHexString(recipe.hashCode());
        Path file = FOLDER.resolve(name + ".flv");
        if (!Files.exists(file)) {
            try {
                Files.createDirectories(FOLDER);
                Path unfinished = Files.createTempFile(FOLDER, "unfinished", ".flv");
                make(unfinished);
                Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return file;
    }

    /**
     * Encodes and then copies once more: encoders hand some of their headers over late, and only the copy is what the
     * muxer writes again when the file is published.
     */
    void make(Path file) throws IOException {
        Path encoded = Files.createTempFile(FOLDER, "encoded", ".flv");
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        ffmpeg.run((recipe + " -g 25 -bitexact " + encoded).split(" "));
        ffmpeg.run("-copyts", "-i", encoded.toString(), "-map", "0", "-c", "copy", "-f", "flv", file.toString());
        Files.delete(encoded);
    }

    /** FFmpeg's muxer writes no mastering display: its encoders leave that in the bitstream. */
    private static void withColorInfo(MediaFile from, Path file) throws IOException {
        List<FlvTag> tags = FlvTag.read(from.path());
        Files.write(
                file, FlvTag.file(tags.stream().map(MediaFile::withColorInfo).toList()));
    }

    private static FlvTag withColorInfo(FlvTag tag) {
        byte[] body = tag.bytes();
        boolean isMetadataFrame = tag.type() == FlvTag.VIDEO && (body[0] & 0x8F) == 0x84;
        if (!isMetadataFrame) {
            return tag;
        }
        byte[] color = RawAmf.encode(
                "colorInfo",
                Map.of(
                        "colorConfig",
                        Map.of(
                                "bitDepth", 10,
                                "colorPrimaries", 9,
                                "transferCharacteristics", 16,
                                "matrixCoefficients", 9),
                        "hdrCll",
                        Map.of("maxFall", 400, "maxCLL", 1000),
                        "hdrMdcv",
                        Map.of(
                                "redX",
                                0.68,
                                "redY",
                                0.32,
                                "greenX",
                                0.265,
                                "greenY",
                                0.69,
                                "blueX",
                                0.15,
                                "blueY",
                                0.06,
                                "whitePointX",
                                0.3127,
                                "whitePointY",
                                0.329,
                                "maxLuminance",
                                1000,
                                "minLuminance",
                                0.005)));
        var out = ByteBuffer.allocate(FOUR_CC_END + color.length)
                .put(body, 0, FOUR_CC_END)
                .put(color);
        return new FlvTag(tag.type(), tag.timestampMillis(), out.flip());
    }

    /** A legacy AVC or AAC tag as an Enhanced one: the same packet type, frame type, composition time and payload. */
    private static FlvTag enhanced(FlvTag legacy) {
        if (legacy.type() == FlvTag.SCRIPT) {
            return legacy;
        }
        byte[] body = legacy.bytes();
        boolean isVideo = legacy.type() == FlvTag.VIDEO;
        int packetType = body[1];
        // The composition time of a legacy header is in every packet; the Enhanced one has it with coded frames only.
        int payload = isVideo && packetType != 1 ? 5 : 2;
        var out = ByteBuffer.allocate(5 + body.length - payload);
        out.put((byte) (isVideo ? 0x80 | (body[0] & 0x70) | packetType : 0x90 | packetType));
        out.put((isVideo ? "avc1" : "mp4a").getBytes(StandardCharsets.US_ASCII));
        out.put(body, payload, body.length - payload);
        return new FlvTag(legacy.type(), legacy.timestampMillis(), out.flip());
    }
}
