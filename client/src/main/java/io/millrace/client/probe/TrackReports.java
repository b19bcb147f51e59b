package io.millrace.client.probe;

import io.millrace.amf.AmfProperties;
import io.millrace.client.probe.Report.BitRate;
import io.millrace.client.probe.TrackReport.Announced;
import io.millrace.client.probe.TrackReport.Audio;
import io.millrace.client.probe.TrackReport.Color;
import io.millrace.client.probe.TrackReport.Video;
import io.millrace.media.AudioChannel;
import io.millrace.media.ChannelLayout;
import io.millrace.media.Codec;
import io.millrace.media.ColorInfo;
import io.millrace.media.ColorInfo.ColorConfig;
import io.millrace.media.ColorInfo.HdrCll;
import io.millrace.media.ColorInfo.HdrMdcv;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.ColorDescription;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Puts together what headers, metadata and frames say of a track. */
final class TrackReports {
    private static final int UNSPECIFIED = 2;
    private static final int PQ = 16;
    private static final int HLG = 18;

    private static final Map<FourCc, String> CODECS = Map.ofEntries(
            Map.entry(FourCc.AVC, "H.264"),
            Map.entry(FourCc.HEVC, "H.265"),
            Map.entry(FourCc.VVC, "H.266"),
            Map.entry(FourCc.AV1, "AV1"),
            Map.entry(FourCc.VP8, "VP8"),
            Map.entry(FourCc.VP9, "VP9"),
            Map.entry(FourCc.AAC, "AAC"),
            Map.entry(FourCc.OPUS, "Opus"),
            Map.entry(FourCc.MP3, "MP3"),
            Map.entry(FourCc.AC3, "AC-3"),
            Map.entry(FourCc.EAC3, "E-AC-3"),
            Map.entry(FourCc.FLAC, "FLAC"));

    // Code points of H.273, tables 2 to 4: those that are met.
    private static final Map<Integer, String> PRIMARIES =
            Map.of(1, "BT.709", 5, "BT.601 625", 6, "BT.601 525", 9, "BT.2020", 11, "DCI-P3", 12, "Display P3");
    private static final Map<Integer, String> TRANSFERS = Map.of(
            1,
            "BT.709",
            6,
            "BT.601",
            8,
            "linear",
            13,
            "sRGB",
            14,
            "BT.2020 10 bit",
            15,
            "BT.2020 12 bit",
            PQ,
            "PQ",
            HLG,
            "HLG");
    private static final Map<Integer, String> MATRICES = Map.of(
            0, "RGB", 1, "BT.709", 5, "BT.601 625", 6, "BT.601 525", 9, "BT.2020", 10, "BT.2020 constant", 14, "ICtCp");

    private TrackReports() {}

    /** @param said what the metadata says of this track */
    static TrackReport of(TrackInfo info, TrackAnalysis counts, AmfProperties said) {
        boolean isVideo = info.track().kind() == MediaKind.VIDEO;
        Optional<VideoParameters> video = info.video();
        Optional<AudioParameters> audio = info.audio();
        double seconds = counts.elapsedMillis() / 1000;
        return new TrackReport(
                info.track().kind(),
                info.track().id(),
                info.codec().toFourCc().map(CODECS::get).orElse(info.codec().toString()),
                signalled(info.codec()),
                video.map(VideoParameters::codecString)
                        .or(() -> audio.map(AudioParameters::codecString))
                        .orElse(""),
                video.map(VideoParameters::profile)
                        .or(() -> audio.map(AudioParameters::profile))
                        .orElse(""),
                video.map(VideoParameters::level).orElse(""),
                isVideo ? Optional.of(video(info, counts)) : Optional.empty(),
                isVideo ? Optional.empty() : Optional.of(audio(info)),
                counts.frames(),
                counts.bytes(),
                new BitRate(
                        counts.bitRateNow(),
                        seconds == 0 ? 0 : Math.round(counts.bytes() * Byte.SIZE / seconds),
                        Math.round(info.kilobitsPerSecond() * 1000)),
                announced(info, said),
                counts.headers(),
                counts.timing());
    }

    private static String signalled(Codec codec) {
        return switch (codec) {
            case Codec.Enhanced(FourCc fourCc) -> "FourCC " + fourCc;
            case Codec.LegacyVideo(int codecId) -> "CodecID " + codecId;
            case Codec.LegacyAudio(int soundFormat) -> "SoundFormat " + soundFormat;
            case Codec.None() -> "";
        };
    }

    private static Video video(TrackInfo info, TrackAnalysis counts) {
        Optional<VideoParameters> known = info.video();
        return new Video(
                known.map(VideoParameters::width).orElse(0),
                known.map(VideoParameters::height).orElse(0),
                known.map(VideoParameters::bitDepth).filter(depth -> depth > 0).orElse(bitDepth(info)),
                known.map(video -> video.chroma().toString()).orElse(""),
                color(known.map(VideoParameters::color), info.color().orElse(ColorInfo.NONE)),
                counts.frameRate(),
                counts.gop(),
                counts.bFrames(),
                counts.maxCompositionTimeMillis());
    }

    private static int bitDepth(TrackInfo info) {
        return info.color()
                .flatMap(ColorInfo::colorConfig)
                .map(ColorConfig::bitDepth)
                .orElse(OptionalInt.empty())
                .orElse(0);
    }

    /** What the configuration leaves open the metadata packet may tell. */
    private static Color color(Optional<ColorDescription> configured, ColorInfo said) {
        Optional<ColorConfig> config = said.colorConfig();
        int primaries = code(configured.map(ColorDescription::colorPrimaries), config.map(ColorConfig::colorPrimaries));
        int transfer = code(
                configured.map(ColorDescription::transferCharacteristics),
                config.map(ColorConfig::transferCharacteristics));
        int matrix =
                code(configured.map(ColorDescription::matrixCoefficients), config.map(ColorConfig::matrixCoefficients));
        return new Color(
                name(PRIMARIES, primaries),
                name(TRANSFERS, transfer),
                name(MATRICES, matrix),
                configured.map(ColorDescription::fullRange).orElse(false),
                transfer == PQ ? "PQ" : transfer == HLG ? "HLG" : "",
                said.hdrMdcv().map(HdrMdcv::maxLuminance).orElse(OptionalDouble.empty()),
                said.hdrCll().map(HdrCll::maxCll).orElse(OptionalDouble.empty()));
    }

    private static int code(Optional<Integer> configured, Optional<OptionalInt> said) {
        return configured
                .filter(code -> code != UNSPECIFIED)
                .orElse(said.orElse(OptionalInt.empty()).orElse(UNSPECIFIED));
    }

    private static String name(Map<Integer, String> names, int code) {
        return code == UNSPECIFIED ? "" : names.getOrDefault(code, "H.273 code " + code);
    }

    private static Audio audio(TrackInfo info) {
        int channels = info.channelCount().orElse(0);
        return new Audio(
                info.audio().map(AudioParameters::sampleRate).orElse(0),
                channels,
                layout(info.channels(), channels),
                info.audio().map(AudioParameters::bitDepth).orElse(0));
    }

    private static String layout(Optional<ChannelLayout> said, int channels) {
        List<AudioChannel> named = said.map(layout -> switch (layout) {
                    case ChannelLayout.Native speakers -> speakers.channels();
                    case ChannelLayout.Custom(List<AudioChannel> each) -> each;
                    case ChannelLayout.Unspecified(int count) -> List.<AudioChannel>of();
                })
                .orElse(List.of());
        return switch (channels) {
            case 1 -> "mono";
            case 2 -> "stereo";
            default -> named.stream().map(TrackReports::initials).collect(Collectors.joining(" "));
        };
    }

    private static String initials(AudioChannel channel) {
        return Stream.of(channel.name().split("_", -1))
                .map(word -> word.substring(0, 1))
                .collect(Collectors.joining());
    }

    /** Track 0 and others have other names for the same in the metadata [ER-022]. */
    private static Announced announced(TrackInfo info, AmfProperties said) {
        boolean isVideo = info.track().kind() == MediaKind.VIDEO;
        boolean isTop = info.track().id() == 0;
        if (isVideo) {
            return new Announced(number(said, "width"), number(said, "height"), info.frameRate(), 0, 0);
        }
        int channels = number(said, isTop ? "audiochannels" : "channels");
        boolean stereo = isTop && said.bool("stereo").orElse(false);
        return new Announced(
                0,
                0,
                0,
                number(said, isTop ? "audiosamplerate" : "samplerate"),
                channels == 0 && stereo ? 2 : channels);
    }

    private static int number(AmfProperties said, String name) {
        return (int) said.number(name).orElse(0);
    }
}
