package io.millrace.mux;

import static io.millrace.mux.BoxWriter.box;
import static io.millrace.mux.BoxWriter.fullBox;
import static io.millrace.mux.BoxWriter.zeros;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.media.ColorInfo;
import io.millrace.media.ColorInfo.Chromaticity;
import io.millrace.media.ColorInfo.ColorConfig;
import io.millrace.media.ColorInfo.HdrCll;
import io.millrace.media.ColorInfo.HdrMdcv;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.ChromaFormat;
import io.millrace.media.codec.ColorDescription;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Writes how the samples of a track are coded: the inverse of {@link SampleEntry}. The layout of channels is what the
 * configuration of the codec has; MP4 has no other place for it where sound is compressed.
 */
final class SampleEntryWriter {
    /** Codecs that MP4 has a sample entry for: all that have a FourCC here. */
    private static final Set<FourCc> CODECS = Set.of(
            FourCc.AVC,
            FourCc.HEVC,
            FourCc.VVC,
            FourCc.AV1,
            FourCc.VP8,
            FourCc.VP9,
            FourCc.AAC,
            FourCc.MP3,
            FourCc.OPUS,
            FourCc.FLAC,
            FourCc.AC3,
            FourCc.EAC3);

    private static final int MAX_SIDE = 0xFFFF;
    private static final int MAX_SAMPLE_RATE = 0xFFFF;
    private static final int RESOLUTION = 0x48_0000; // 72 dots per inch
    private static final int COLOR_DEPTH = 24;
    private static final int UNSPECIFIED = 2;

    // Descriptors in esds, and object types in them [ISO/IEC 14496-1].
    private static final int ES_DESCRIPTOR = 3;
    private static final int DECODER_CONFIG_DESCRIPTOR = 4;
    private static final int DECODER_SPECIFIC_INFO = 5;
    private static final int SL_CONFIG_DESCRIPTOR = 6;
    private static final int MPEG4_AUDIO = 0x40;
    private static final int MPEG1_AUDIO = 0x6B;
    private static final int MPEG2_AUDIO = 0x69;
    private static final int LEAST_MPEG1_RATE = 32_000;
    private static final int AUDIO_STREAM = 0x15;
    private static final int PREDEFINED_FOR_MP4 = 2;

    private static final Bytes VP_VERSION_AND_FLAGS = Bytes.of(1, 0, 0, 0);
    private static final int AV1_DESCRIPTOR_TAG = 0x80;
    private static final int OPUS_HEAD_LENGTH = 19;
    private static final Bytes OPUS_SIGNATURE = Bytes.utf8("OpusHead");
    private static final Bytes FLAC_SIGNATURE = Bytes.utf8("fLaC");
    private static final int STREAM_INFO_LENGTH = 34;
    private static final int LAST_BLOCK = 0x80;

    private SampleEntryWriter() {}

    /** Whether a codec can be in MP4, as a track of that kind. */
    static boolean knows(FourCc codec, MediaKind kind) {
        return CODECS.contains(codec) && codec.kind().filter(kind::equals).isPresent();
    }

    /**
     * The sample entry of a track.
     *
     * @param configuration the payload of its sequence start, of AC-3 and E-AC-3 that of a frame; empty if there is none
     * @return empty as long as not all of it is known: the size of a picture, the rate of sound, what decoders need
     */
    static Optional<Bytes> write(TrackInfo track, Bytes configuration) {
        FourCc codec = track.codec().toFourCc().orElseThrow();
        try {
            return track.track().kind() == MediaKind.VIDEO
                    ? visual(codec, track, configuration)
                    : audio(codec, track, configuration);
        } catch (TruncatedException e) {
            return Optional.empty();
        }
    }

    private static Optional<Bytes> visual(FourCc codec, TrackInfo track, Bytes configuration) {
        VideoParameters video = track.video().orElse(null);
        if (video == null || video.width() < 1 || video.width() > MAX_SIDE || video.height() > MAX_SIDE) {
            return Optional.empty();
        }
        Optional<Consumer<ByteWriter>> decoder = decoderBox(codec, video, configuration);
        if (decoder.isEmpty()) {
            return Optional.empty();
        }
        ByteWriter out = new ByteWriter(configuration.length() + 256);
        box(out, codec.toString(), entry -> {
            zeros(entry, 6);
            entry.u16(1); // data reference
            zeros(entry, 16);
            entry.u16(video.width()).u16(video.height()).u32(RESOLUTION).u32(RESOLUTION);
            entry.u32(0).u16(1); // frames in a sample
            zeros(entry, 32); // name of the encoder
            entry.u16(COLOR_DEPTH).u16(-1);
            decoder.get().accept(entry);
            color(entry, video.color(), track.color().orElse(ColorInfo.NONE));
        });
        return Optional.of(out.toBytes());
    }

    private static Optional<Consumer<ByteWriter>> decoderBox(FourCc codec, VideoParameters video, Bytes record) {
        if (codec.equals(FourCc.VP8) || codec.equals(FourCc.VP9)) {
            Bytes vpcC = record.isEmpty() ? vpRecord(codec, video) : withoutVersion(record);
            return Optional.of(out -> fullBox(out, "vpcC", 1, 0, box -> box.bytes(vpcC)));
        }
        if (codec.equals(FourCc.AV1)) {
            Bytes av1C = record.isEmpty() ? av1Record(video) : withoutDescriptor(record);
            return Optional.of(out -> box(out, "av1C", box -> box.bytes(av1C)));
        }
        if (record.isEmpty()) {
            return Optional.empty();
        }
        if (codec.equals(FourCc.VVC)) {
            return Optional.of(out -> fullBox(out, "vvcC", 0, 0, box -> box.bytes(record)));
        }
        String type = codec.equals(FourCc.AVC) ? "avcC" : "hvcC";
        return Optional.of(out -> box(out, type, box -> box.bytes(record)));
    }

    /** VPCodecConfigurationRecord as key frames tell it: by definition, a profile has one depth and chroma format. */
    private static Bytes vpRecord(FourCc codec, VideoParameters video) {
        ColorDescription color = video.color();
        int chroma = switch (video.chroma()) {
            case YUV_444 -> 3;
            case YUV_422, YUV_440 -> 2;
            default -> 1;
        };
        int profile = codec.equals(FourCc.VP9) ? (chroma > 1 ? 1 : 0) + (video.bitDepth() > 8 ? 2 : 0) : 0;
        return new ByteWriter()
                .u8(profile)
                .u8(0) // level
                .u8(video.bitDepth() << 4 | chroma << 1 | (color.fullRange() ? 1 : 0))
                .u8(color.colorPrimaries())
                .u8(color.transferCharacteristics())
                .u8(color.matrixCoefficients())
                .u16(0)
                .toBytes();
    }

    private static Bytes withoutVersion(Bytes record) {
        return record.startsWith(VP_VERSION_AND_FLAGS) ? record.from(VP_VERSION_AND_FLAGS.length()) : record;
    }

    /** AV1CodecConfigurationRecord as its codec string tells it [AV1 in ISOBMFF §2.3.3, §5]: {@code av01.P.LLT.DD}. */
    private static Bytes av1Record(VideoParameters video) {
        String[] fields = video.codecString().split("\\.", -1);
        int profile = Integer.parseInt(fields[1]);
        int level = Integer.parseInt(fields[2].substring(0, 2));
        ChromaFormat chroma = video.chroma();
        int bits = (fields[2].endsWith("H") ? 0x80 : 0)
                | (video.bitDepth() > 8 ? 0x40 : 0)
                | (video.bitDepth() > 10 ? 0x20 : 0)
                | (chroma == ChromaFormat.MONOCHROME ? 0x10 : 0)
                | (chroma != ChromaFormat.YUV_444 ? 0x08 : 0)
                | (chroma == ChromaFormat.YUV_420 || chroma == ChromaFormat.MONOCHROME ? 0x04 : 0);
        return new ByteWriter().u8(0x81).u8(profile << 5 | level).u8(bits).u8(0).toBytes();
    }

    /** An AV1VideoDescriptor has the same four bytes but for the last, behind its tag and length [ER-127]. */
    private static Bytes withoutDescriptor(Bytes record) {
        ByteReader in = record.reader();
        if (in.peekU8() != AV1_DESCRIPTOR_TAG) {
            return record;
        }
        in.skip(2);
        return new ByteWriter().bytes(in.bytes(3)).u8(0).toBytes();
    }

    /** Boxes colr, mdcv and clli; what the metadata says counts more than the bitstream, as it does for players. */
    private static void color(ByteWriter out, ColorDescription coded, ColorInfo said) {
        ColorConfig config = said.colorConfig()
                .orElse(new ColorConfig(
                        OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()));
        int primaries = config.colorPrimaries().orElse(coded.colorPrimaries());
        int transfer = config.transferCharacteristics().orElse(coded.transferCharacteristics());
        int matrix = config.matrixCoefficients().orElse(coded.matrixCoefficients());
        if (primaries != UNSPECIFIED || transfer != UNSPECIFIED || matrix != UNSPECIFIED) {
            box(
                    out,
                    "colr",
                    box -> box.utf8("nclx")
                            .u16(primaries)
                            .u16(transfer)
                            .u16(matrix)
                            .u8(coded.fullRange() ? 0x80 : 0));
        }
        said.hdrMdcv().ifPresent(mdcv -> masteringDisplay(out, mdcv));
        said.hdrCll().ifPresent(cll -> lightLevel(out, cll));
    }

    /** Only whole: the box has no way to leave a value out. */
    private static void masteringDisplay(ByteWriter out, HdrMdcv mdcv) {
        if (mdcv.red().isPresent()
                && mdcv.green().isPresent()
                && mdcv.blue().isPresent()
                && mdcv.whitePoint().isPresent()
                && mdcv.maxLuminance().isPresent()
                && mdcv.minLuminance().isPresent()) {
            box(out, "mdcv", box -> {
                chromaticity(box, mdcv.green().get());
                chromaticity(box, mdcv.blue().get());
                chromaticity(box, mdcv.red().get());
                chromaticity(box, mdcv.whitePoint().get());
                box.u32(Math.round(mdcv.maxLuminance().getAsDouble() * 10_000));
                box.u32(Math.round(mdcv.minLuminance().getAsDouble() * 10_000));
            });
        }
    }

    private static void chromaticity(ByteWriter out, Chromaticity color) {
        out.u16((int) Math.round(color.x() * 50_000)).u16((int) Math.round(color.y() * 50_000));
    }

    private static void lightLevel(ByteWriter out, HdrCll cll) {
        box(out, "clli", box -> box.u16(rounded(cll.maxCll())).u16(rounded(cll.maxFall())));
    }

    /** 0 says that it is not known. */
    private static int rounded(OptionalDouble light) {
        return (int) Math.round(light.orElse(0));
    }

    private static Optional<Bytes> audio(FourCc codec, TrackInfo track, Bytes configuration) {
        AudioParameters audio = track.audio().orElse(null);
        if (audio == null || audio.sampleRate() < 1) {
            return Optional.empty();
        }
        int channels = track.channelCount().orElse(2);
        Optional<Consumer<ByteWriter>> decoder = decoderBox(codec, audio, channels, configuration);
        if (decoder.isEmpty()) {
            return Optional.empty();
        }
        String type = codec.equals(FourCc.MP3) ? FourCc.AAC.toString() : codec.toString();
        ByteWriter out = new ByteWriter(configuration.length() + 128);
        box(out, type, entry -> {
            zeros(entry, 6);
            entry.u16(1); // data reference
            zeros(entry, 8);
            entry.u16(channels)
                    .u16(audio.bitDepth() > 0 ? audio.bitDepth() : 16)
                    .u32(0);
            // Of 16.16 bits. What does not fit is told by the time scale of the track.
            entry.u16(audio.sampleRate() > MAX_SAMPLE_RATE ? 0 : audio.sampleRate())
                    .u16(0);
            decoder.get().accept(entry);
        });
        return Optional.of(out.toBytes());
    }

    private static Optional<Consumer<ByteWriter>> decoderBox(
            FourCc codec, AudioParameters audio, int channels, Bytes configuration) {
        if (codec.equals(FourCc.AAC)) {
            return configuration.isEmpty()
                    ? Optional.empty()
                    : Optional.of(out -> esds(out, MPEG4_AUDIO, configuration));
        }
        if (codec.equals(FourCc.MP3)) {
            int objectType = audio.sampleRate() < LEAST_MPEG1_RATE ? MPEG2_AUDIO : MPEG1_AUDIO;
            return Optional.of(out -> esds(out, objectType, Bytes.EMPTY));
        }
        if (codec.equals(FourCc.OPUS)) {
            Bytes dOps = configuration.isEmpty() ? opusSpecific(channels) : opusSpecific(configuration);
            return Optional.of(out -> box(out, "dOps", box -> box.bytes(dOps)));
        }
        if (codec.equals(FourCc.FLAC)) {
            return configuration.isEmpty()
                    ? Optional.empty()
                    : Optional.of(out -> fullBox(out, "dfLa", 0, 0, box -> flacBlocks(box, configuration)));
        }
        return codec.equals(FourCc.AC3)
                ? DolbyBoxes.dac3(configuration).map(dac3 -> out -> box(out, "dac3", box -> box.bytes(dac3)))
                : DolbyBoxes.dec3(configuration).map(dec3 -> out -> box(out, "dec3", box -> box.bytes(dec3)));
    }

    private static void esds(ByteWriter out, int objectType, Bytes audioSpecificConfig) {
        fullBox(
                out,
                "esds",
                0,
                0,
                box -> descriptor(box, ES_DESCRIPTOR, stream -> {
                    stream.u16(0).u8(0);
                    descriptor(stream, DECODER_CONFIG_DESCRIPTOR, decoder -> {
                        decoder.u8(objectType)
                                .u8(AUDIO_STREAM)
                                .u24(0)
                                .u32(0)
                                .u32(0); // buffer and bit rates are not known
                        if (!audioSpecificConfig.isEmpty()) {
                            descriptor(decoder, DECODER_SPECIFIC_INFO, info -> info.bytes(audioSpecificConfig));
                        }
                    });
                    descriptor(stream, SL_CONFIG_DESCRIPTOR, sync -> sync.u8(PREDEFINED_FOR_MP4));
                }));
    }

    /** A tag, a length in four groups of 7 bits, the content. */
    private static void descriptor(ByteWriter out, int tag, Consumer<ByteWriter> content) {
        ByteWriter inside = new ByteWriter();
        content.accept(inside);
        int length = inside.length();
        out.u8(tag).u8(0x80 | length >> 21).u8(0x80 | length >> 14).u8(0x80 | length >> 7);
        out.u8(length & 0x7F).bytes(inside.toBytes());
    }

    /** The fields of the ID header [RFC7845 §5.1], most significant byte first and without its signature. */
    private static Bytes opusSpecific(Bytes head) {
        ByteReader in = head.from(OPUS_SIGNATURE.length()).reader();
        in.skip(1); // version of the header, 1; that of the box is 0
        return new ByteWriter(OPUS_HEAD_LENGTH)
                .u8(0)
                .u8(in.u8())
                .u16(Short.reverseBytes((short) in.u16())) // pre-skip
                .u32(in.u32LittleEndian()) // sample rate of the input
                .u16(Short.reverseBytes((short) in.u16())) // gain
                .bytes(in.rest()) // channel mapping
                .toBytes();
    }

    /** Of a stream without an ID header, which is mono or stereo [ER-065]. */
    private static Bytes opusSpecific(int channels) {
        return new ByteWriter(OPUS_HEAD_LENGTH)
                .u8(0)
                .u8(Math.clamp(channels, 1, 2))
                .u16(0)
                .u32(48_000)
                .u16(0)
                .u8(0)
                .toBytes();
    }

    /** The metadata blocks behind the signature; FFmpeg sends the content of the first alone [ER-065]. */
    private static void flacBlocks(ByteWriter out, Bytes header) {
        if (header.length() == STREAM_INFO_LENGTH) {
            out.u8(LAST_BLOCK).u24(STREAM_INFO_LENGTH).bytes(header);
        } else {
            out.bytes(header.from(FLAC_SIGNATURE.length()));
        }
    }
}
