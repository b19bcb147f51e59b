package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackMetadata;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.HeapOutput;
import io.millrace.hub.LogEntry;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import java.io.IOException;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The frames of a file as wire bytes, a batch at a time. It blocks; used by one thread at a time. */
final class RecordedFrames implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(RecordedFrames.class);

    /** The beginning of metadata, as AMF0: a string of that length. */
    private static final Bytes ON_META_DATA = Bytes.hex("02000a6f6e4d65746144617461");

    private static final long MAX_GOP_MILLIS = 60_000;

    /** Times may all be the same. This is a minute at 8 Mbit/s. */
    private static final long MAX_GOP_BYTES = 64 << 20;

    /** Where no picture comes in so much sound, none is expected to come: that is minutes of it. */
    private static final long MAX_BYTES_BEFORE_PICTURE = 8 << 20;

    /** What a frame costs at least, even one without a body. */
    private static final int FRAME_OVERHEAD = 16;

    private final FrameReader reader;
    private final TimeShift shift;
    private @Nullable MediaFrame pending; // was read, and lies beyond what was wanted
    private boolean hasVideo;
    private long skippedBytes; // in search of a picture
    private int expectedBytes; // of the next batch

    RecordedFrames(FrameReader reader, TimeShift shift) {
        this.reader = reader;
        this.shift = shift;
    }

    /**
     * What is wanted next.
     *
     * @param seekMillis where to go first, if anywhere
     * @param untilMillis frames after this time are kept for the next batch; after a seek it counts from where that led
     * @param endMillis frames from this time on are not wanted at all
     * @param singleFrame whether one picture is all that is wanted
     * @param maxBytes about where the batch ends
     */
    record Wish(
            FrameEncoder form,
            OptionalLong seekMillis,
            long untilMillis,
            long endMillis,
            boolean singleFrame,
            int maxBytes) {}

    /** What was read. For one thread at a time. */
    static final class Batch {
        private final HeapOutput out;
        private OptionalLong soughtMillis = OptionalLong.empty();
        private long newestMillis;
        private long followingMillis;
        private long mediaBytes;
        private long shiftMillis;
        private long nextWireMillis;
        private boolean end;
        private @Nullable IOException failure;

        private Batch(int expectedBytes) {
            out = new HeapOutput(expectedBytes);
        }

        HeapOutput out() {
            return out;
        }

        /** Where a seek led. */
        OptionalLong soughtMillis() {
            return soughtMillis;
        }

        /** Time of the newest frame; 0 when there is none. */
        long newestMillis() {
            return newestMillis;
        }

        /** Time of the frame that was kept for the next batch; if none was, of the newest. */
        long followingMillis() {
            return Math.max(followingMillis, newestMillis);
        }

        long mediaBytes() {
            return mediaBytes;
        }

        /** How far times are moved on the wire. */
        long shiftMillis() {
            return shiftMillis;
        }

        /** Where on the wire what follows is to begin; 0 when there was nothing yet. */
        long nextWireMillis() {
            return nextWireMillis;
        }

        /** Whether nothing follows. */
        boolean end() {
            return end;
        }

        /** Why nothing follows, if it is not the end of the file. */
        @Nullable
        IOException failure() {
            return failure;
        }
    }

    /**
     * Time of the first key frame after {@code millis}; empty if none comes within a minute or 64 MiB, or the file is
     * broken.
     */
    static OptionalLong keyFrameAfter(long millis, FrameReader reader) {
        try {
            reader.seek(millis);
            MediaFrame frame = reader.next();
            for (long bytes = 0; bytes < MAX_GOP_BYTES && frame != null; frame = reader.next()) {
                if (frame.dtsMillis() > millis + MAX_GOP_MILLIS) {
                    break;
                }
                if (frame.dtsMillis() > millis && frame.packets().stream().anyMatch(MediaPacket::keyFrame)) {
                    return OptionalLong.of(frame.dtsMillis());
                }
                bytes += cost(frame);
            }
        } catch (IOException | RuntimeException e) {
            log.debug("no key frame after {} ms: {}", millis, e.toString());
        }
        return OptionalLong.empty();
    }

    /** Whatever the file holds, it does not throw. */
    Batch read(Wish wish) {
        var batch = new Batch(expectedBytes);
        try {
            try {
                fill(batch, wish);
            } finally {
                wish.form().flush(batch.out);
            }
        } catch (IOException e) {
            batch.failure = e;
            batch.end = true;
        } catch (RuntimeException e) {
            log.error("a recorded stream could not be read, by a fault of ours", e);
            batch.failure = new IOException("internal error", e);
            batch.end = true;
        }
        expectedBytes = batch.out.length() + batch.out.length() / 4;
        batch.shiftMillis = shift.shiftMillis();
        batch.nextWireMillis = shift.nextMillis();
        return batch;
    }

    private void fill(Batch batch, Wish wish) throws IOException {
        long until = wish.untilMillis();
        if (wish.seekMillis().isPresent()) {
            long at = seek(wish.seekMillis().getAsLong(), wish.form(), batch.out);
            batch.soughtMillis = OptionalLong.of(at);
            batch.newestMillis = at;
            until += at;
        }
        while (!batch.end && batch.out.length() < wish.maxBytes()) {
            MediaFrame frame = pending == null ? reader.next() : pending;
            pending = null;
            if (frame == null || frame.dtsMillis() >= wish.endMillis()) {
                pending = frame;
                batch.end = true;
            } else if (frame.dtsMillis() > until && !wish.singleFrame()) {
                pending = frame;
                batch.followingMillis = frame.dtsMillis();
                return;
            } else if (!wish.singleFrame() || isPicture(frame)) {
                put(frame, wish.form(), batch);
                batch.end = wish.singleFrame();
            } else {
                skippedBytes += cost(frame);
                batch.end = skippedBytes > MAX_BYTES_BEFORE_PICTURE;
            }
        }
    }

    private long seek(long millis, FrameEncoder form, HeapOutput out) throws IOException {
        pending = null;
        long at = reader.seek(millis);
        shift.seek(at);
        hasVideo = false;
        skippedBytes = 0;
        for (MediaFrame header : reader.headers()) {
            hasVideo |= header.kind() == MediaKind.VIDEO;
            form.encode(entry(header), shift.of(at), out);
        }
        return at;
    }

    private void put(MediaFrame frame, FrameEncoder form, Batch batch) {
        form.encode(entry(frame), shift.of(frame.dtsMillis()), batch.out);
        batch.newestMillis = Math.max(batch.newestMillis, frame.dtsMillis());
        batch.mediaBytes += frame.kind() == MediaKind.DATA ? 0 : frame.body().length();
    }

    /** Metadata has no time of its own, as in a live stream. */
    private static LogEntry entry(MediaFrame frame) {
        return frame.kind() == MediaKind.DATA && frame.body().startsWith(ON_META_DATA)
                ? new LogEntry.Metadata(TrackMetadata.NAME, frame)
                : new LogEntry.Frame(frame);
    }

    private static long cost(MediaFrame frame) {
        return (long) FRAME_OVERHEAD + frame.body().length();
    }

    private boolean isPicture(MediaFrame frame) {
        return frame.kind() == (hasVideo ? MediaKind.VIDEO : frame.kind())
                && frame.packets().stream().anyMatch(packet -> packet.type() == PacketType.CODED_FRAMES);
    }

    /** Closes the file on a thread that may wait; at once if there is none any more, as the server ends. */
    void closeOn(Executor files) {
        try {
            files.execute(this::close);
        } catch (RejectedExecutionException e) {
            close();
        }
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            log.debug("a recorded stream was not closed: {}", e.toString());
        }
    }
}
