package io.millrace.hub;

import io.millrace.media.MediaFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * A form that a test can read: each entry becomes its body's text with its time, as in {@code K1@40;}. Chunks of ten bytes,
 * where larger messages may be cut.
 *
 * @param name tells forms apart
 * @param encoded counts what was encoded, so that a test sees what is shared
 */
record TextForm(String name, AtomicInteger encoded) implements Form {
    static final int CHUNK = 10;

    TextForm(String name) {
        this(name, new AtomicInteger());
    }

    @Override
    public FrameEncoder newEncoder() {
        return this::encode;
    }

    private void encode(LogEntry entry, long dtsMillis, WireOutput out) {
        encoded.incrementAndGet();
        boolean timed = entry instanceof LogEntry.Frame || entry instanceof LogEntry.Metadata;
        byte[] message = (text(entry) + (timed ? "@" + dtsMillis : "") + ";").getBytes(StandardCharsets.UTF_8);
        out.message(message.length).put(message);
        for (int cut = CHUNK; cut < message.length; cut += CHUNK) {
            out.mayCutAt(cut);
        }
    }

    /** The body of a frame, or the name of an event. */
    static String text(LogEntry entry) {
        return switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> frame.body().toUtf8();
            case LogEntry.Metadata(String key, MediaFrame frame) -> frame.body().toUtf8();
            case LogEntry.TrackMaps(MediaFrame frame) -> frame.body().toUtf8();
            case LogEntry.PublisherLeft left -> "left";
            case LogEntry.PublisherReturned returned -> "returned";
            case LogEntry.StreamDry dry -> "dry";
        };
    }

    /** All that {@code source} has now, in pieces of at most {@code maxBytes}, each released at once. */
    static String drain(PlaySource source, int maxBytes) {
        var all = new StringBuilder();
        for (Piece piece = source.next(maxBytes); piece != null; piece = source.next(maxBytes)) {
            all.append(text(piece));
            piece.release();
        }
        return all.toString();
    }

    static String drain(PlaySource source) {
        return drain(source, 1 << 20);
    }

    static String text(Piece piece) {
        ByteBuffer bytes = piece.bytes().duplicate();
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }

    /** The names alone: {@code K1 I2} for {@code K1@0;I2@40;}. */
    static String names(String drained) {
        return drained.lines()
                .flatMap(line -> java.util.Arrays.stream(line.split(";")))
                .map(message -> message.replaceAll("@.*", ""))
                .map(message -> message.replaceAll("\\.+", ""))
                .collect(Collectors.joining(" "));
    }
}
