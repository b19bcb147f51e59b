package io.millrace.server.viewing;

import io.millrace.flv.CodecNames;
import io.millrace.flv.TrackChoice;
import io.millrace.media.MediaKind;
import io.millrace.transport.LogText;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a player chooses by its URL what it gets of a stream: {@code ?tracks=all} as published, {@code ?video=1&audio=0,2}
 * by track IDs, {@code all} or {@code none}, and {@code ?codecs=legacy}, {@code fourcc} or {@code published} for how H.264,
 * AAC and MP3 are named.
 *
 * @param parameters of the URL; others are not looked at
 */
public record TrackQuery(Map<String, String> parameters) {
    private static final String ALL = "all";
    private static final String NONE = "none";
    private static final int MAX_TRACK_ID = 255;

    /**
     * Whether that kind comes with all its tracks, nothing rewritten.
     *
     * @throws IllegalArgumentException if something else than all is asked for, with a text for the client
     */
    public boolean wantsAllAsPublished(MediaKind kind) {
        String wanted = parameters.getOrDefault("tracks", "");
        if (parameters.containsKey("tracks") && !wanted.equals(ALL)) {
            throw wrong("tracks", wanted, ALL);
        }
        return wanted.equals(ALL) && !parameters.containsKey(key(kind));
    }

    /**
     * The tracks that are asked for; empty if the client leaves it to us.
     *
     * @throws IllegalArgumentException if they are neither all as published nor track IDs, with a text for the client
     */
    public Optional<TrackChoice> tracks(MediaKind kind) {
        if (wantsAllAsPublished(kind)) {
            return Optional.of(new TrackChoice.AsPublished());
        }
        String wanted = parameters.get(key(kind));
        if (wanted == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (wanted) {
                    case ALL -> new TrackChoice.Each();
                    case NONE -> new TrackChoice.Only(Set.of());
                    default -> new TrackChoice.Only(trackIds(key(kind), wanted));
                });
    }

    /**
     * How codecs are to be named; empty if the client leaves it to us.
     *
     * @throws IllegalArgumentException if there is no such way, with a text for the client
     */
    public Optional<CodecNames> names() {
        String wanted = parameters.get("codecs");
        if (wanted == null) {
            return Optional.empty();
        }
        return Optional.of(
                switch (wanted) {
                    case "legacy" -> CodecNames.LEGACY;
                    case "fourcc" -> CodecNames.FOUR_CC;
                    case "published" -> CodecNames.AS_PUBLISHED;
                    default -> throw wrong("codecs", wanted, "legacy, fourcc or published");
                });
    }

    private static Set<Integer> trackIds(String key, String wanted) {
        Set<Integer> ids = new HashSet<>();
        for (String id : wanted.split(",", MAX_TRACK_ID + 2)) {
            if (!id.matches("\\d{1,3}") || Integer.parseInt(id) > MAX_TRACK_ID) {
                throw wrong(key, wanted, "track IDs of 0 to 255 separated by commas, all or none");
            }
            ids.add(Integer.parseInt(id));
        }
        return ids;
    }

    private static String key(MediaKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException wrong(String key, String value, String expected) {
        return new IllegalArgumentException(key + "=" + LogText.of(value) + " (expected: " + expected + ")");
    }
}
