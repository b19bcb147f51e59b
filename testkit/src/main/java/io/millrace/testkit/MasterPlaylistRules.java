package io.millrace.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What draft-pantos-hls-rfc8216bis-16 demands of master playlists, read as strictly as {@link PlaylistRules} are. */
public final class MasterPlaylistRules {
    private static final Set<String> KNOWN =
            Set.of("EXT-X-VERSION", "EXT-X-INDEPENDENT-SEGMENTS", "EXT-X-MEDIA", "EXT-X-STREAM-INF");

    private final List<String> broken = new ArrayList<>();
    private final Playlist playlist;
    private final Map<String, Set<String>> names = new HashMap<>(); // by group
    private final Set<String> groupsWithDefault = new HashSet<>();

    private MasterPlaylistRules(String text) {
        playlist = Playlist.parse(text);
    }

    /** Fails with all that is wrong with a master playlist; its variants are the segments of what it returns. */
    public static Playlist check(String text) {
        MasterPlaylistRules rules = new MasterPlaylistRules(text);
        for (String name : rules.playlist.tags().keySet()) {
            rules.require(KNOWN.contains(name), "§4.1: " + name + " in a master playlist");
        }
        rules.playlist.tags().getOrDefault("EXT-X-MEDIA", List.of()).forEach(rules::rendition);
        rules.playlist.segments().forEach(rules::variant);
        rules.require(!rules.playlist.segments().isEmpty(), "§4.4.6.2: no variant");
        if (!rules.broken.isEmpty()) {
            throw new AssertionError(String.join("\n", rules.broken) + "\nin:\n" + text);
        }
        return rules.playlist;
    }

    private void require(boolean condition, String rule) {
        if (!condition) {
            broken.add(rule);
        }
    }

    private void rendition(String value) {
        Map<String, String> attributes = new Playlist.Tag("EXT-X-MEDIA", value).attributes();
        String group = attributes.getOrDefault("GROUP-ID", "");
        String name = attributes.getOrDefault("NAME", "");
        boolean isDefault = "YES".equals(attributes.get("DEFAULT"));
        require("AUDIO".equals(attributes.get("TYPE")), "§4.4.6.1: rendition of type " + attributes.get("TYPE"));
        require(!group.isEmpty() && !name.isEmpty(), "§4.4.6.1: a rendition without group or name");
        require(
                names.computeIfAbsent(group, absent -> new HashSet<>()).add(name),
                "§4.4.6.1.1: two renditions have the name " + name);
        require(!isDefault || groupsWithDefault.add(group), "§4.4.6.1.1: two defaults in " + group);
        require(!isDefault || "YES".equals(attributes.get("AUTOSELECT")), "§4.4.6.1: a default that is not selected");
        require(
                attributes.getOrDefault("CHANNELS", "1").matches("[1-9][0-9]*"),
                "§4.4.6.1: channels " + attributes.get("CHANNELS"));
    }

    private void variant(Playlist.Segment variant) {
        require(variant.isFinished(), "§4.4.6.2: a variant without URI");
        require(
                variant.lines().size() == 1 && variant.count("EXT-X-STREAM-INF") == 1,
                "§4.4.6: " + variant.lines() + " before a variant");
        for (Map<String, String> attributes : variant.all("EXT-X-STREAM-INF")) {
            long bandwidth = Long.parseLong(attributes.getOrDefault("BANDWIDTH", "0"));
            long average = Long.parseLong(attributes.getOrDefault("AVERAGE-BANDWIDTH", "0"));
            require(
                    bandwidth > 0 && average <= bandwidth,
                    "§4.4.6.2: bandwidth " + bandwidth + ", on average " + average);
            require(attributes.containsKey("CODECS"), "§4.4.6.2: no CODECS");
            require(
                    attributes.getOrDefault("RESOLUTION", "1x1").matches("[1-9][0-9]*x[1-9][0-9]*"),
                    "§4.2: resolution " + attributes.get("RESOLUTION"));
            require(
                    attributes.getOrDefault("FRAME-RATE", "1.000").matches("[0-9]+\\.[0-9]{3}"),
                    "§4.4.6.2: frame rate " + attributes.get("FRAME-RATE"));
            require(
                    Set.of("SDR", "HLG", "PQ").contains(attributes.getOrDefault("VIDEO-RANGE", "SDR")),
                    "§4.4.6.2: video range " + attributes.get("VIDEO-RANGE"));
            String group = attributes.get("AUDIO");
            require(group == null || names.containsKey(group), "§4.4.6.2: no group " + group);
        }
    }
}
