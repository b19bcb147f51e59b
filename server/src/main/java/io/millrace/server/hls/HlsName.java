package io.millrace.server.hls;

import io.millrace.mux.hls.SegmentNames;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of what there is of a stream in the directory {@code STREAM.hls/}. A rendition is {@code v0} or {@code a0} for a
 * track, or {@code ts}; a life is one run of the packager, so that no cache has anything else under the same name. An init
 * segment has the number of the first segment that needs it.
 *
 * <pre>
 *   v0.m3u8            v0-LIFE-i12.mp4      v0-LIFE-12.m4s     v0-LIFE-12.3.m4s       ts-LIFE-12.ts
 *   playlist           init segment         segment 12         part 3 of it           of MPEG-TS
 * </pre>
 */
sealed interface HlsName {
    /** What a {@code long} can hold, whatever the digits are. */
    Pattern MSN = Pattern.compile("\\d{1,18}");

    Pattern INDEX = Pattern.compile("\\d{1,9}");
    Pattern PLAYLIST = Pattern.compile("([av]\\d{1,3}|ts)\\.m3u8");
    Pattern MEDIA = Pattern.compile(
            "([av]\\d{1,3}|ts)-([0-9a-z]{1,13})-(?:i(\\d{1,18})\\.mp4|(\\d{1,18})(?:\\.(\\d{1,9}))?\\.(?:m4s|ts))");

    String rendition();

    record Playlist(String rendition) implements HlsName {}

    record Init(String rendition, String life, long number) implements HlsName {}

    record Segment(String rendition, String life, long msn) implements HlsName {}

    record Part(String rendition, String life, long msn, int index) implements HlsName {}

    /** Empty for what is no such name. */
    static Optional<HlsName> parse(String file) {
        Matcher playlist = PLAYLIST.matcher(file);
        if (playlist.matches()) {
            return Optional.of(new Playlist(playlist.group(1)));
        }
        Matcher media = MEDIA.matcher(file);
        if (!media.matches()) {
            return Optional.empty();
        }
        String rendition = media.group(1);
        String life = media.group(2);
        if (media.group(3) != null) {
            return Optional.of(new Init(rendition, life, Long.parseLong(media.group(3))));
        }
        long msn = Long.parseLong(media.group(4));
        return Optional.of(
                media.group(5) == null
                        ? new Segment(rendition, life, msn)
                        : new Part(rendition, life, msn, Integer.parseInt(media.group(5))));
    }

    /**
     * The names in a playlist.
     *
     * @param query of the playlist's own URI with its question mark, or empty: who may have that may have these
     */
    record InPlaylist(String rendition, String life, String query) implements SegmentNames {
        private String name(String rest) {
            return rendition + "-" + life + "-" + rest + query;
        }

        @Override
        public String init(long number) {
            return name("i" + number + ".mp4");
        }

        @Override
        public String segment(long msn) {
            return name(msn + (rendition.equals(HlsRendition.MPEG_TS) ? ".ts" : ".m4s"));
        }

        @Override
        public String part(long msn, int index) {
            return name(msn + "." + index + ".m4s");
        }
    }

    /**
     * What a player wants to wait for before it gets a playlist [RFC 8216bis §6.2.5].
     *
     * @param msn -1 if it does not wait
     * @param part empty for all of the segment
     * @param skip whether it has the segments before the newest few
     */
    record Reload(long msn, OptionalInt part, boolean skip) {
        /**
         * As the query has it.
         *
         * @throws IllegalArgumentException if it is none that can be, with a text for the client
         */
        static Reload of(Map<String, String> query) {
            boolean waits = query.containsKey("_HLS_msn");
            if (query.containsKey("_HLS_part") && !waits) {
                throw new IllegalArgumentException("_HLS_part needs _HLS_msn.");
            }
            long msn = waits ? number(query, "_HLS_msn", MSN) : -1;
            OptionalInt part = query.containsKey("_HLS_part")
                    ? OptionalInt.of((int) number(query, "_HLS_part", INDEX))
                    : OptionalInt.empty();
            String skip = query.getOrDefault("_HLS_skip", "");
            return new Reload(msn, part, skip.equals("YES") || skip.equals("v2"));
        }

        private static long number(Map<String, String> query, String name, Pattern digits) {
            String value = query.getOrDefault(name, "");
            if (!digits.matcher(value).matches()) {
                throw new IllegalArgumentException(name + " is to be a number, and none so long.");
            }
            return Long.parseLong(value);
        }
    }
}
