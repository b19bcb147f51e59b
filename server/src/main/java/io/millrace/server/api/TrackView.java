package io.millrace.server.api;

import io.millrace.hub.TrackFigures;
import io.millrace.media.FourCc;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.AudioParameters;
import io.millrace.media.codec.TrackInfo;
import io.millrace.media.codec.VideoParameters;
import io.millrace.mux.hls.VideoRange;
import java.util.List;
import java.util.Optional;

/** A track of a live stream: what it says of itself, and what was measured. What is not known is left out. */
record TrackView(
        String kind,
        int id,
        String codec,
        Optional<String> fourCc,
        Optional<String> codecString,
        Optional<String> profile,
        Optional<String> level,
        Optional<Integer> width,
        Optional<Integer> height,
        Optional<Integer> bitDepth,
        Optional<String> hdr,
        Optional<Integer> sampleRate,
        Optional<Integer> channels,
        Optional<String> language,
        Optional<String> name,
        Optional<MeasuredView> measured) {
    /** Since its publisher came, rates in the last four seconds. */
    record MeasuredView(
            long bitsPerSecond,
            double framesPerSecond,
            long framesTotal,
            long keyFramesTotal,
            long bytesTotal,
            long gopMillis,
            long gopFrames,
            long longestGopMillis,
            double jitterMillis) {
        static MeasuredView of(TrackFigures figures) {
            return new MeasuredView(
                    Math.round(figures.bitsPerSecond()),
                    rounded(figures.framesPerSecond()),
                    figures.frames(),
                    figures.keyFrames(),
                    figures.bytes(),
                    figures.gopMillis(),
                    figures.gopFrames(),
                    figures.longestGopMillis(),
                    rounded(figures.jitterMillis()));
        }
    }

    static TrackView of(TrackInfo info, List<TrackFigures> measured) {
        Optional<VideoParameters> video = info.video();
        Optional<AudioParameters> audio = info.audio();
        return new TrackView(
                info.track().kind() == MediaKind.VIDEO ? "video" : "audio",
                info.track().id(),
                info.codec().label(),
                info.codec().toFourCc().map(FourCc::toString),
                known(video.map(VideoParameters::codecString).or(() -> audio.map(AudioParameters::codecString))),
                known(video.map(VideoParameters::profile).or(() -> audio.map(AudioParameters::profile))),
                known(video.map(VideoParameters::level)),
                positive(video.map(VideoParameters::width)),
                positive(video.map(VideoParameters::height)),
                positive(video.map(VideoParameters::bitDepth).or(() -> audio.map(AudioParameters::bitDepth))),
                hdr(info),
                positive(audio.map(AudioParameters::sampleRate)),
                info.channelCount().isPresent()
                        ? Optional.of(info.channelCount().getAsInt())
                        : Optional.empty(),
                known(Optional.of(info.language())),
                known(Optional.of(info.name())),
                measured.stream()
                        .filter(figures -> figures.track().equals(info.track()))
                        .findFirst()
                        .map(MeasuredView::of));
    }

    private static Optional<String> hdr(TrackInfo info) {
        VideoRange range = VideoRange.of(info);
        return range == VideoRange.SDR ? Optional.empty() : Optional.of(range.name());
    }

    private static Optional<String> known(Optional<String> text) {
        return text.filter(value -> !value.isEmpty());
    }

    private static Optional<Integer> positive(Optional<Integer> number) {
        return number.filter(value -> value > 0);
    }

    /** To thousandths. */
    static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
