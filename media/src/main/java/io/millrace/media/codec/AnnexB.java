package io.millrace.media.codec;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * What encoders of H.264 and its successors give, NAL units behind start codes [H.264 §B.1], as RTMP has it: each unit behind
 * its length, and the parameter sets of H.264 in a configuration record.
 */
public final class AnnexB {
    private static final int LENGTH_BYTES = 4;
    private static final int SPS = 7;
    private static final int PPS = 8;

    private AnnexB() {}

    /** The NAL units of {@code stream}, views of it, without start codes and the zeros before those; none if it has no start code. */
    public static List<Bytes> units(Bytes stream) {
        List<Bytes> units = new ArrayList<>();
        int start = -1;
        int zeros = 0;
        for (int at = 0; at < stream.length(); at++) {
            int value = stream.u8(at);
            if (value == 1 && zeros >= 2) {
                add(stream, start, at - zeros, units);
                start = at + 1;
            }
            zeros = value == 0 ? zeros + 1 : 0;
        }
        add(stream, start, stream.length() - zeros, units);
        return units;
    }

    /** A unit never ends in a zero byte [H.264 §7.4.1]. */
    private static void add(Bytes stream, int start, int end, List<Bytes> units) {
        if (start >= 0 && end > start) {
            units.add(stream.slice(start, end - start));
        }
    }

    /** The units of an access unit, each behind its length in 4 bytes: the payload of coded frames. */
    public static Bytes lengthPrefixed(List<Bytes> units) {
        var out = new ByteWriter(
                units.stream().mapToInt(unit -> LENGTH_BYTES + unit.length()).sum());
        units.forEach(unit -> out.u32(unit.length()).bytes(unit));
        return out.toBytes();
    }

    /**
     * The AVCDecoderConfigurationRecord of H.264 for the parameter sets among {@code units}, with lengths of 4 bytes: the payload
     * of a sequence start [ISO/IEC 14496-15 §5.3.3].
     *
     * @throws MalformedConfigurationException if there is no sequence or no picture parameter set, or the first cannot be read
     */
    public static Bytes avcConfiguration(List<Bytes> units) {
        List<Bytes> sps = ofType(SPS, units);
        List<Bytes> pps = ofType(PPS, units);
        if (sps.isEmpty() || pps.isEmpty() || sps.getFirst().length() < 4) {
            throw new MalformedConfigurationException(sps.size() + " sequence and " + pps.size()
                    + " picture parameter sets (expected: 1 of each or more)");
        }
        Bytes first = sps.getFirst();
        var out = new ByteWriter()
                .u8(1)
                .bytes(first, 1, 3)
                .u8(0xFC | (LENGTH_BYTES - 1))
                .u8(0xE0 | sps.size());
        sps.forEach(set -> out.u16(set.length()).bytes(set));
        out.u8(pps.size());
        pps.forEach(set -> out.u16(set.length()).bytes(set));
        AvcSequenceParameterSet.ChromaFields chroma = AvcSequenceParameterSet.chromaFields(first);
        if (chroma != null) {
            out.u8(0xFC | chroma.formatIdc())
                    .u8(0xF8 | chroma.lumaDepthAbove8())
                    .u8(0xF8 | chroma.chromaDepthAbove8())
                    .u8(0);
        }
        return out.toBytes();
    }

    private static List<Bytes> ofType(int type, List<Bytes> units) {
        return units.stream()
                .filter(unit -> !unit.isEmpty() && (unit.u8(0) & 0x1F) == type)
                .limit(31)
                .toList();
    }
}
