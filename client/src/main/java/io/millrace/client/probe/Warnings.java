package io.millrace.client.probe;

import static io.millrace.client.probe.ReportText.bits;
import static io.millrace.client.probe.ReportText.number;
import static io.millrace.client.probe.ReportText.seconds;
import static io.millrace.client.probe.ReportText.tenths;
import static io.millrace.client.probe.ReportText.whole;

import io.millrace.amf.AmfProperties;
import io.millrace.client.probe.Report.Sync;
import io.millrace.client.probe.TrackReport.Announced;
import io.millrace.client.probe.TrackReport.Audio;
import io.millrace.client.probe.TrackReport.Headers;
import io.millrace.client.probe.TrackReport.Timing;
import io.millrace.client.probe.TrackReport.Video;
import io.millrace.client.probe.Warning.Kind;
import io.millrace.media.MediaKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What of a report calls for action. */
final class Warnings {
    /** Less says little of a stream. */
    private static final double ENOUGH_SECONDS = 2;

    private static final int ENOUGH_STEPS = 25;
    private static final double LONG_GOP_SECONDS = 4.1;
    private static final double FAR_BEHIND_MILLIS = 2000;
    private static final double DRIFT_MILLIS = 100;
    private static final long INTERLEAVE_MILLIS = 1000;
    private static final double VIDEO_JITTER_MILLIS = 2;
    private static final double AUDIO_JITTER_MILLIS = 10;
    private static final double UNEVEN = 0.15;
    private static final double FRAME_RATE_DIFFERENCE = 0.1;
    private static final double BIT_RATE_EXCESS = 1.25;
    private static final long STALLED_MILLIS = 5000;
    private static final int MANY_CHANGES = 3;
    private static final int HEADERS_BEFORE_TOO_MANY = 3;

    private final List<TrackReport> tracks;
    private final Optional<Sync> sync;
    private final double seconds;
    private final boolean isLive;
    private final boolean hasStopped;
    private final List<Warning> found = new ArrayList<>();

    /** @param hasStopped whether there is more of it, at which nobody has looked */
    Warnings(List<TrackReport> tracks, Optional<Sync> sync, double seconds, boolean isLive, boolean hasStopped) {
        this.tracks = tracks;
        this.sync = sync;
        this.seconds = seconds;
        this.isLive = isLive;
        this.hasStopped = hasStopped;
    }

    /**
     * All there are, the worst first.
     *
     * @param problems with headers, each a sentence
     * @param metadata of the whole stream
     */
    List<Warning> list(Set<String> problems, AmfProperties metadata) {
        problems.forEach(text -> found.add(new Warning(
                Kind.UNREADABLE_HEADER, "", text + ": players will not decode it either, so look at the encoder")));
        stream(metadata);
        tracks.forEach(this::track);
        stalled();
        found.sort(Comparator.comparing(Warning::kind));
        return List.copyOf(found);
    }

    private void stream(AmfProperties metadata) {
        boolean hasVideo = has(MediaKind.VIDEO);
        boolean hasAudio = has(MediaKind.AUDIO);
        if (!hasVideo && !hasAudio) {
            add(Kind.NO_MEDIA, "neither audio nor video: check that the stream is being published under this name");
        } else if (seconds >= ENOUGH_SECONDS && !hasVideo) {
            add(
                    Kind.NO_VIDEO,
                    "no video in " + seconds(seconds) + ": if there should be some, check the encoder's video source");
        } else if (seconds >= ENOUGH_SECONDS && !hasAudio) {
            add(
                    Kind.NO_AUDIO,
                    "no audio in " + seconds(seconds)
                            + ": some players wait for it and some platforms refuse such a stream; add a silent track");
        }
        sync.ifPresent(this::sync);
        double duration = metadata.number("duration").orElse(0);
        if (!isLive && !hasStopped && duration > 0 && Math.abs(duration - seconds) > Math.max(1, seconds / 20)) {
            add(
                    Kind.CONTRADICTS_METADATA,
                    "the metadata says " + seconds(duration) + " but there are " + seconds(seconds)
                            + ": the file is cut short or its head was never completed");
        }
    }

    private boolean has(MediaKind kind) {
        return tracks.stream().anyMatch(track -> track.kind() == kind && track.frames() > 0);
    }

    private void sync(Sync together) {
        if (Math.abs(together.driftMillis()) > DRIFT_MILLIS) {
            add(
                    Kind.AUDIO_DRIFT,
                    "audio has moved " + whole(Math.abs(together.driftMillis())) + " ms "
                            + (together.driftMillis() > 0 ? "ahead of" : "behind")
                            + " video since the beginning: the encoder's audio and video clocks differ, so let it"
                            + " take audio time from the capture clock");
        }
        if (together.maxLateMillis() > INTERLEAVE_MILLIS) {
            add(
                    Kind.INTERLEAVE,
                    "audio and video of the same moment are up to " + together.maxLateMillis()
                            + " ms apart in the stream: players must buffer as much, so let the encoder interleave by"
                            + " timestamp");
        }
    }

    private void stalled() {
        long newest = tracks.stream()
                .mapToLong(track -> track.timing().lastDtsMillis())
                .max()
                .orElse(0);
        for (TrackReport track : tracks) {
            long silence = newest - track.timing().lastDtsMillis();
            if (track.frames() > 0 && silence > STALLED_MILLIS) {
                add(
                        track,
                        Kind.STALLED_TRACK,
                        "no frame for " + seconds(silence / 1000.0)
                                + " while the stream goes on: check the encoder's source of it");
            }
        }
    }

    private void track(TrackReport track) {
        headers(track);
        timing(track);
        announced(track);
        track.video().ifPresent(video -> video(track, video));
    }

    private void headers(TrackReport track) {
        Headers headers = track.headers();
        if (headers.framesBefore() > 0) {
            add(
                    track,
                    Kind.MISSING_SEQUENCE_HEADER,
                    headers.framesBefore() + " frames of " + track.codec()
                            + " came without a sequence header before them: nobody can decode these, so let the"
                            + " encoder send its configuration first");
        }
        if (track.codecString().isEmpty() && track.signalledAs().endsWith(track.codec())) {
            add(
                    track,
                    Kind.UNKNOWN_CODEC,
                    "the codec (" + track.signalledAs() + ") is not known here: check that the players know it");
        }
        if (headers.changes() > MANY_CHANGES) {
            add(
                    track,
                    Kind.CONFIGURATION_CHANGES,
                    "the configuration changed " + headers.changes()
                            + " times: each makes players restart their decoders, so keep size and rate fixed");
        }
        double expected =
                track.video().map(video -> (double) video.gop().keyFrames()).orElse(Math.ceil(seconds));
        if (headers.count() > Math.max(HEADERS_BEFORE_TOO_MANY, 2 * expected)) {
            add(
                    track,
                    Kind.REPEATED_HEADERS,
                    headers.count() + " sequence headers "
                            + (track.kind() == MediaKind.VIDEO
                                    ? "for " + whole(expected) + " key frames"
                                    : "in " + seconds(seconds))
                            + ": some players restart at each, so send one at the start and one per change");
        }
    }

    private void timing(TrackReport track) {
        Timing timing = track.timing();
        if (timing.backwardSteps() > 0) {
            Jump first = timing.backwardPlaces().getFirst();
            add(
                    track,
                    Kind.BACKWARD_TIMESTAMPS,
                    "timestamps go back " + times(timing.backwardSteps()) + ", first at "
                            + seconds(first.atMillis() / 1000.0) + " by " + -first.millis()
                            + " ms: players stall or drop what follows, so look at the encoder's clock or restarts of"
                            + " its input");
        }
        if (timing.gaps() > 0) {
            Jump first = timing.gapPlaces().getFirst();
            add(
                    track,
                    Kind.TIMESTAMP_GAP,
                    "frames are missing " + times(timing.gaps()) + ", first at " + seconds(first.atMillis() / 1000.0)
                            + " for " + first.millis()
                            + " ms: look for dropped frames in the encoder or too little upload bandwidth");
        }
        double behind = timing.behindMillis().orElse(0);
        if (behind > FAR_BEHIND_MILLIS) {
            add(
                    track,
                    Kind.LATE_ARRIVAL,
                    "frames come " + seconds(behind / 1000)
                            + " later than they did at best: the encoder or the network does not keep up, so lower"
                            + " the bit rate");
        }
        boolean isVideo = track.kind() == MediaKind.VIDEO;
        double limit = Math.max(isVideo ? VIDEO_JITTER_MILLIS : AUDIO_JITTER_MILLIS, UNEVEN * timing.stepMillis());
        if (timing.stepJitterMillis() > limit && track.frames() > ENOUGH_STEPS) {
            add(track, isVideo ? Kind.VARIABLE_FRAME_RATE : Kind.UNEVEN_AUDIO, unevenText(isVideo, timing));
        }
    }

    private static String unevenText(boolean isVideo, Timing timing) {
        String apart =
                tenths(timing.stepMillis()) + " ms apart, give or take " + tenths(timing.stepJitterMillis()) + " ms";
        return isVideo
                ? "the frame rate varies: frames are " + apart + "; set the encoder to a constant frame rate"
                : "audio timestamps are uneven: " + apart + "; let the encoder derive them from the number of samples";
    }

    private static String times(long count) {
        return count == 1 ? "once" : count + " times";
    }

    private void announced(TrackReport track) {
        Announced said = track.announced();
        if (track.bitRate().announced() > 0
                && seconds >= ENOUGH_SECONDS
                && track.bitRate().mean() > track.bitRate().announced() * BIT_RATE_EXCESS) {
            add(
                    track,
                    Kind.BIT_RATE_ABOVE_ANNOUNCED,
                    bits(track.bitRate().mean()) + " on average where the metadata says "
                            + bits(track.bitRate().announced())
                            + ": viewers' bandwidth may not do, so check the encoder's rate control");
        }
        track.video().ifPresent(video -> {
            contradiction(
                    track,
                    said.width() > 0
                            && video.width() > 0
                            && (said.width() != video.width() || said.height() != video.height()),
                    said.width() + "x" + said.height(),
                    video.width() + "x" + video.height());
            contradiction(
                    track,
                    said.frameRate() > 0
                            && track.frames() > ENOUGH_STEPS
                            && Math.abs(said.frameRate() - video.frameRate())
                                    > FRAME_RATE_DIFFERENCE * said.frameRate(),
                    number(said.frameRate()) + " frames per second",
                    number(video.frameRate()));
        });
        track.audio().ifPresent(audio -> audio(track, said, audio));
    }

    private void audio(TrackReport track, Announced said, Audio audio) {
        // Of HE-AAC encoders announce the rate of the core, which is half.
        boolean core = said.sampleRate() * 2 == audio.sampleRate();
        contradiction(
                track,
                said.sampleRate() > 0 && audio.sampleRate() > 0 && said.sampleRate() != audio.sampleRate() && !core,
                said.sampleRate() + " Hz",
                audio.sampleRate() + " Hz");
        contradiction(
                track,
                said.channels() > 0 && audio.channels() > 0 && said.channels() != audio.channels(),
                said.channels() + " channels",
                String.valueOf(audio.channels()));
    }

    private void contradiction(TrackReport track, boolean found, String said, String measured) {
        if (found) {
            add(
                    track,
                    Kind.CONTRADICTS_METADATA,
                    "the metadata says " + said + " but the stream has " + measured
                            + ": players that believe it show it wrongly, so update the metadata with the encoder's"
                            + " settings");
        }
    }

    private void video(TrackReport track, Video video) {
        if (video.gop().keyFrames() == 0 && track.frames() > 0 && seconds >= ENOUGH_SECONDS) {
            add(
                    track,
                    Kind.NO_KEY_FRAME,
                    "no key frame in " + seconds(seconds)
                            + ": nobody can begin to watch, so set the encoder's key frame interval to 2 s");
        }
        if (video.gop().maxSeconds() > LONG_GOP_SECONDS) {
            add(
                    track,
                    Kind.LONG_GOP,
                    "key frames are up to " + seconds(video.gop().maxSeconds())
                            + " apart: viewers wait that long to join, so set the encoder's key frame interval to 2 s");
        }
        if (isLive && video.bFrames() > 0) {
            add(
                    track,
                    Kind.B_FRAMES,
                    video.bFrames() + " of " + track.frames()
                            + " frames are B-frames, which delay the picture by up to "
                            + video.maxCompositionTimeMillis()
                            + " ms and do not play over WebRTC: turn them off for low latency");
        }
        if (track.signalledAs().equals("CodecID 12")) {
            add(
                    track,
                    Kind.LEGACY_HEVC,
                    "H.265 is sent under CodecID 12, which no specification has: few players know it, so use an"
                            + " encoder that sends FourCC hvc1");
        }
        level(track, video);
    }

    private void level(TrackReport track, Video video) {
        Optional<Levels> table = switch (track.codec()) {
            case "H.264" -> Optional.of(Levels.H264);
            case "H.265" -> Optional.of(Levels.H265);
            default -> Optional.empty();
        };
        table.flatMap(levels -> levels.needed(track.level(), video.width(), video.height(), video.frameRate()))
                .ifPresent(needed -> add(
                        track,
                        Kind.LEVEL_TOO_LOW,
                        "level " + track.level() + " is too low for " + video.width() + "x" + video.height() + " at "
                                + number(video.frameRate())
                                + " frames per second: hardware decoders may refuse it, so set level " + needed));
    }

    private void add(Kind kind, String text) {
        found.add(new Warning(kind, "", text));
    }

    private void add(TrackReport track, Kind kind, String text) {
        found.add(new Warning(kind, track.name(), text));
    }
}
