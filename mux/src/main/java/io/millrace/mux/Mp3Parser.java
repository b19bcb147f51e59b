package io.millrace.mux;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteSource;
import io.millrace.bytes.Bytes;
import io.millrace.media.Codec;
import io.millrace.media.codec.MpegAudioHeader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Walks through an MP3 file for its {@link Mp3Index}. All of it is read, a block at a time: only so are the times of a
 * file of variable bit rate exact, and notes of its length are known to lie.
 */
final class Mp3Parser {
    private static final Bytes ID3V2 = Bytes.utf8("ID3");
    private static final int MAX_ID3V2_TAGS = 16;
    private static final int ID3V2_HEADER = 10;
    private static final int ID3V2_HAS_FOOTER = 0x10;
    private static final Bytes ID3V1 = Bytes.utf8("TAG");
    private static final int ID3V1_BYTES = 128;

    /** What encoders write into a first frame that holds no sound, and VBRI always at one place. */
    private static final List<Bytes> NOTES = List.of(Bytes.utf8("Xing"), Bytes.utf8("Info"));

    private static final Bytes VBRI = Bytes.utf8("VBRI");
    private static final int VBRI_OFFSET = MpegAudioHeader.BYTES + 32;

    private Mp3Parser() {}

    static Mp3Index parse(ByteSource source) throws IOException {
        long fileSize = source.size();
        long end = endOfFrames(source, fileSize);
        MpegAudioFrames walk = new MpegAudioFrames(source, startOfFrames(source), end, null);
        Optional<MpegAudioFrames.Frame> next = walk.next();
        if (next.isPresent() && isNote(next.get().header(), walk.bytes(next.get()))) {
            next = walk.next();
        }
        MpegAudioHeader first = next.map(MpegAudioFrames.Frame::header)
                .orElseThrow(() -> BoxInput.damaged("no frame of MP3 in %d bytes".formatted(fileSize)));
        LongList positions = new LongList();
        long frames = 0;
        long bytes = 0;
        for (; next.isPresent(); next = walk.next()) {
            if (frames % Mp3Index.FRAMES_PER_POSITION == 0) {
                positions.add(next.get().position());
            }
            frames++;
            bytes += next.get().header().frameBytes();
        }
        return index(first, positions, frames, bytes, end, fileSize);
    }

    private static Mp3Index index(
            MpegAudioHeader first, LongList positions, long frames, long bytes, long end, long fileSize) {
        double seconds = (double) frames * first.samples() / first.sampleRate();
        Bytes metadata = new FileMetadata(Math.round(seconds * 1000), fileSize)
                .audio(
                        new Codec.LegacyAudio(Codec.LegacyAudio.MP3),
                        first.sampleRate(),
                        first.stereo() ? 2 : 1,
                        bytes / seconds)
                .toBody();
        return new Mp3Index(first, positions.toArray(), frames, end, metadata);
    }

    /** Behind the ID3v2 tags, of which there may be several. */
    private static long startOfFrames(ByteSource source) throws IOException {
        long at = 0;
        for (int tags = 0; tags < MAX_ID3V2_TAGS; tags++) {
            Bytes tag = source.read(at, ID3V2_HEADER);
            if (tag.length() < ID3V2_HEADER || !tag.startsWith(ID3V2)) {
                return at;
            }
            ByteReader in = tag.from(5).reader();
            int flags = in.u8();
            int length = 0;
            for (int i = 0; i < 4; i++) {
                length = length << 7 | (in.u8() & 0x7F);
            }
            at += ID3V2_HEADER + length + ((flags & ID3V2_HAS_FOOTER) != 0 ? ID3V2_HEADER : 0);
        }
        return at;
    }

    private static long endOfFrames(ByteSource source, long fileSize) throws IOException {
        long tag = fileSize - ID3V1_BYTES;
        return tag >= 0 && source.read(tag, ID3V1.length()).equals(ID3V1) ? tag : fileSize;
    }

    private static boolean isNote(MpegAudioHeader header, Bytes frame) {
        Bytes behindSideInformation = from(frame, MpegAudioHeader.BYTES + header.sideInformationBytes());
        return NOTES.stream().anyMatch(behindSideInformation::startsWith)
                || from(frame, VBRI_OFFSET).startsWith(VBRI);
    }

    private static Bytes from(Bytes frame, int offset) {
        return frame.from(Math.min(offset, frame.length()));
    }
}
