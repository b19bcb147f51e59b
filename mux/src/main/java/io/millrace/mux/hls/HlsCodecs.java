package io.millrace.mux.hls;

import io.millrace.media.FourCc;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Names of codecs for the attribute CODECS [RFC 8216bis §4.4.6.2, RFC 6381]. */
public final class HlsCodecs {
    /** Of which nothing else can be said; Opus with a capital, unlike in WebM and Ogg. */
    private static final Set<FourCc> NAMED_AS_SAMPLE_ENTRY = Set.of(FourCc.OPUS, FourCc.FLAC, FourCc.AC3, FourCc.EAC3);

    private HlsCodecs() {}

    /** That of a track, as {@code avc1.64001f}; empty if too little is known of it. */
    public static Optional<String> of(TrackInfo track) {
        return track.codec().toFourCc().flatMap(codec -> of(codec, track));
    }

    private static Optional<String> of(FourCc codec, TrackInfo track) {
        if (NAMED_AS_SAMPLE_ENTRY.contains(codec)) {
            return Optional.of(codec.toString());
        }
        Optional<String> told = track.video()
                .map(VideoParameters::codecString)
                .or(() -> track.audio().map(AudioParameters::codecString))
                .filter(text -> !text.isEmpty());
        boolean isVp = codec.equals(FourCc.VP8) || codec.equals(FourCc.VP9);
        return told.or(() -> track.video().filter(video -> isVp).map(video -> withoutRecord(codec, video)));
    }

    /** Of VP8 and VP9 whose publisher sent key frames alone. These tell no level: it is the lowest, for none is not allowed. */
    private static String withoutRecord(FourCc codec, VideoParameters video) {
        String profile = video.profile().substring(video.profile().lastIndexOf(' ') + 1);
        return String.format(Locale.ROOT, "%s.%02d.10.%02d", codec, Integer.parseInt(profile), video.bitDepth());
    }
}
