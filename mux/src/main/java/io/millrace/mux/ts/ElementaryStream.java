package io.millrace.mux.ts;

import io.millrace.bytes.Bytes;
import io.millrace.media.FourCc;
import io.millrace.media.MediaPacket;
import io.millrace.media.Track;
import io.millrace.media.codec.MpegAudioHeader;
import io.millrace.media.codec.MpegAudioHeader.Version;
import java.util.List;
import java.util.Optional;

/**
 * A track in a transport stream.
 *
 * @param type as PMT names codecs [ISO/IEC 13818-1 §2.4.4.9], of AC-3 and E-AC-3 as ATSC does, which is what HLS has
 * @param streamId of its PES packets
 * @param descriptors for PMT
 * @param form how its frames are laid out
 */
record ElementaryStream(Track track, int pid, int type, int streamId, Bytes descriptors, Form form) {
    private static final int VIDEO_PID = 0x100;
    private static final int AUDIO_PID = 0x101;
    private static final int VIDEO = 0xE0;
    private static final int AUDIO = 0xC0;
    private static final int PRIVATE = 0xBD;
    private static final int REGISTRATION_DESCRIPTOR = 5;

    /** Makes of a frame what decoders of transport streams want. */
    interface Form {
        /**
         * The pieces of an access unit; none if it cannot be read.
         *
         * @throws io.millrace.bytes.TruncatedException if it is cut short
         */
        List<Bytes> accessUnit(Bytes payload, boolean keyFrame);
    }

    /**
     * The stream of a track.
     *
     * @param packet a frame of it
     * @param configuration the payload of its sequence start; empty if there was none
     * @return empty if transport streams have no place for the codec, or too little is known of it
     */
    static Optional<ElementaryStream> of(MediaPacket packet, Bytes configuration) {
        FourCc codec = packet.codec().toFourCc().orElse(null);
        Track track = packet.track();
        if (FourCc.AVC.equals(codec)) {
            return NalUnits.avc(configuration).map(form -> video(track, 0x1B, Bytes.EMPTY, form));
        }
        if (FourCc.HEVC.equals(codec)) {
            return NalUnits.hevc(configuration).map(form -> video(track, 0x24, registration("HEVC"), form));
        }
        if (FourCc.AAC.equals(codec)) {
            return Adts.of(configuration).map(form -> audio(track, 0x0F, AUDIO, Bytes.EMPTY, form));
        }
        Form asItIs = (payload, keyFrame) -> List.of(payload);
        if (FourCc.MP3.equals(codec)) {
            return Optional.of(packet.payload())
                    .filter(frame -> frame.length() >= MpegAudioHeader.BYTES)
                    .flatMap(frame -> MpegAudioHeader.of(frame.reader().i32()))
                    .map(header -> header.version() == Version.MPEG_1 ? 0x03 : 0x04)
                    .map(type -> audio(track, type, AUDIO, Bytes.EMPTY, asItIs));
        }
        if (FourCc.AC3.equals(codec)) {
            return Optional.of(audio(track, 0x81, PRIVATE, registration("AC-3"), asItIs));
        }
        return FourCc.EAC3.equals(codec)
                ? Optional.of(audio(track, 0x87, PRIVATE, registration("EAC3"), asItIs))
                : Optional.empty();
    }

    private static ElementaryStream video(Track track, int type, Bytes descriptors, Form form) {
        return new ElementaryStream(track, VIDEO_PID, type, VIDEO, descriptors, form);
    }

    private static ElementaryStream audio(Track track, int type, int streamId, Bytes descriptors, Form form) {
        return new ElementaryStream(track, AUDIO_PID, type, streamId, descriptors, form);
    }

    private static Bytes registration(String format) {
        return Bytes.join(List.of(Bytes.of(REGISTRATION_DESCRIPTOR, format.length()), Bytes.utf8(format)));
    }
}
