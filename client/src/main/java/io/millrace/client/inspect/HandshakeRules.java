package io.millrace.client.inspect;

import io.millrace.bytes.ByteReader;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.handshake.HandshakeSignatures;
import org.jspecify.annotations.Nullable;

/** What can be wrong with a handshake, and what its packets say. */
final class HandshakeRules {
    private static final int RTMP_VERSION = 3;
    private static final int CONTENT_AT = 8;

    private final Findings findings;

    HandshakeRules(Findings findings) {
        this.findings = findings;
    }

    Fields version(int version) {
        if (version > RTMP_VERSION && version <= 9) {
            findings.note("R-001", "version " + version + " is that of RTMPE (expected: 3)");
        } else if (version != RTMP_VERSION) {
            findings.violation("R-001", "version " + version + " (expected: 3)");
        }
        return new Fields().put("version", version);
    }

    /** Of C1 or S1. */
    Fields hello(Direction direction, Bytes packet) {
        ByteReader in = packet.reader();
        long time = in.u32();
        int version = in.i32();
        String layout = HandshakeSignatures.digestLayout(packet, direction == Direction.TO_SERVER);
        Fields fields = new Fields().put("time", time);
        if (version == 0) {
            return fields.word("scheme", "simple");
        }
        fields.word("programVersion", dotted(version)).word("scheme", layout == null ? "unknown" : "digest");
        if (layout == null) {
            findings.warning("R-002", "bytes 4 to 7 are " + dotted(version) + " (expected: 0, or a valid digest)");
            return fields.put("digestValid", false);
        }
        return fields.word("layout", layout).put("digestValid", true);
    }

    /**
     * Of C2 or S2.
     *
     * @param answered the packet of the other side that it answers; null if that is not there
     */
    Fields answer(Direction direction, Bytes packet, @Nullable Bytes answered) {
        ByteReader in = packet.reader();
        Fields fields = new Fields().put("time", in.u32()).put("timeRead", in.u32());
        if (answered == null) {
            findings.violation("R-004", "it comes before the packet that it answers");
            return fields.word("answer", "too early");
        }
        if (packet.from(CONTENT_AT).equals(answered.from(CONTENT_AT))) {
            return fields.word("answer", "echo");
        }
        if (HandshakeSignatures.isSigned(packet, direction == Direction.TO_SERVER, answered)) {
            return fields.word("answer", "signature").put("signatureValid", true);
        }
        findings.note("R-003", "neither an echo of what it answers nor signed; peers must not mind [R-005]");
        return fields.word("answer", "neither echo nor valid signature");
    }

    private static String dotted(int version) {
        return (version >>> 24) + "." + (version >> 16 & 0xFF) + "." + (version >> 8 & 0xFF) + "." + (version & 0xFF);
    }
}
