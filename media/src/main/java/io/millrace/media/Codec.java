package io.millrace.media;

import java.util.Optional;

/**
 * How a packet names its codec: by FourCC in Enhanced messages, by a number of 4 bits in legacy ones. {@code avc1} and
 * legacy video codec 7 are one codec named in two ways: not equal, but the {@linkplain #isSameAs same}.
 */
public sealed interface Codec {
    /** This codec's FourCC, whichever way it is named; empty where none is defined. */
    Optional<FourCc> toFourCc();

    /** What people call it, whichever way it is named: {@code AVC}, {@code AAC}. */
    default String label() {
        return toFourCc().map(FourCc::label).orElseGet(this::toString);
    }

    /**
     * Whether both name one codec. FFmpeg mixes the ways within a track: AAC in legacy messages, its channel layout in
     * an Enhanced one [IP-75].
     */
    default boolean isSameAs(Codec other) {
        return equals(other) || (toFourCc().isPresent() && toFourCc().equals(other.toFourCc()));
    }

    /** Named by an Enhanced RTMP header. */
    record Enhanced(FourCc fourCc) implements Codec {
        @Override
        public Optional<FourCc> toFourCc() {
            return Optional.of(fourCc);
        }

        @Override
        public String toString() {
            return fourCc.toString();
        }
    }

    /**
     * Named by SoundFormat [FLV10.1 §E.4.2.1].
     *
     * @param soundFormat 0 to 15
     */
    record LegacyAudio(int soundFormat) implements Codec {
        public static final int MP3 = 2;
        /** What Enhanced RTMP took for its own header: no codec [ER-060]. */
        public static final int EX_HEADER = 9;

        public static final int AAC = 10;
        public static final int MP3_8K = 14;

        @Override
        public Optional<FourCc> toFourCc() {
            return switch (soundFormat) {
                case MP3, MP3_8K -> Optional.of(FourCc.MP3);
                case AAC -> Optional.of(FourCc.AAC);
                default -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            return switch (soundFormat) {
                case 0, 3 -> "PCM";
                case 1 -> "ADPCM";
                case MP3, MP3_8K -> "MP3";
                case 4, 5, 6 -> "Nellymoser";
                case 7 -> "G.711 A-law";
                case 8 -> "G.711 mu-law";
                case AAC -> "AAC";
                case 11 -> "Speex";
                default -> "SoundFormat " + soundFormat;
            };
        }
    }

    /**
     * Named by CodecID [FLV10.1 §E.4.3.1].
     *
     * @param codecId 0 to 15
     */
    record LegacyVideo(int codecId) implements Codec {
        public static final int AVC = 7;
        /** Never specified, common in China: laid out as AVC is [IP-60]. */
        public static final int HEVC = 12;

        @Override
        public Optional<FourCc> toFourCc() {
            return switch (codecId) {
                case AVC -> Optional.of(FourCc.AVC);
                case HEVC -> Optional.of(FourCc.HEVC);
                default -> Optional.empty();
            };
        }

        @Override
        public String toString() {
            return switch (codecId) {
                case 2 -> "Sorenson H.263";
                case 3, 6 -> "Screen video";
                case 4, 5 -> "VP6";
                case AVC -> "AVC";
                case HEVC -> "HEVC";
                default -> "CodecID " + codecId;
            };
        }
    }

    /** No codec is named: a silence message, an Enhanced command, or a body too short to name one. */
    record None() implements Codec {
        @Override
        public Optional<FourCc> toFourCc() {
            return Optional.empty();
        }

        @Override
        public String toString() {
            return "none";
        }
    }
}
