package io.millrace.e2e;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a player received, a line for each message: {@code StreamBegin}, {@code NetStream.Play.Start}, {@code onMetaData},
 * {@code onPlayStatus NetStream.Play.Complete}, {@code header 0 at 0}, {@code frame 7 at 700}. Frames are those of
 * {@link Frames}.
 */
record Transcript(List<String> lines) {
    static final String END = "NetStream.Play.Stop";

    private static final int AVC_PACKET_TYPE_AT = 1;

    /** Reads until a line is {@code last}, that one included. */
    static Transcript until(RawRtmpPeer player, String last) throws IOException {
        var lines = new ArrayList<String>();
        do {
            lines.add(line(player.read()));
        } while (!lines.getLast().equals(last));
        return new Transcript(lines);
    }

    static Transcript of(List<Message> messages) {
        return new Transcript(messages.stream().map(Transcript::line).toList());
    }

    /** The lines of frames {@code first} to {@code last} of a {@link NumberedClip}, on its own times. */
    static String[] frames(int first, int last) {
        return frames(first, last, 0, 0);
    }

    /** The same where the numbers on the frames and their times are moved. */
    static String[] frames(int first, int last, int numberShift, long shiftMillis) {
        return IntStream.rangeClosed(first, last)
                .mapToObj(frame -> "frame " + (frame + numberShift) + " at " + (frame * 100 + shiftMillis))
                .toArray(String[]::new);
    }

    /** This, and what came behind it. */
    Transcript and(Transcript next) {
        return new Transcript(Stream.concat(lines.stream(), next.lines.stream()).toList());
    }

    /** Lines of media alone. */
    List<String> media() {
        return lines.stream().filter(Transcript::isMedia).toList();
    }

    /** Lines of all that is no media. */
    List<String> told() {
        return lines.stream().filter(line -> !isMedia(line)).toList();
    }

    private static boolean isMedia(String line) {
        return line.startsWith("frame ") || line.startsWith("header ");
    }

    private static String line(Message message) {
        return switch (message.typeId()) {
            case RawRtmpPeer.VIDEO -> {
                boolean header = message.body().get(AVC_PACKET_TYPE_AT) == 0;
                yield (header ? "header " : "frame ") + Frames.number(message) + " at " + message.timestampMillis();
            }
            case RawRtmpPeer.USER_CONTROL ->
                switch (message.body().getShort(0)) {
                    case 0 -> "StreamBegin";
                    case 1 -> "StreamEOF";
                    case 4 -> "StreamIsRecorded";
                    default -> "user control " + message.body().getShort(0);
                };
            case RawRtmpPeer.COMMAND, RawRtmpPeer.DATA -> line(message.values());
            default -> "type " + message.typeId();
        };
    }

    /** A status is its code; other messages are their name, and the code in them if there is one. */
    private static String line(List<@Nullable Object> values) {
        String name = String.valueOf(values.getFirst());
        String code = values.stream()
                .flatMap(value -> value instanceof Map<?, ?> map ? Stream.ofNullable(map.get("code")) : Stream.empty())
                .map(String::valueOf)
                .findFirst()
                .orElse("");
        return name.equals("onStatus") ? code : (name + " " + code).strip();
    }
}
