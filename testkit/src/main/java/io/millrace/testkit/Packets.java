package io.millrace.testkit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The packets of a file or of a played stream, as FFprobe sees them: what "received equals published" is checked on.
 *
 * @param list in the order of the file or of arrival
 */
public record Packets(List<Packet> list) {
    /**
     * One coded frame.
     *
     * @param codec with the number of the track among those of its kind, such as {@code video0:h264}: independent of
     *     the order in which FFmpeg met the tracks
     * @param flags as FFprobe prints them; {@code K} in front for a key frame
     * @param hash of the data
     */
    public record Packet(String codec, String ptsMillis, String dtsMillis, String flags, int size, String hash) {
        boolean isVideo() {
            return codec.startsWith("video");
        }

        /** Whether decoding can start here. */
        public boolean isKeyFrame() {
            return flags.startsWith("K");
        }
    }

    public Packets {
        list = List.copyOf(list);
    }

    /** Waits for the end of a playback started by {@link Ffmpeg#play} and returns all that it received. */
    public static Packets of(Program playback) {
        return parse(playback.succeed());
    }

    static Packets parse(List<String> lines) {
        Map<String, String> codecs = new HashMap<>();
        Map<String, Integer> tracksOfKind = new HashMap<>();
        for (Map<String, String> stream : sections(lines, "stream")) {
            String kind = field(stream, "codec_type");
            int track = tracksOfKind.merge(kind, 1, Integer::sum) - 1;
            codecs.put(field(stream, "index"), kind + track + ":" + field(stream, "codec_name"));
        }
        var packets = new ArrayList<Packet>();
        for (Map<String, String> packet : sections(lines, "packet")) {
            int size = Integer.parseInt(field(packet, "size"));
            if (size > 0) { // FFmpeg hands a new header on as a packet without data
                packets.add(new Packet(
                        field(codecs, field(packet, "stream_index")),
                        field(packet, "pts"),
                        field(packet, "dts"),
                        field(packet, "flags"),
                        size,
                        field(packet, "data_hash")));
            }
        }
        return new Packets(packets);
    }

    /** Fails, with the first difference, unless {@code received} holds the same packets. */
    public void assertReceivedWhole(Packets received) {
        Difference.assertNone(list, received.list);
    }

    /**
     * Fails unless {@code received} begins with a key frame of the lead video track and holds all that was published
     * from there on: what a late joiner gets.
     */
    public void assertReceivedFromKeyFrame(Packets received) {
        if (received.list.isEmpty()) {
            throw new AssertionError("nothing was received");
        }
        Packet first = received.list.getFirst();
        int start = list.indexOf(first);
        if (start < 0 || !first.isVideo() || !first.isKeyFrame()) {
            throw new AssertionError("starts with " + first + " (expected: a published video key frame)");
        }
        Difference.assertNone(list.subList(start, list.size()), received.list);
    }

    /** The packets of one track, such as {@code audio0:aac}. */
    public Packets track(String codec) {
        return new Packets(
                list.stream().filter(packet -> packet.codec.equals(codec)).toList());
    }

    /** The tracks there are. */
    public Set<String> tracks() {
        return list.stream().map(Packet::codec).collect(Collectors.toSet());
    }

    /** Hashes of the packets of one track, such as {@code video0:h264}: for remuxers that keep data but not time. */
    public List<String> hashes(String codec) {
        return list.stream()
                .filter(packet -> packet.codec.equals(codec))
                .map(Packet::hash)
                .toList();
    }

    private static List<Map<String, String>> sections(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "|"))
                .map(Packets::fields)
                .toList();
    }

    /** The fields of a line such as {@code packet|stream_index=0|pts=80}. */
    private static Map<String, String> fields(String line) {
        Map<String, String> fields = new HashMap<>();
        for (String field : line.split("\\|", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(field.substring(0, equals), field.substring(equals + 1));
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) {
        String value = fields.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + fields);
        }
        return value;
    }
}
