package io.millrace.mux;

import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.flv.AudioTagCodec;
import io.millrace.flv.SoundFlags;
import io.millrace.media.Codec;
import io.millrace.media.FrameReader;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.Track;
import io.millrace.media.codec.MpegAudioHeader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An MP3 file as frames: one legacy audio message for each of its own, at times exact to the sample. Tags and damage in
 * between are passed over.
 */
public final class Mp3File implements FrameReader {
    private final Mp3Index index;
    private final ByteSource source;
    private final MpegAudioFrames frames;
    private long next;

    /**
     * Reads {@code source} once, to find its frames. That takes longer than all that follows, so that players of one file
     * should share it.
     *
     * @throws io.millrace.media.MediaFileException if there is no frame of MP3 within its first megabyte
     */
    public static Mp3Index index(ByteSource source) throws IOException {
        return Mp3Parser.parse(source);
    }

    /**
     * Stands at the beginning.
     *
     * @param source of the same bytes as the index; closed with this reader
     */
    public Mp3File(Mp3Index index, ByteSource source) {
        this.index = index;
        this.source = source;
        frames = new MpegAudioFrames(source, index.positionBefore(0), index.end(), index.first());
    }

    @Override
    public long durationMillis() {
        return index.durationMillis();
    }

    @Override
    public List<MediaFrame> headers() {
        return List.of(FileMetadata.frame(index.millis(next), index.metadata()));
    }

    @Override
    public long seek(long millis) throws IOException {
        next = index.frameAt(millis);
        frames.seek(index.positionBefore(next));
        for (long passed = next % Mp3Index.FRAMES_PER_POSITION; passed > 0; passed--) {
            var unused = frames.next();
        }
        return index.millis(next);
    }

    @Override
    public @Nullable MediaFrame next() throws IOException {
        Optional<MpegAudioFrames.Frame> frame = next < index.frames() ? frames.next() : Optional.empty();
        if (frame.isEmpty()) {
            return null;
        }
        MpegAudioHeader header = frame.get().header();
        Bytes data = frames.bytes(frame.get());
        if (data.length() < header.frameBytes()) {
            return null; // the file has become shorter
        }
        Bytes body = AudioTagCodec.encode(new MediaPacket(
                Track.AUDIO_0,
                new Codec.LegacyAudio(Codec.LegacyAudio.MP3),
                PacketType.CODED_FRAMES,
                SoundFlags.of(header.sampleRate(), header.stereo()),
                0,
                0,
                data));
        return new MediaFrame(MediaKind.AUDIO, index.millis(next++), body, AudioTagCodec.decode(body));
    }

    @Override
    public void close() throws IOException {
        source.close();
    }
}
