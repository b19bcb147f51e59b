package io.millrace.server.demo;

import io.millrace.amf.Amf0;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfEcmaArray;
import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.FlvReader;
import io.millrace.flv.FlvTag;
import io.millrace.flv.TrackMetadata;
import io.millrace.flv.TrackTable;
import io.millrace.flv.VideoTagCodec;
import io.millrace.hub.Hub;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Publishes the built-in clip in a loop and in real time, so that there is something to see with no encoder at hand. Runs
 * on a virtual thread of its own until it is closed.
 */
public final class DemoPublisher implements AutoCloseable {
    private static final String CLIP = "demo.flv";

    /** Between the last frame of one round and the first of the next: one frame of the clip's 25 a second. */
    private static final long ROUND_GAP_MILLIS = 40;

    private static final Set<String> OF_FILES = Set.of("duration", "filesize");

    private final Publication publication;
    private final List<FlvTag> clip;
    private final TrackTable tracks = new TrackTable(problem -> {});
    private final Thread thread;

    private DemoPublisher(Publication publication) {
        this.publication = publication;
        this.clip = readClip();
        this.thread = Thread.ofVirtual().name("demo-publisher").start(this::run);
    }

    /**
     * Starts to publish.
     *
     * @throws IllegalStateException when somebody publishes to {@code path} already
     */
    public static DemoPublisher start(Hub hub, String path) {
        return new DemoPublisher(hub.publish(path, false)
                .orElseThrow(() -> new IllegalStateException(path + " is published by somebody else")));
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            long startNanos = System.nanoTime();
            for (long roundStart = 0; publishRound(roundStart, startNanos); ) {
                roundStart += clip.getLast().timestampMillis() + ROUND_GAP_MILLIS;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            publication.end();
        }
    }

    /** False when another publisher has taken the stream over. */
    private boolean publishRound(long roundStartMillis, long startNanos) throws InterruptedException {
        for (FlvTag tag : clip) {
            long dtsMillis = roundStartMillis + tag.timestampMillis();
            long waitNanos = startNanos + TimeUnit.MILLISECONDS.toNanos(dtsMillis) - System.nanoTime();
            if (waitNanos > 0) {
                TimeUnit.NANOSECONDS.sleep(waitNanos);
            }
            if (!publish(tag, dtsMillis, roundStartMillis == 0)) {
                return false;
            }
        }
        return true;
    }

    private boolean publish(FlvTag tag, long dtsMillis, boolean firstRound) {
        return switch (tag.type()) {
            case FlvTag.AUDIO ->
                publish(MediaKind.AUDIO, AudioTagCodec.decode(tag.body()), tag.body(), dtsMillis, firstRound);
            case FlvTag.VIDEO ->
                publish(MediaKind.VIDEO, VideoTagCodec.decode(tag.body()), tag.body(), dtsMillis, firstRound);
            case FlvTag.SCRIPT ->
                !firstRound
                        || publication.setMetadata(
                                TrackMetadata.NAME,
                                new MediaFrame(MediaKind.DATA, dtsMillis, live(tag.body()), List.of()));
            default -> true;
        };
    }

    /** What begins or ends the clip's sequences is said once: the loop is one sequence without an end. */
    private boolean publish(MediaKind kind, List<MediaPacket> packets, Bytes body, long dtsMillis, boolean firstRound) {
        boolean skipped = packets.stream()
                .anyMatch(packet -> packet.type() == PacketType.SEQUENCE_END
                        || (packet.type() == PacketType.SEQUENCE_START && !firstRound));
        var frame = new MediaFrame(kind, dtsMillis, body, packets);
        if (tracks.add(frame)) {
            publication.describe(tracks.tracks());
        }
        return skipped || publication.append(frame);
    }

    /** What the clip says of itself, but for its length: the stream has none. */
    private static Bytes live(Bytes metadata) {
        List<AmfValue> values = Amf0.decodeAll(metadata);
        List<AmfProperties.Entry> entries = values.get(1).asProperties().entries().stream()
                .filter(entry -> !OF_FILES.contains(entry.name()))
                .toList();
        return Amf0.encodeAll(values.getFirst(), new AmfEcmaArray(new AmfProperties(entries)));
    }

    private static List<FlvTag> readClip() {
        List<FlvTag> tags = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(DemoPublisher.class.getResourceAsStream(CLIP), CLIP)) {
            new FlvReader().read(Bytes.wrap(in.readAllBytes()), tags::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tags;
    }
}
