package io.millrace.transport;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Form;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.Hub;
import io.millrace.hub.HubSettings;
import io.millrace.hub.LogEntry;
import io.millrace.hub.PlaySource;
import io.millrace.hub.PlayStart;
import io.millrace.hub.Publication;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import java.time.Duration;
import java.util.List;

/** A live stream whose wire bytes are the bodies of its frames. */
final class PlainStream implements AutoCloseable {
    final Hub hub;
    private final Publication publication;

    /** Nothing but bodies; a write may end every {@code chunkBytes} inside one. */
    record PlainForm(int chunkBytes) implements Form {
        @Override
        public FrameEncoder newEncoder() {
            return (entry, dtsMillis, out) -> {
                if (entry instanceof LogEntry.Frame(MediaFrame frame)) {
                    int length = frame.body().length();
                    frame.body().copyTo(out.message(length), 0, length);
                    for (int at = chunkBytes; at < length; at += chunkBytes) {
                        out.mayCutAt(at);
                    }
                }
            };
        }
    }

    /**
     * A stream with a publisher.
     *
     * @param maxStreamBytes beyond this the oldest is given up
     * @param shared whether viewers share slabs; otherwise each gets its pieces on the heap
     */
    PlainStream(int maxStreamBytes, boolean shared) {
        HubSettings standard = HubSettings.defaults();
        hub = new Hub(new HubSettings(
                standard.maxLag(),
                maxStreamBytes,
                standard.maxStreams(),
                shared ? standard.maxRenditions() : 0,
                Duration.ZERO,
                standard.publisherSilence(),
                standard.maxSlabBytes(),
                standard.maxReserveBytes()));
        publication = hub.publish("live/plain", false).orElseThrow();
    }

    PlainStream() {
        this(HubSettings.defaults().maxStreamBytes(), true);
    }

    void append(byte[] body) {
        publication.append(new MediaFrame(MediaKind.DATA, 0, Bytes.wrap(body), List.of()));
    }

    int viewers() {
        return publication.stream().viewers();
    }

    /** Has {@code connection} play from here on. On its event loop. */
    void playTo(Connection connection) {
        PlaySource source =
                publication.stream().play(new PlainForm(64 * 1024), PlayStart.NOW, connection.loop(), connection::pull);
        connection.play(source);
    }

    @Override
    public void close() {
        publication.end();
    }
}
