package io.millrace.examples;

import io.millrace.bytes.Bytes;
import io.millrace.media.codec.AnnexB;
import java.util.List;

/**
 * The smallest encoder of H.264 that any player understands: pictures of blocks of 16 by 16 pixels, one of which is bright. Key
 * frames have the samples of all blocks as they are, the frames between only those of blocks that differ from the picture
 * before. It stands here for the encoder that you have.
 *
 * <p>For one thread.
 */
final class BlockEncoder {
    static final int BLOCK = 16;
    static final int DARK = 60;
    static final int BRIGHT = 200;

    private static final int SPS = 0x67;
    private static final int PPS = 0x68;
    private static final int KEY_SLICE = 0x65;
    private static final int SLICE = 0x61;

    /** Slice types of pictures whose slices are all of that type. */
    private static final int P = 5;

    private static final int I = 7;

    /** Macroblocks that hold samples: their type in I slices; five more in P slices. */
    private static final int I_PCM = 25;

    private final int columns;
    private final int rows;
    private int frameNumber; // since the last key frame
    private int last; // the block that is bright in the picture before

    /** Pictures of so many blocks. */
    BlockEncoder(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
    }

    int blocks() {
        return columns * rows;
    }

    /** What a decoder must know first, as avcC. */
    Bytes configuration() {
        Bytes sps = new BitWriter(SPS)
                .u(8, 66) // Baseline
                .u(8, 0xC0) // and that is Constrained Baseline
                .u(8, 30) // level 3
                .ue(0) // its ID
                .ue(0) // frame numbers of 4 bits
                .ue(2) // pictures are shown in the order they come
                .ue(1) // one is referred to: the one before
                .u(1, 0)
                .ue(columns - 1)
                .ue(rows - 1)
                .u(1, 1) // no interlacing
                .u(1, 1)
                .u(1, 0) // no cropping
                .u(1, 0) // nothing on colours
                .end();
        Bytes pps = new BitWriter(PPS)
                .ue(0) // its ID
                .ue(0) // that of the SPS
                .u(2, 0) // CAVLC; no interlacing
                .ue(0) // one slice group
                .ue(0)
                .ue(0) // one picture to refer to
                .u(3, 0) // no weights
                .ue(0)
                .ue(0)
                .ue(0) // quantization as by default
                .u(3, 0b100) // slices say how edges are filtered
                .end();
        return AnnexB.avcConfiguration(List.of(sps, pps));
    }

    /** A picture that needs no other. */
    Bytes keyFrame(int bright) {
        frameNumber = 0;
        var slice = new BitWriter(KEY_SLICE)
                .ue(0) // from the first block on
                .ue(I)
                .ue(0) // ID of the PPS
                .u(4, frameNumber)
                .ue(0) // ID among key frames in a row, of which there are none
                .u(2, 0) // the picture is kept for the next
                .ue(0) // quantization as by default
                .ue(1); // edges are not filtered
        for (int block = 0; block < blocks(); block++) {
            slice.ue(I_PCM);
            samples(slice, block == bright ? BRIGHT : DARK);
        }
        last = bright;
        return AnnexB.lengthPrefixed(List.of(slice.end()));
    }

    /** The picture after the last one. */
    Bytes nextFrame(int bright) {
        frameNumber = (frameNumber + 1) % 16;
        var slice = new BitWriter(SLICE)
                .ue(0)
                .ue(P)
                .ue(0)
                .u(4, frameNumber)
                .u(3, 0) // refers to the picture before; is kept for the next
                .ue(0)
                .ue(1);
        int skipped = 0; // these are as they were
        for (int block = 0; block < blocks(); block++) {
            if (block == bright || block == last) {
                slice.ue(skipped).ue(5 + I_PCM);
                samples(slice, block == bright ? BRIGHT : DARK);
                skipped = 0;
            } else {
                skipped++;
            }
        }
        if (skipped > 0) {
            slice.ue(skipped);
        }
        last = bright;
        return AnnexB.lengthPrefixed(List.of(slice.end()));
    }

    /** A grey block: brightness, then two times a quarter as much for its colour. */
    private static void samples(BitWriter slice, int brightness) {
        slice.align();
        for (int sample = 0; sample < BLOCK * BLOCK; sample++) {
            slice.u(8, brightness);
        }
        for (int sample = 0; sample < BLOCK * BLOCK / 2; sample++) {
            slice.u(8, 128);
        }
    }
}
