package io.millrace.client.probe;

import io.millrace.client.probe.Report.BitRate;
import io.millrace.client.probe.TrackReport.Audio;
import io.millrace.client.probe.TrackReport.Color;
import io.millrace.client.probe.TrackReport.Gop;
import io.millrace.client.probe.TrackReport.Timing;
import io.millrace.client.probe.TrackReport.Video;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A {@link Report} for people. */
final class ReportText {
    private static final int LABEL_WIDTH = 13;
    private static final int MAX_WARNINGS = 40;

    private final StringBuilder out = new StringBuilder();

    ReportText(Report report) {
        line("stream", joined(report.container(), seconds(report.seconds()), rate(report.bitRate())));
        report.sync()
                .ifPresent(sync -> line(
                        "  sync",
                        sync.distanceMillis() + " ms between audio and video, interleaved within "
                                + sync.maxLateMillis() + " ms, drift " + whole(sync.driftMillis()) + " ms"));
        report.tracks().forEach(this::track);
        if (!report.metadata().isEmpty()) {
            line("metadata", "");
            report.metadata().forEach(said -> line("  " + said.name(), said.value()));
        }
        if (!report.warnings().isEmpty()) {
            line("warnings", "");
            report.warnings().stream()
                    .limit(MAX_WARNINGS)
                    .forEach(warning ->
                            line("  " + (warning.track().isEmpty() ? "stream" : warning.track()), warning.text()));
        }
        int left = report.warnings().size() - MAX_WARNINGS;
        if (left > 0) {
            line("", "and " + left + " more");
        }
    }

    private void track(TrackReport track) {
        String profile = track.profile() + (track.level().isEmpty() ? "" : "@" + track.level());
        line(track.name(), joined(track.codec(), profile, track.codecString(), track.signalledAs()));
        track.video().ifPresent(video -> video(track, video));
        track.audio().ifPresent(audio -> line("  sound", sound(audio)));
        line("  bit rate", rate(track.bitRate()));
        line("  frames", frames(track));
        line("  timing", timing(track.timing()));
    }

    private void video(TrackReport track, Video video) {
        line(
                "  picture",
                joined(
                        video.width() == 0 ? "" : video.width() + "x" + video.height(),
                        video.frameRate() == 0 ? "" : number(video.frameRate()) + " fps",
                        track.announced().frameRate() == 0
                                ? ""
                                : number(track.announced().frameRate()) + " fps announced",
                        video.bitDepth() == 0 ? "" : video.bitDepth() + " bit",
                        video.chroma()));
        String color = color(video.color());
        if (!color.isEmpty()) {
            line("  colour", color);
        }
        line("  GOP", gop(video.gop()));
    }

    private static String color(Color color) {
        return joined(
                color.primaries(),
                color.transfer().isEmpty() ? "" : "transfer " + color.transfer(),
                color.matrix().isEmpty() ? "" : "matrix " + color.matrix(),
                color.fullRange() ? "full range" : "",
                color.hdr().isEmpty() ? "" : "HDR",
                color.maxLuminance().isEmpty()
                        ? ""
                        : "mastered at " + number(color.maxLuminance().getAsDouble()) + " cd/m²",
                color.maxContentLight().isEmpty()
                        ? ""
                        : "up to " + number(color.maxContentLight().getAsDouble()) + " cd/m²");
    }

    private static String gop(Gop gop) {
        if (gop.keyFrames() == 0) {
            return "no key frame yet";
        }
        String max = gop.maxFrames() + " frames (" + seconds(gop.maxSeconds()) + ")";
        return gop.meanFrames() == 0
                ? "1 key frame, " + max + " so far"
                : joined(
                        gop.frames() + " frames (" + seconds(gop.seconds()) + ")",
                        whole(gop.meanFrames()) + " (" + seconds(gop.meanSeconds()) + ") on average",
                        max + " at most");
    }

    private static String sound(Audio audio) {
        return joined(
                audio.sampleRate() == 0 ? "" : audio.sampleRate() + " Hz",
                audio.channels() == 0 ? "" : counted(audio.channels(), "channel"),
                audio.layout(),
                audio.bitDepth() == 0 ? "" : audio.bitDepth() + " bit");
    }

    private static String frames(TrackReport track) {
        return joined(
                String.valueOf(track.frames()),
                track.video()
                        .map(video -> video.gop().keyFrames() + " key, " + video.bFrames() + " B")
                        .orElse(""),
                counted(track.headers().count(), "sequence header"),
                track.headers().changes() == 0 ? "" : counted(track.headers().changes(), "change"));
    }

    private static String timing(Timing timing) {
        return joined(
                tenths(timing.stepMillis()) + " ms apart",
                "jitter " + tenths(timing.stepJitterMillis()) + " ms",
                timing.gaps() == 0 ? "" : counted(timing.gaps(), "gap"),
                timing.backwardSteps() == 0 ? "" : counted(timing.backwardSteps(), "step") + " back",
                timing.arrivalJitterMillis().isEmpty()
                        ? ""
                        : "arrival jitter "
                                + tenths(timing.arrivalJitterMillis().getAsDouble()) + " ms",
                timing.firstFrameMillis().isEmpty()
                        ? ""
                        : "first frame after " + whole(timing.firstFrameMillis().getAsDouble()) + " ms",
                timing.firstKeyFrameMillis().isEmpty()
                        ? ""
                        : "key frame after "
                                + whole(timing.firstKeyFrameMillis().getAsDouble()) + " ms");
    }

    private static String rate(BitRate rate) {
        return joined(
                bits(rate.now()) + " now",
                bits(rate.mean()) + " mean",
                rate.announced() == 0 ? "" : bits(rate.announced()) + " announced");
    }

    /** With the unit that fits. */
    static String bits(long perSecond) {
        if (perSecond < 1000) {
            return perSecond + " bit/s";
        }
        return perSecond < 1_000_000 ? whole(perSecond / 1e3) + " kbit/s" : tenths(perSecond / 1e6) + " Mbit/s";
    }

    static String seconds(double seconds) {
        return tenths(seconds) + " s";
    }

    /** With at most two decimals, and none where they are zero. */
    static String number(double number) {
        return String.format(Locale.ROOT, "%.2f", number).replaceFirst("\\.?0+$", "");
    }

    static String tenths(double number) {
        return String.format(Locale.ROOT, "%.1f", number);
    }

    static String whole(double number) {
        return String.format(Locale.ROOT, "%.0f", number);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private static String joined(String... parts) {
        return Arrays.stream(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining(", "));
    }

    private void line(String label, String value) {
        out.append(out.isEmpty() ? "" : "\n");
        out.append(value.isEmpty() ? label : label + " ".repeat(Math.max(1, LABEL_WIDTH - label.length())) + value);
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
