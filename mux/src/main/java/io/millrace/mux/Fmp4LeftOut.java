package io.millrace.mux;

import io.millrace.media.Codec;
import io.millrace.media.Track;
import java.util.Locale;

/**
 * Frames that an {@link Fmp4Writer} did not write.
 *
 * @param codec as the publisher names it
 * @param frames how many there were
 */
public record Fmp4LeftOut(Track track, Codec codec, Reason reason, long frames) {
    /** Why they were left out. */
    public enum Reason {
        /** The codec has no place in MP4, such as Speex, Nellymoser, Screen video, Sorenson H.263 and VP6. */
        NOT_IN_MP4("MP4 has no place for this codec"),
        /** What a decoder needs first never came, or came after the frames. */
        NO_CONFIGURATION("no sequence start that can be read came before"),
        /** Nothing could be decoded before the first key frame. */
        BEFORE_KEY_FRAME("no key frame came before");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /** For people: {@code 12 frames of audio track 0 (Speex): MP4 has no place for this codec}. */
    @Override
    public String toString() {
        String kind = track.kind().name().toLowerCase(Locale.ROOT);
        return frames + (frames == 1 ? " frame of " : " frames of ") + kind + " track " + track.id() + " (" + codec
                + "): " + reason;
    }
}
