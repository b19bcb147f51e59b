package io.millrace.mux.hls;

import io.millrace.media.ColorInfo;
import io.millrace.media.codec.ColorDescription;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;

/** How much light a video can show, by its transfer characteristics [RFC 8216bis §4.4.6.2]. */
public enum VideoRange {
    SDR,
    HLG,
    PQ;

    private static final int PQ_CODE = 16;
    private static final int HLG_CODE = 18;

    /** That of a video track; what its metadata says counts more than the bitstream. */
    public static VideoRange of(TrackInfo track) {
        int coded = track.video()
                .map(VideoParameters::color)
                .map(ColorDescription::transferCharacteristics)
                .orElse(0);
        int transfer = track.color()
                .flatMap(ColorInfo::colorConfig)
                .map(config -> config.transferCharacteristics().orElse(coded))
                .orElse(coded);
        return switch (transfer) {
            case PQ_CODE -> PQ;
            case HLG_CODE -> HLG;
            default -> SDR;
        };
    }
}
