package io.millrace.e2e;

import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What the client publishes to servers of all kinds: each codec that FFmpeg 8 encodes and RTMP has a name for, in each of
 * the forms it has there.
 */
enum ClientClip {
    H264_AAC("H.264, AAC", MediaFile.H264_AAC_B_FRAMES),
    H264_AAC_TO_FOUR_CC("H.264, AAC as `avc1`, `mp4a`", MediaFile.H264_AAC_B_FRAMES, CodecNames.FOUR_CC) {
        @Override
        List<FlvTag> sent(Path folder) {
            return FlvTag.read(MediaFile.H264_AAC_AS_FOURCC.path());
        }
    },
    H264_AAC_FROM_FOUR_CC("`avc1`, `mp4a` as H.264, AAC", MediaFile.H264_AAC_AS_FOURCC, CodecNames.LEGACY) {
        @Override
        List<FlvTag> sent(Path folder) {
            return FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        }
    },
    MP3("MP3", tone() + "-c:a libmp3lame -ar 44100"),
    MP3_TO_FOUR_CC("MP3 as `.mp3`", tone() + "-c:a libmp3lame -ar 44100", CodecNames.FOUR_CC) {
        @Override
        List<FlvTag> sent(Path folder) {
            return super.sent(folder).stream().map(ClientClip::mp3ByFourCc).toList();
        }
    },
    HEVC_OPUS("HEVC, Opus", MediaFile.HEVC_OPUS),
    AV1_OPUS("AV1, Opus", MediaFile.AV1_OPUS),
    VP9_FLAC("VP9, FLAC", MediaFile.VP9_FLAC),
    /** FFmpeg encodes it, but has no FLV for it. */
    VP8("VP8", "") {
        @Override
        void make(Path file) throws IOException {
            Path ivf = Files.createTempFile(file.getParent(), "vp8", ".ivf");
            Ffmpeg.bundled().run((pictures() + "-c:v libvpx -g 25 " + ivf).split(" "));
            Files.write(file, FlvTag.file(vp8(ByteBuffer.wrap(Files.readAllBytes(ivf)))));
        }
    },
    H264_AC3("H.264, AC-3", MediaFile.H264_AC3),
    H264_EAC3("H.264, E-AC-3", MediaFile.H264_EAC3),
    H263_ADPCM("Sorenson H.263, ADPCM", pictures() + tone() + "-c:v flv -c:a adpcm_swf -ar 44100"),
    SCREEN_NELLYMOSER("Screen video, Nellymoser", pictures() + tone() + "-c:v flashsv -c:a nellymoser -ar 44100"),
    SCREEN_2_SPEEX("Screen video 2, Speex", pictures() + tone() + "-c:v flashsv2 -c:a libspeex -ar 16000"),
    PCM("PCM", tone() + "-c:a pcm_s16le -ar 44100"),
    G711_A("G.711 A-law", tone() + "-c:a pcm_alaw -ar 8000"),
    G711_MU("G.711 µ-law", tone() + "-c:a pcm_mulaw -ar 8000"),
    MULTITRACK("H.264 and HEVC, AAC and Opus and AC-3: five tracks", MediaFile.TWO_VIDEO_THREE_AUDIO);

    private static final int IVF_HEADER = 32;
    private static final int IVF_FRAME_HEADER = 12;
    private static final int FRAME_MILLIS = 40;

    private final String title;
    private final Optional<MediaFile> file;
    private final String recipe;
    private final CodecNames names;

    ClientClip(String title, MediaFile file) {
        this(title, file, CodecNames.AS_PUBLISHED);
    }

    ClientClip(String title, MediaFile file, CodecNames names) {
        this(title, Optional.of(file), "", names);
    }

    ClientClip(String title, String recipe) {
        this(title, recipe, CodecNames.AS_PUBLISHED);
    }

    ClientClip(String title, String recipe, CodecNames names) {
        this(title, Optional.empty(), recipe, names);
    }

    ClientClip(String title, Optional<MediaFile> file, String recipe, CodecNames names) {
        this.title = title;
        this.file = file;
        this.recipe = recipe;
        this.names = names;
    }

    private static String pictures() {
        return "-f lavfi -i testsrc2=size=160x120:rate=25:duration=2 ";
    }

    private static String tone() {
        return "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=2 -ac 1 ";
    }

    /** For people. */
    String title() {
        return title;
    }

    /** The FLV file that is published, made in {@code folder} when first asked for. */
    synchronized Path path(Path folder) {
        if (file.isPresent()) {
            return file.get().path();
        }
        Path made = folder.resolve(name() + ".flv");
        if (!Files.exists(made)) {
            try {
                make(made);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return made;
    }

    void make(Path made) throws IOException {
        Ffmpeg.bundled().run((recipe + " -bitexact " + made).split(" "));
    }

    /** How codecs with two names are named when it is published. */
    MessageForm form() {
        return new MessageForm(new TrackChoice.AsPublished(), true, names, Optional.empty());
    }

    /** The messages that go out. */
    List<FlvTag> sent(Path folder) {
        return FlvTag.read(path(folder));
    }

    private static FlvTag mp3ByFourCc(FlvTag tag) {
        if (tag.type() != FlvTag.AUDIO) {
            return tag;
        }
        byte[] legacy = tag.bytes();
        var body = ByteBuffer.allocate(4 + legacy.length).put((byte) 0x91);
        body.put(".mp3".getBytes(StandardCharsets.US_ASCII)).put(legacy, 1, legacy.length - 1);
        return new FlvTag(tag.type(), tag.timestampMillis(), body.flip());
    }

    /** From IVF, which has one frame after the other. */
    private static List<FlvTag> vp8(ByteBuffer ivf) {
        List<FlvTag> tags = new ArrayList<>();
        byte[] record = HexFormat.of().parseHex("01000000" + "000a82020202" + "0000");
        tags.add(vp8(0, 0x90, ByteBuffer.wrap(record)));
        ivf.order(ByteOrder.LITTLE_ENDIAN).position(IVF_HEADER);
        for (int millis = 0; ivf.hasRemaining(); millis += FRAME_MILLIS) {
            int size = ivf.getInt(ivf.position());
            ByteBuffer frame = ivf.slice(ivf.position() + IVF_FRAME_HEADER, size);
            boolean isKeyFrame = (frame.get(0) & 1) == 0;
            tags.add(vp8(millis, isKeyFrame ? 0x91 : 0xA1, frame));
            ivf.position(ivf.position() + IVF_FRAME_HEADER + size);
        }
        return tags;
    }

    private static FlvTag vp8(int millis, int firstByte, ByteBuffer content) {
        var body = ByteBuffer.allocate(5 + content.remaining()).put((byte) firstByte);
        body.put("vp08".getBytes(StandardCharsets.US_ASCII)).put(content);
        return new FlvTag(FlvTag.VIDEO, millis, body.flip());
    }
}
