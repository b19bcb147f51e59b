package io.millrace.mux.ts;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes packets of 188 bytes [ISO/IEC 13818-1 §2.4.3]:
 *
 * <pre>
 *   8   1      1            1         13   2          2                    4        (8       8      48    n)
 *   47  error  first of     priority  PID  scrambled  adaptation, payload  counter  length  flags  PCR   stuffing
 *              its content
 * </pre>
 *
 * Counters go on from segment to segment. For one thread.
 */
final class TsWriter {
    static final int PACKET = 188;

    private static final int SYNC = 0x47;
    private static final int HEADER = 4;
    private static final int PAYLOAD = PACKET - HEADER;
    private static final int HAS_PAYLOAD = 1;
    private static final int HAS_ADAPTATION = 2;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int HAS_PCR = 0x10;
    private static final int PCR_BYTES = 6;

    private static final int PAT_PID = 0;
    private static final int PAT_TABLE = 0;
    private static final int PMT_TABLE = 2;
    private static final int PMT_PID = 0x1000;
    private static final int PROGRAM = 1;
    private static final int CRC_BYTES = 4;
    private static final int CRC_POLYNOMIAL = 0x04C1_1DB7;

    /** How long players keep what they have got before they show it, in ticks. */
    private static final long DELAY = 63_000;

    private static final int MAX_PES_LENGTH = 0xFFFF;
    private static final long CLOCK_MASK = (1L << 33) - 1;

    private final Map<Integer, Integer> counters = new HashMap<>();

    /** Which streams there are: PAT and PMT, a packet each. Players begin with these. */
    Bytes tables(List<ElementaryStream> streams) {
        ByteWriter pat = section(PAT_TABLE, PROGRAM).u16(PROGRAM).u16(0xE000 | PMT_PID);
        ByteWriter pmt = section(PMT_TABLE, PROGRAM)
                .u16(0xE000 | streams.getFirst().pid()) // which has the clock
                .u16(0xF000);
        for (ElementaryStream stream : streams) {
            pmt.u8(stream.type()).u16(0xE000 | stream.pid());
            pmt.u16(0xF000 | stream.descriptors().length()).bytes(stream.descriptors());
        }
        ByteWriter out = new ByteWriter(2 * PACKET);
        table(PAT_PID, pat, out);
        table(PMT_PID, pmt, out);
        return Bytes.wrap(out.toByteArray());
    }

    /** The beginning of a section, its length still missing. */
    private static ByteWriter section(int table, int id) {
        return new ByteWriter().u8(table).u16(0).u16(id).u8(0xC1).u16(0); // version 0, current, the only section
    }

    private void table(int pid, ByteWriter section, ByteWriter out) {
        byte[] bytes = section.toByteArray();
        int length = bytes.length - 3 + CRC_BYTES;
        bytes[1] = (byte) (0xB0 | length >> 8);
        bytes[2] = (byte) length;
        header(pid, true, HAS_PAYLOAD, out);
        out.u8(0).bytes(bytes).u32(crc(bytes)); // begins right behind the pointer
        while (out.length() % PACKET != 0) {
            out.u8(0xFF);
        }
    }

    private static int crc(byte[] bytes) {
        int crc = -1;
        for (byte b : bytes) {
            crc ^= b << 24;
            for (int i = 0; i < 8; i++) {
                crc = crc << 1 ^ (crc < 0 ? CRC_POLYNOMIAL : 0);
            }
        }
        return crc;
    }

    private void header(int pid, boolean first, int contains, ByteWriter out) {
        int counter = counters.merge(pid, 1, (before, one) -> before + one & 0xF);
        out.u8(SYNC).u16((first ? 0x4000 : 0) | pid).u8(contains << 4 | counter);
    }

    /**
     * One access unit as a PES packet of its own.
     *
     * @param ptsTicks of 90 kHz, as {@code dtsTicks}
     * @param withClock whether it tells players what time it is
     * @param data the pieces it consists of
     */
    Bytes pes(
            ElementaryStream stream,
            long ptsTicks,
            long dtsTicks,
            boolean randomAccess,
            boolean withClock,
            List<Bytes> data) {
        int dataLength = data.stream().mapToInt(Bytes::length).sum();
        Pieces pieces = new Pieces(pesHeader(stream, ptsTicks, dtsTicks, dataLength), data);
        ByteWriter out = new ByteWriter((pieces.remaining() / PAYLOAD + 2) * PACKET);
        boolean first = true;
        while (pieces.remaining() > 0) {
            int flags = first ? (randomAccess ? RANDOM_ACCESS : 0) | (withClock ? HAS_PCR : 0) : 0;
            packet(stream.pid(), first, flags, dtsTicks, pieces, out);
            first = false;
        }
        return Bytes.wrap(out.toByteArray());
    }

    private void packet(int pid, boolean first, int flags, long clock, Pieces pieces, ByteWriter out) {
        int adaptation = flags == 0 ? 0 : 2 + ((flags & HAS_PCR) != 0 ? PCR_BYTES : 0);
        int length = Math.min(pieces.remaining(), PAYLOAD - adaptation);
        int total = PAYLOAD - length; // of the adaptation field, with stuffing
        header(pid, first, total > 0 ? HAS_ADAPTATION | HAS_PAYLOAD : HAS_PAYLOAD, out);
        if (total > 0) {
            out.u8(total - 1);
        }
        if (total > 1) {
            out.u8(flags);
            if ((flags & HAS_PCR) != 0) {
                long base = clock & CLOCK_MASK;
                out.u32(base >> 1).u16((int) (base & 1) << 15 | 0x7E00);
            }
            for (int i = Math.max(2, adaptation); i < total; i++) {
                out.u8(0xFF);
            }
        }
        pieces.writeTo(out, length);
    }

    /** The delay is in the times of the media: the clock is that of the publisher. */
    private static Bytes pesHeader(ElementaryStream stream, long ptsTicks, long dtsTicks, int dataLength) {
        boolean withDts = ptsTicks != dtsTicks;
        int times = withDts ? 10 : 5;
        int length = 3 + times + dataLength;
        ByteWriter out = new ByteWriter(32)
                .u24(1)
                .u8(stream.streamId())
                .u16(length > MAX_PES_LENGTH ? 0 : length) // 0 is allowed of video, which alone is so long
                .u8(0x84) // an access unit begins here
                .u8(withDts ? 0xC0 : 0x80)
                .u8(times);
        time(withDts ? 3 : 2, ptsTicks + DELAY, out);
        if (withDts) {
            time(1, dtsTicks + DELAY, out);
        }
        return out.toBytes();
    }

    /** 33 bits in groups of 3, 15 and 15, a one behind each. */
    private static void time(int prefix, long ticks, ByteWriter out) {
        out.u8(prefix << 4 | (int) (ticks >> 29 & 0xE) | 1);
        out.u16((int) (ticks >> 14 & 0xFFFE) | 1);
        out.u16((int) (ticks << 1 & 0xFFFE) | 1);
    }
}
