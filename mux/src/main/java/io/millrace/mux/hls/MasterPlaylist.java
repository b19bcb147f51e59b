package io.millrace.mux.hls;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The playlist that names all others of a stream, which the draft calls multivariant [RFC 8216bis §4.4.6]; URIs are relative
 * to its own. Names and languages may be any text: what cannot be written is replaced.
 */
public record MasterPlaylist(List<Variant> variants, List<AudioRendition> audio) {
    private static final int VERSION = 6;

    /**
     * What a player can choose: a video, or sound alone.
     *
     * @param bandwidth the peak bit rate of segments, that of the sound it goes with included
     * @param averageBandwidth likewise, on average; empty if not known
     * @param codecs those of all tracks that may be played with it, as {@link HlsCodecs} has them
     * @param width in pixels; 0 if not known or sound alone
     * @param frameRate pictures in a second; 0 if not known or sound alone
     * @param audioGroup the renditions it goes with; empty if it has its sound in it, or none
     */
    public record Variant(
            String uri,
            long bandwidth,
            OptionalLong averageBandwidth,
            List<String> codecs,
            int width,
            int height,
            double frameRate,
            Optional<VideoRange> videoRange,
            Optional<String> audioGroup) {
        public Variant {
            codecs = List.copyOf(codecs);
        }
    }

    /**
     * One of the sounds of a group.
     *
     * @param name for people; no other of the group has the same
     * @param language as in RFC 5646
     * @param isDefault whether it plays as long as nobody chooses; at most one of a group
     * @param channels 0 if not known
     */
    public record AudioRendition(
            String group, String name, Optional<String> language, boolean isDefault, int channels, String uri) {}

    public MasterPlaylist {
        variants = List.copyOf(variants);
        audio = List.copyOf(audio);
    }

    public String toText() {
        StringBuilder text = new StringBuilder(256 * (1 + variants.size() + audio.size()));
        text.append("#EXTM3U\n#EXT-X-VERSION:").append(VERSION).append('\n');
        audio.forEach(rendition -> rendition(rendition, text));
        variants.forEach(variant -> variant(variant, text));
        return text.toString();
    }

    private static void rendition(AudioRendition rendition, StringBuilder text) {
        AttributeList line = new AttributeList(text, "EXT-X-MEDIA")
                .add("TYPE", "AUDIO")
                .quoted("GROUP-ID", rendition.group)
                .quoted("NAME", rendition.name);
        rendition.language.ifPresent(language -> line.quoted("LANGUAGE", language));
        line.add("DEFAULT", rendition.isDefault ? "YES" : "NO").add("AUTOSELECT", "YES");
        if (rendition.channels > 0) {
            line.quoted("CHANNELS", Integer.toString(rendition.channels));
        }
        line.quoted("URI", rendition.uri).end();
    }

    private static void variant(Variant variant, StringBuilder text) {
        AttributeList line = new AttributeList(text, "EXT-X-STREAM-INF").add("BANDWIDTH", variant.bandwidth);
        variant.averageBandwidth.ifPresent(average -> line.add("AVERAGE-BANDWIDTH", average));
        if (!variant.codecs.isEmpty()) {
            line.quoted("CODECS", String.join(",", variant.codecs));
        }
        if (variant.width > 0) {
            line.add("RESOLUTION", variant.width + "x" + variant.height);
        }
        if (variant.frameRate > 0) {
            line.add("FRAME-RATE", String.format(Locale.ROOT, "%.3f", variant.frameRate));
        }
        variant.videoRange.ifPresent(range -> line.add("VIDEO-RANGE", range));
        variant.audioGroup.ifPresent(group -> line.quoted("AUDIO", group));
        line.end();
        text.append(variant.uri).append('\n');
    }
}
