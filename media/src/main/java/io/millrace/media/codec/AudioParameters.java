package io.millrace.media.codec;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What an audio track says of itself, in its sequence start or, for AC-3, E-AC-3, MP3 and an Opus track without one, in
 * each frame.
 *
 * @param codecString for HLS, DASH and browsers [RFC 6381], as {@code mp4a.40.2}
 * @param profile which kind of the codec, as {@code HE-AAC v2} or {@code MPEG-1 Layer III}; empty if it has none
 * @param sampleRate of what a decoder puts out, in Hz: of HE-AAC twice that of its core, of Opus always 48000
 * @param channels of what a decoder puts out; 0 if not known
 * @param bitDepth of lossless codecs; 0 for others
 */
public record AudioParameters(String codecString, String profile, int sampleRate, int channels, int bitDepth) {
    private static final Map<FourCc, Function<Bytes, AudioParameters>> RECORDS = Map.of(
            FourCc.AAC, AudioSpecificConfig::parse,
            FourCc.FLAC, FlacStreamInfo::parse,
            FourCc.OPUS, OpusHeaders::parseHead);

    private static final Map<FourCc, Function<Bytes, AudioParameters>> FRAMES = Map.of(
            FourCc.AC3, Ac3Frame::parse,
            FourCc.EAC3, Ac3Frame::parse,
            FourCc.MP3, MpegAudioHeader::parse,
            FourCc.OPUS, OpusHeaders::parseFrame);

    /** Of a codec that loses something. */
    AudioParameters(String codecString, String profile, int sampleRate, int channels) {
        this(codecString, profile, sampleRate, channels, 0);
    }

    /**
     * From the payload of a sequence start [ER-065].
     *
     * @return empty for a codec whose sequence start is not defined, for Opus that leaves it empty, and for a codec this
     *     code does not know
     * @throws MalformedConfigurationException if the payload is cut short or not what the codec wants
     */
    public static Optional<AudioParameters> ofSequenceStart(FourCc codec, Bytes payload) {
        if (codec.equals(FourCc.OPUS) && payload.isEmpty()) {
            return Optional.empty();
        }
        return Optional.ofNullable(RECORDS.get(codec)).map(parser -> parser.apply(payload));
    }

    /**
     * From the payload of a frame. Of Opus it is what is heard without a sequence start: mono or stereo [ER-065].
     *
     * @return empty for a codec whose frames do not tell, or that this code does not know
     * @throws MalformedConfigurationException if the frame is cut short within its header or no such frame
     */
    public static Optional<AudioParameters> ofFrame(FourCc codec, Bytes payload) {
        return Optional.ofNullable(FRAMES.get(codec)).map(parser -> parser.apply(payload));
    }
}
