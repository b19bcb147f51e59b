package io.millrace.client.inspect;

import io.millrace.client.inspect.Chunk.Before;

/** What can be wrong with a chunk, whatever its message says. */
final class ChunkRules {
    private static final int EXTENDED = 0xFF_FFFF;
    private static final long MAX_STREAM_ID = 0xFF_FFFF;
    private static final int SHORT_CSIDS = 64;
    private static final int MIDDLE_CSIDS = 320;

    private final Findings findings;

    ChunkRules(Findings findings) {
        this.findings = findings;
    }

    void chunk(Chunk chunk) {
        int shortest = chunk.csid() < SHORT_CSIDS ? 1 : chunk.csid() < MIDDLE_CSIDS ? 2 : 3;
        if (chunk.csidBytes() > shortest) {
            findings.note(
                    "R-021",
                    "csid " + chunk.csid() + " in " + chunk.csidBytes() + " bytes (expected: " + shortest + ")");
        }
        if (chunk.discarded() > 0) {
            findings.warning(
                    "R-035",
                    "csid " + chunk.csid() + " begins a message before " + chunk.discarded()
                            + " bytes of another were complete");
        }
        switch (chunk.format()) {
            case 0 -> absolute(chunk);
            case 3 -> repeated(chunk);
            default -> relative(chunk);
        }
        if (chunk.format() < 3 && chunk.extended() && chunk.timestampField() < EXTENDED) {
            findings.violation("R-027", "extended timestamp " + chunk.timestampField() + " (expected: >= 16777215)");
        }
    }

    private void absolute(Chunk chunk) {
        long id = chunk.streamId();
        if (id <= MAX_STREAM_ID) {
            return;
        }
        long swapped = Integer.toUnsignedLong(Integer.reverseBytes((int) id));
        if (swapped <= 0xFF) {
            findings.violation("R-022", "message stream ID " + id + " looks big-endian: " + swapped);
        } else {
            findings.violation("R-071", "message stream ID " + id + " (expected: <= " + MAX_STREAM_ID + ")");
        }
    }

    private void relative(Chunk chunk) {
        if (chunk.before() == Before.NOTHING) {
            findings.violation(
                    "R-023", "csid " + chunk.csid() + " begins with a type " + chunk.format() + " chunk (expected: 0)");
            findings.note("R-036", "taken as stream 0 from time 0, as librtmp and FFmpeg mean it [IP-21]");
        }
        if (!chunk.extended() && chunk.timestampField() >= 0x80_0000) {
            findings.warning(
                    "IP-26",
                    "delta " + chunk.timestampField() + " taken as " + (chunk.timestampField() - 0x100_0000)
                            + ": some encoders send negative deltas");
        }
    }

    private void repeated(Chunk chunk) {
        if (chunk.before() == Before.ABSOLUTE_MESSAGE) {
            findings.note(
                    "R-025",
                    "type 3 begins a message directly after type 0, which adds its time " + chunk.timestampField()
                            + " again; servers differ in this [IP-22]");
        }
        if (chunk.extended() && !chunk.repeats()) {
            findings.violation("R-028", "type 3 without the extended timestamp, as some senders leave it out [IP-20]");
        }
    }
}
