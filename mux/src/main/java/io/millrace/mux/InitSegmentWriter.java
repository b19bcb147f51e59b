package io.millrace.mux;

import static io.millrace.mux.BoxWriter.box;
import static io.millrace.mux.BoxWriter.fullBox;
import static io.millrace.mux.BoxWriter.zeros;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.media.codec.VideoParameters;
import java.util.List;

/** Writes the beginning of a fragmented file [ISO/IEC 14496-12]: ftyp, and moov without samples. */
final class InitSegmentWriter {
    private static final int MOVIE_TIMESCALE = 1000;
    private static final int FULL_VOLUME = 0x0100;
    private static final int UNDETERMINED = 0x55C4; // "und", 5 bits for each letter
    private static final int[] IDENTITY = {0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000};

    // Flags of a track: players that do not ask play one of a kind and not all.
    private static final int ENABLED = 1;
    private static final int IN_MOVIE = 2;

    /** Of what is not synchronized, as most pictures; and of what is, as all sound. */
    private static final int NOT_SYNC_SAMPLE = 0x101_0000;

    private static final int SYNC_SAMPLE = 0x200_0000;

    private InitSegmentWriter() {}

    /**
     * The init segment of a file.
     *
     * @param tracks in the order of their IDs
     * @param brands what a player must understand one of: four characters each
     */
    static Bytes write(List<OutputTrack> tracks, String... brands) {
        ByteWriter out = new ByteWriter(1024 * tracks.size());
        // Data offsets that count from the moof are of iso5, signed composition times of iso6.
        box(out, "ftyp", box -> box.utf8("iso6").u32(0x200).utf8(String.join("", brands)));
        box(out, "moov", moov -> {
            fullBox(moov, "mvhd", 0, 0, box -> movieHeader(box, tracks.size() + 1));
            for (OutputTrack track : tracks) {
                boolean first = tracks.stream()
                        .noneMatch(other -> other.isVideo() == track.isVideo() && other.id() < track.id());
                box(moov, "trak", trak -> track(trak, track, first));
            }
            box(moov, "mvex", mvex -> tracks.forEach(track -> defaults(mvex, track)));
        });
        return out.toBytes();
    }

    private static void movieHeader(ByteWriter out, int nextTrackId) {
        out.u32(0).u32(0).u32(MOVIE_TIMESCALE).u32(0); // the length is that of the fragments
        out.u32(0x1_0000).u16(FULL_VOLUME); // rate
        zeros(out, 10);
        matrix(out);
        zeros(out, 24);
        out.u32(nextTrackId);
    }

    private static void track(ByteWriter out, OutputTrack track, boolean first) {
        fullBox(out, "tkhd", 0, first ? ENABLED | IN_MOVIE : IN_MOVIE, box -> trackHeader(box, track));
        box(out, "mdia", mdia -> {
            fullBox(
                    mdia,
                    "mdhd",
                    0,
                    0,
                    box -> box.u32(0)
                            .u32(0)
                            .u32(track.timescale())
                            .u32(0)
                            .u16(UNDETERMINED)
                            .u16(0));
            fullBox(mdia, "hdlr", 0, 0, box -> {
                box.u32(0).utf8(track.isVideo() ? "vide" : "soun");
                zeros(box, 12);
                box.u8(0); // name
            });
            box(mdia, "minf", minf -> mediaInformation(minf, track));
        });
    }

    private static void trackHeader(ByteWriter out, OutputTrack track) {
        out.u32(0).u32(0).u32(track.id()).u32(0).u32(0);
        zeros(out, 8);
        out.u16(0).u16(track.isVideo() ? 1 : 2); // layer; those of a kind are alternatives
        out.u16(track.isVideo() ? 0 : FULL_VOLUME).u16(0);
        matrix(out);
        int width = track.info().video().map(VideoParameters::width).orElse(0);
        int height = track.info().video().map(VideoParameters::height).orElse(0);
        out.u16(width).u16(0).u16(height).u16(0);
    }

    private static void mediaInformation(ByteWriter out, OutputTrack track) {
        if (track.isVideo()) {
            fullBox(out, "vmhd", 0, 1, box -> zeros(box, 8));
        } else {
            fullBox(out, "smhd", 0, 0, box -> zeros(box, 4));
        }
        box(
                out,
                "dinf",
                dinf -> fullBox(dinf, "dref", 0, 0, dref -> {
                    dref.u32(1);
                    fullBox(dref, "url ", 0, 1, box -> {}); // in this file
                }));
        box(out, "stbl", stbl -> {
            fullBox(stbl, "stsd", 0, 0, box -> box.u32(1).bytes(track.sampleEntry()));
            fullBox(stbl, "stts", 0, 0, box -> box.u32(0));
            fullBox(stbl, "stsc", 0, 0, box -> box.u32(0));
            fullBox(stbl, "stsz", 0, 0, box -> box.u32(0).u32(0));
            fullBox(stbl, "stco", 0, 0, box -> box.u32(0));
        });
    }

    private static void defaults(ByteWriter out, OutputTrack track) {
        fullBox(
                out,
                "trex",
                0,
                0,
                box -> box.u32(track.id()).u32(1).u32(0).u32(0).u32(track.isVideo() ? NOT_SYNC_SAMPLE : SYNC_SAMPLE));
    }

    /** Of a picture, as in trun. */
    static int flags(boolean sync) {
        return sync ? SYNC_SAMPLE : NOT_SYNC_SAMPLE;
    }

    private static void matrix(ByteWriter out) {
        for (int value : IDENTITY) {
            out.u32(value);
        }
    }
}
