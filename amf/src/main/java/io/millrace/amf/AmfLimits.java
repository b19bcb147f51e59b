package io.millrace.amf;

/**
 * How much one message may ask of its reader [A0-07, A3-10]. The size needs no limit here: a message has one already,
 * and nothing is allocated for bytes that are not there.
 *
 * @param depth how many complex values (objects, arrays) may lie inside each other, at least 1
 * @param elements how many values a message may hold, at least 1; a reference counts as all it stands for
 */
public record AmfLimits(int depth, int elements) {
    /** 64 levels and 65536 elements. */
    public static final AmfLimits DEFAULT = new AmfLimits(64, 65_536);

    /** @throws IllegalArgumentException if a limit is below 1 */
    public AmfLimits {
        if (depth < 1 || elements < 1) {
            throw new IllegalArgumentException(
                    "AMF limits of depth " + depth + " and " + elements + " elements (expected: >= 1)");
        }
    }
}
