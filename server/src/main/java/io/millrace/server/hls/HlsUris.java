package io.millrace.server.hls;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How playlists name what belongs to them. What a player was asked for, such as a key, is asked of it for each file again, so
 * all URIs have it.
 *
 * @param parameters of a request, without those that are for HLS
 * @param query the same as it stands in URIs, with its question mark; empty without any
 */
record HlsUris(Map<String, String> parameters, String query) {
    /** The parameter that chooses the container. */
    static final String FORMAT = "format";

    private static final String HLS_PREFIX = "_HLS_"; // [RFC 8216bis §6.2.5]

    /** Of the URI that was requested. */
    static HlsUris of(Map<String, String> query) {
        Map<String, String> own = new TreeMap<>(query);
        own.keySet().removeIf(name -> name.startsWith(HLS_PREFIX) || name.equals(FORMAT));
        String text = own.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
        return new HlsUris(own, text.isEmpty() ? "" : "?" + text);
    }

    /**
     * Where the files of a stream are.
     *
     * @param from the path of a master playlist, without its ending
     * @param stream the path of a stream
     * @return relative to the playlist
     */
    static String directory(String from, String stream) {
        int slash = from.lastIndexOf('/') + 1;
        String encoded = Stream.of(stream.split("/")).map(HlsUris::encode).collect(Collectors.joining("/"));
        if (stream.startsWith(from.substring(0, slash)) && stream.indexOf('/', slash) < 0) {
            return encode(stream.substring(slash)) + ".hls/";
        }
        long depth = from.chars().filter(c -> c == '/').count();
        return "../".repeat((int) depth) + encoded + ".hls/";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
