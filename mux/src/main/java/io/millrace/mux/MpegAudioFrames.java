package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.codec.MpegAudioHeader;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Walks from frame to frame of an MP3 file. What is no frame, such as a tag or damage, is passed over; where one goes on
 * depends on the position alone, so that a walk from any frame meets the same ones. For one thread.
 */
final class MpegAudioFrames {
    private static final int LAYER_3 = 3; // MP3

    /** After so many bytes without a frame the file is taken to be at its end. */
    static final int MAX_GARBAGE = 1024 * 1024;

    private final ReadAhead readAhead;
    private final long end;
    private @Nullable MpegAudioHeader like;
    private long position;

    /** A frame and where it lies. */
    record Frame(long position, MpegAudioHeader header) {}

    /**
     * @param position where to begin; nearly always a frame begins there
     * @param end where the frames end
     * @param like a frame of the stream, if one is known
     */
    MpegAudioFrames(ByteSource source, long position, long end, @Nullable MpegAudioHeader like) {
        readAhead = new ReadAhead(source, 1);
        this.position = position;
        this.end = end;
        this.like = like;
    }

    void seek(long position) {
        this.position = position;
    }

    /** The next frame, which is whole; nothing at the end. */
    Optional<Frame> next() throws IOException {
        Optional<MpegAudioHeader> header = like == null ? Optional.empty() : frameAt(position);
        long last = Math.min(end, position + MAX_GARBAGE) - MpegAudioHeader.BYTES;
        while (header.isEmpty() && position <= last) {
            header = followedFrameAt(position);
            if (header.isEmpty()) {
                position++;
            }
        }
        if (header.isEmpty()) {
            return Optional.empty();
        }
        Frame frame = new Frame(position, header.get());
        like = frame.header;
        position += frame.header.frameBytes();
        return Optional.of(frame);
    }

    private Optional<MpegAudioHeader> frameAt(long at) throws IOException {
        return headerAt(at).filter(header -> at + header.frameBytes() <= end);
    }

    /** Any four bytes may look like a header: where none is expected, a frame is believed only with another behind it. */
    private Optional<MpegAudioHeader> followedFrameAt(long at) throws IOException {
        Optional<MpegAudioHeader> header = frameAt(at);
        if (header.isEmpty() || at + header.get().frameBytes() == end) {
            return header;
        }
        return headerAt(at + header.get().frameBytes())
                        .filter(header.get()::isLike)
                        .isPresent()
                ? header
                : Optional.empty();
    }

    private Optional<MpegAudioHeader> headerAt(long at) throws IOException {
        Bytes bytes = readAhead.read(0, at, MpegAudioHeader.BYTES);
        if (bytes.length() < MpegAudioHeader.BYTES) {
            return Optional.empty();
        }
        MpegAudioHeader known = like;
        return MpegAudioHeader.of(bytes.reader().i32())
                .filter(header -> known == null ? header.layer() == LAYER_3 : header.isLike(known));
    }

    /** The bytes of {@code frame}; fewer only if the file has become shorter. */
    Bytes bytes(Frame frame) throws IOException {
        return readAhead.read(0, frame.position, frame.header.frameBytes());
    }
}
