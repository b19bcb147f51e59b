package io.millrace.mux.ts;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * NAL units of H.264 and HEVC with start codes [H.264 §B.1], as transport streams want them: an access unit delimiter first,
 * parameter sets in front of each key frame that does not bring its own.
 */
final class NalUnits implements ElementaryStream.Form {
    private static final Bytes START_CODE = Bytes.of(0, 0, 0, 1);
    private static final Bytes AVC_DELIMITER = Bytes.of(0, 0, 0, 1, 0x09, 0xF0); // slices of any type
    private static final Bytes HEVC_DELIMITER = Bytes.of(0, 0, 0, 1, 0x46, 0x01, 0x50);
    private static final int AVC_DELIMITER_TYPE = 9;
    private static final int AVC_SPS = 7;
    private static final int HEVC_DELIMITER_TYPE = 35;
    private static final int HEVC_SPS = 33;

    private final boolean hevc;
    private final int lengthBytes;
    private final Bytes parameterSets;

    private NalUnits(boolean hevc, int lengthBytes, Bytes parameterSets) {
        this.hevc = hevc;
        this.lengthBytes = lengthBytes;
        this.parameterSets = parameterSets;
    }

    /** By an AVCDecoderConfigurationRecord [ISO/IEC 14496-15 §5.3.3.1]; empty if that cannot be read. */
    static Optional<NalUnits> avc(Bytes record) {
        try {
            ByteReader in = record.reader();
            in.skip(4);
            int lengthBytes = 1 + (in.u8() & 3);
            ByteWriter sets = new ByteWriter(record.length() + 16);
            copy(in, in.u8() & 0x1F, sets); // SPS
            copy(in, in.u8(), sets); // PPS
            return Optional.of(new NalUnits(false, lengthBytes, sets.toBytes()));
        } catch (TruncatedException e) {
            return Optional.empty();
        }
    }

    /** By an HEVCDecoderConfigurationRecord [ISO/IEC 14496-15 §8.3.3.1]; empty if that cannot be read. */
    static Optional<NalUnits> hevc(Bytes record) {
        try {
            ByteReader in = record.reader();
            in.skip(21);
            int lengthBytes = 1 + (in.u8() & 3);
            ByteWriter sets = new ByteWriter(record.length() + 16);
            int arrays = in.u8();
            for (int i = 0; i < arrays; i++) {
                in.skip(1);
                copy(in, in.u16(), sets);
            }
            return Optional.of(new NalUnits(true, lengthBytes, sets.toBytes()));
        } catch (TruncatedException e) {
            return Optional.empty();
        }
    }

    private static void copy(ByteReader in, int count, ByteWriter sets) {
        for (int i = 0; i < count; i++) {
            sets.bytes(START_CODE).bytes(in.bytes(in.u16()));
        }
    }

    @Override
    public List<Bytes> accessUnit(Bytes payload, boolean keyFrame) {
        List<Bytes> units = new ArrayList<>();
        boolean hasParameterSets = false;
        ByteReader in = payload.reader();
        while (in.hasRemaining()) {
            Bytes unit = in.bytes(length(in));
            if (unit.isEmpty() || type(unit) == (hevc ? HEVC_DELIMITER_TYPE : AVC_DELIMITER_TYPE)) {
                continue;
            }
            hasParameterSets |= type(unit) == (hevc ? HEVC_SPS : AVC_SPS);
            units.add(START_CODE);
            units.add(unit);
        }
        if (keyFrame && !hasParameterSets) {
            units.addFirst(parameterSets);
        }
        units.addFirst(hevc ? HEVC_DELIMITER : AVC_DELIMITER);
        return units;
    }

    private int length(ByteReader in) {
        int length = 0;
        for (int i = 0; i < lengthBytes; i++) {
            length = length << 8 | in.u8();
        }
        return length;
    }

    private int type(Bytes unit) {
        return hevc ? unit.u8(0) >> 1 & 0x3F : unit.u8(0) & 0x1F;
    }
}
