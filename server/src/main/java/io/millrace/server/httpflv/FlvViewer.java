package io.millrace.server.httpflv;

import io.millrace.bytes.ByteWriter;
import io.millrace.flv.FlvHeader;
import io.millrace.flv.FlvWriter;
import io.millrace.hub.LiveStream;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.hub.PlayStart;
import io.millrace.media.MediaKind;
import io.millrace.media.codec.TrackInfo;
import io.millrace.transport.http.HttpOutput;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One who gets a live stream as FLV, until the publisher has left or the viewer has. Pieces are those of all viewers of the form,
 * behind a file header of its own. Belongs to the exchange's event loop.
 */
final class FlvViewer implements PlaySource {
    private final LiveStream stream;
    private final FlvForm form;
    private final HttpOutput out;
    private final ScheduledExecutorService loop;
    private final PlaySource source;
    private boolean begun;
    private @Nullable Piece first; // held while the header is on its way

    private FlvViewer(LiveStream stream, FlvForm form, HttpOutput out, ScheduledExecutorService loop) {
        this.stream = stream;
        this.form = form;
        this.out = out;
        this.loop = loop;
        this.source = stream.play(form, PlayStart.NEWEST_KEY_FRAME, loop, out::pull);
    }

    static void start(LiveStream stream, FlvForm form, HttpOutput out, ScheduledExecutorService loop) {
        out.play(new FlvViewer(stream, form, out, loop));
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        if (first != null) {
            Piece held = first;
            first = null;
            return held;
        }
        boolean left = !stream.hasPublisher(); // asked first: what comes after that is of another publisher
        Piece piece = source.next(maxBytes);
        if (piece == null && left) {
            loop.execute(() -> out.end("the publisher has left"));
        }
        if (piece == null || begun) {
            return piece;
        }
        begun = true;
        first = piece;
        return Piece.unpinned(header().toBytes().asByteBuffer());
    }

    /** By then it is known which tracks there are: who is told of one that never comes waits for it. */
    private ByteWriter header() {
        var header = new ByteWriter(32);
        FlvWriter.writeHeader(new FlvHeader(has(MediaKind.AUDIO), has(MediaKind.VIDEO)), header);
        return header;
    }

    private boolean has(MediaKind kind) {
        return stream.tracks().stream()
                .map(TrackInfo::track)
                .anyMatch(
                        track -> track.kind() == kind && form.of(kind).tracks().contains(track.id()));
    }

    @Override
    public @Nullable Piece rest() {
        return source.rest();
    }

    @Override
    public long positionMillis() {
        return source.positionMillis();
    }

    @Override
    public void close() {
        if (first != null) {
            first.release();
            first = null;
        }
        source.close();
    }
}
