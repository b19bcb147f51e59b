package io.millrace.media.codec;

import io.millrace.media.ChannelLayout;
import io.millrace.media.Codec;
import io.millrace.media.ColorInfo;
import io.millrace.media.MediaKind;
import io.millrace.media.Track;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is known of one track of a stream.
 *
 * @param codec as the publisher names it
 * @param video of a video track whose configuration could be read
 * @param audio of an audio track, likewise
 * @param channels as a MultichannelConfig packet has it
 * @param color as a metadata packet has it; the configuration may say it too
 * @param kilobitsPerSecond as the publisher's metadata has it; 0 if that does not tell
 * @param frameRate likewise, of video
 * @param language likewise, as it says it: mostly as in RFC 5646; empty if it does not
 * @param name likewise, for people
 */
public record TrackInfo(
        Track track,
        Codec codec,
        Optional<VideoParameters> video,
        Optional<AudioParameters> audio,
        Optional<ChannelLayout> channels,
        Optional<ColorInfo> color,
        double kilobitsPerSecond,
        double frameRate,
        String language,
        String name) {

    /** Channels as a MultichannelConfig packet has them, or the configuration; empty if neither tells. */
    public OptionalInt channelCount() {
        if (channels.isPresent()) {
            return OptionalInt.of(channels.get().channelCount());
        }
        return audio.filter(known -> known.channels() > 0).isPresent()
                ? OptionalInt.of(audio.get().channels())
                : OptionalInt.empty();
    }

    /** The same with other parameters of its video. */
    public TrackInfo with(VideoParameters newVideo) {
        return new TrackInfo(
                track,
                codec,
                Optional.of(newVideo),
                audio,
                channels,
                color,
                kilobitsPerSecond,
                frameRate,
                language,
                name);
    }

    /** In one line, for a person: {@code video 1: HEVC, Main 10@5.1, 3840x2160, 10 bit}. */
    @Override
    public String toString() {
        var text = new StringBuilder(track.kind() == MediaKind.AUDIO ? "audio " : "video ")
                .append(track.id())
                .append(": ")
                .append(codec.label());
        video.ifPresent(v -> describe(v, text));
        audio.ifPresent(a -> describe(a, text));
        channelCount()
                .ifPresent(count -> text.append(", ").append(count).append(count == 1 ? " channel" : " channels"));
        color.flatMap(ColorInfo::hdrMdcv).ifPresent(mdcv -> text.append(", HDR"));
        return text.toString();
    }

    private static void describe(VideoParameters video, StringBuilder text) {
        if (!video.profile().isEmpty()) {
            text.append(", ").append(video.profile());
            text.append(video.level().isEmpty() ? "" : "@" + video.level());
        }
        if (video.width() > 0) {
            text.append(", ").append(video.width()).append("x").append(video.height());
        }
        if (video.bitDepth() > 8) {
            text.append(", ").append(video.bitDepth()).append(" bit");
        }
    }

    private static void describe(AudioParameters audio, StringBuilder text) {
        if (!audio.profile().isEmpty()) {
            text.append(", ").append(audio.profile());
        }
        text.append(", ").append(audio.sampleRate()).append(" Hz");
    }
}
