package io.millrace.mux;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.media.FourCc;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.MalformedConfigurationException;
import java.io.IOException;
import java.util.Optional;

/**
 * How the samples of a track are coded: an entry of a sample description box, as far as players of RTMP are told.
 *
 * @param fourCc the codec
 * @param configuration what a sequence start carries [ER-065, ER-126]; empty for codecs that need none
 * @param width in pixels; 0 for audio
 * @param height in pixels; 0 for audio
 * @param sampleRate in Hz; 0 for video, or if the entry does not tell
 * @param channels 0 for video; of audio what the configuration says, as many files have 2 in the entry whatever it is
 */
record SampleEntry(FourCc fourCc, Bytes configuration, int width, int height, int sampleRate, int channels) {
    /** Fields of a visual sample entry before the boxes in it, and those of an audio one in its versions. */
    private static final int VISUAL_FIELDS = 78;

    private static final int AUDIO_FIELDS = 28;
    private static final int AUDIO_FIELDS_V1 = 16; // QuickTime's, after those of version 0
    private static final int AUDIO_FIELDS_V2 = 36;

    // Descriptors in an esds box, and object types in them [ISO/IEC 14496-1].
    private static final int ES_DESCRIPTOR = 3;
    private static final int DECODER_CONFIG_DESCRIPTOR = 4;
    private static final int DECODER_SPECIFIC_INFO = 5;
    private static final int FULL_BOX = 4;

    private static final Bytes FLAC_SIGNATURE = Bytes.utf8("fLaC");

    /** The entry, or nothing if its codec is none that RTMP has, or its configuration is missing. */
    static Optional<SampleEntry> read(BoxInput in, Box entry, boolean video) throws IOException {
        return video ? readVisual(in, entry) : readAudio(in, entry);
    }

    private static Optional<SampleEntry> readVisual(BoxInput in, Box entry) throws IOException {
        in.seek(entry.content() + 24);
        int width = in.u16();
        int height = in.u16();
        Box boxes = entry.from(VISUAL_FIELDS);
        return switch (entry.type()) {
            case "avc1", "avc3" -> content(in, boxes, "avcC").map(record -> visual(FourCc.AVC, record, width, height));
            case "hvc1", "hev1" -> content(in, boxes, "hvcC").map(record -> visual(FourCc.HEVC, record, width, height));
            case "vvc1", "vvi1" ->
                content(in, boxes, "vvcC")
                        .filter(vvcC -> vvcC.length() > FULL_BOX)
                        .map(vvcC -> visual(FourCc.VVC, vvcC.from(FULL_BOX), width, height));
            case "av01" -> content(in, boxes, "av1C").map(record -> visual(FourCc.AV1, record, width, height));
            case "vp09" -> content(in, boxes, "vpcC").map(record -> visual(FourCc.VP9, record, width, height));
            case "vp08" -> content(in, boxes, "vpcC").map(record -> visual(FourCc.VP8, record, width, height));
            default -> Optional.empty();
        };
    }

    private static SampleEntry visual(FourCc fourCc, Bytes configuration, int width, int height) {
        return new SampleEntry(fourCc, configuration, width, height, 0, 0);
    }

    private static Optional<SampleEntry> readAudio(BoxInput in, Box entry) throws IOException {
        in.seek(entry.content() + 8);
        int version = in.u16();
        in.skip(6);
        int channels = in.u16();
        in.skip(6);
        int sampleRate = in.u16(); // of 16.16 bits, the integer part
        Box boxes = entry.from(
                switch (version) {
                    case 1 -> AUDIO_FIELDS + AUDIO_FIELDS_V1;
                    case 2 -> AUDIO_FIELDS + AUDIO_FIELDS_V2;
                    default -> AUDIO_FIELDS;
                });
        return switch (entry.type()) {
            case "mp4a" -> readMpeg4Audio(in, boxes, sampleRate, channels);
            case ".mp3" -> Optional.of(audio(FourCc.MP3, Bytes.EMPTY, sampleRate, channels));
            case "ac-3" -> Optional.of(audio(FourCc.AC3, Bytes.EMPTY, sampleRate, channels));
            case "ec-3" -> Optional.of(audio(FourCc.EAC3, Bytes.EMPTY, sampleRate, channels));
            case "Opus" ->
                content(in, boxes, "dOps").map(dOps -> audio(FourCc.OPUS, opusHead(dOps), sampleRate, channels));
            case "fLaC" ->
                content(in, boxes, "dfLa")
                        .filter(dfLa -> dfLa.length() > FULL_BOX)
                        .map(dfLa -> audio(FourCc.FLAC, flacHeader(dfLa), sampleRate, channels));
            default -> Optional.empty();
        };
    }

    private static SampleEntry audio(FourCc fourCc, Bytes configuration, int sampleRate, int channels) {
        return new SampleEntry(
                fourCc,
                configuration,
                0,
                0,
                sampleRate,
                configuredChannels(fourCc, configuration).orElse(channels));
    }

    private static Optional<Integer> configuredChannels(FourCc fourCc, Bytes configuration) {
        try {
            return AudioParameters.ofSequenceStart(fourCc, configuration)
                    .map(AudioParameters::channels)
                    .filter(channels -> channels > 0);
        } catch (MalformedConfigurationException e) {
            return Optional.empty();
        }
    }

    private static Optional<Bytes> content(BoxInput in, Box parent, String type) throws IOException {
        Optional<Box> box = in.find(parent, type);
        return box.isEmpty() ? Optional.empty() : Optional.of(in.content(box.get()));
    }

    /** AAC and what else MPEG-4 wraps; QuickTime puts the descriptor one level deeper. */
    private static Optional<SampleEntry> readMpeg4Audio(BoxInput in, Box boxes, int sampleRate, int channels)
            throws IOException {
        Optional<Bytes> esds = content(in, boxes, "esds");
        if (esds.isEmpty()) {
            Optional<Box> wave = in.find(boxes, "wave");
            esds = wave.isEmpty() ? Optional.empty() : content(in, wave.get(), "esds");
        }
        return esds.flatMap(descriptors -> fromDescriptors(descriptors, sampleRate, channels));
    }

    private static Optional<SampleEntry> fromDescriptors(Bytes esds, int sampleRate, int channels) {
        ByteReader in = esds.reader();
        try {
            in.skip(FULL_BOX);
            ByteReader stream = descriptor(in, ES_DESCRIPTOR);
            stream.skip(2);
            int flags = stream.u8();
            stream.skip((flags & 0x80) != 0 ? 2 : 0); // depends on another stream
            stream.skip((flags & 0x40) != 0 ? stream.u8() : 0); // URL
            stream.skip((flags & 0x20) != 0 ? 2 : 0); // OCR stream
            ByteReader decoder = descriptor(stream, DECODER_CONFIG_DESCRIPTOR);
            int objectType = decoder.u8();
            decoder.skip(12);
            return switch (objectType) {
                case 0x40, 0x66, 0x67, 0x68 -> {
                    Bytes audioSpecificConfig =
                            descriptor(decoder, DECODER_SPECIFIC_INFO).rest();
                    yield Optional.of(audio(FourCc.AAC, audioSpecificConfig, sampleRate, channels));
                }
                case 0x69, 0x6B -> Optional.of(audio(FourCc.MP3, Bytes.EMPTY, sampleRate, channels));
                case 0xA5 -> Optional.of(audio(FourCc.AC3, Bytes.EMPTY, sampleRate, channels));
                case 0xA6 -> Optional.of(audio(FourCc.EAC3, Bytes.EMPTY, sampleRate, channels));
                default -> Optional.empty();
            };
        } catch (TruncatedException e) {
            return Optional.empty();
        }
    }

    /** What is in the next descriptor of a tag; others before it are passed over. */
    private static ByteReader descriptor(ByteReader in, int wanted) {
        while (true) {
            int tag = in.u8();
            int length = 0;
            int digits;
            do {
                digits = in.u8();
                length = length << 7 | (digits & 0x7F);
            } while ((digits & 0x80) != 0);
            Bytes content = in.bytes(length);
            if (tag == wanted) {
                return content.reader();
            }
        }
    }

    /** The same fields as in dOps, least significant byte first, behind a signature [RFC7845 §5.1]. */
    private static Bytes opusHead(Bytes dOps) {
        try {
            ByteReader in = dOps.reader();
            in.skip(1); // version of the box, 0; that of the header is 1
            ByteWriter out =
                    new ByteWriter(8 + dOps.length()).utf8("OpusHead").u8(1).u8(in.u8());
            return out.u16(Short.reverseBytes((short) in.u16())) // pre-skip
                    .u32LittleEndian(in.u32()) // sample rate of the input
                    .u16(Short.reverseBytes((short) in.u16())) // gain
                    .bytes(in.rest()) // channel mapping
                    .toBytes();
        } catch (TruncatedException e) {
            return Bytes.EMPTY; // legal as well, and means mono or stereo [ER-065]
        }
    }

    /** The metadata blocks in dfLa, the first of which is STREAMINFO, behind the signature of FLAC. */
    private static Bytes flacHeader(Bytes dfLa) {
        Bytes blocks = dfLa.from(FULL_BOX);
        return new ByteWriter(4 + blocks.length())
                .bytes(FLAC_SIGNATURE)
                .bytes(blocks)
                .toBytes();
    }
}
