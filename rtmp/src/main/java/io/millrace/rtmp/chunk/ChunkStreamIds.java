package io.millrace.rtmp.chunk;

/**
 * Which chunk stream a message is sent on: one for each message stream and kind, so that header compression
 * works, and none above 31, which weak peers refuse [IP-24].
 *
 * <pre>
 *   2        protocol control and user control
 *   3        everything else of message stream 0: NetConnection commands, shared objects
 *   4 to 30  message streams 1 to 9, three each: audio, video, data and commands; stream 10 shares with 1, and so on
 * </pre>
 */
public final class ChunkStreamIds {
    /** Protocol control and user control messages. */
    public static final int CONTROL = 2;

    /** NetConnection commands. */
    public static final int COMMANDS = 3;

    /** Message streams from 1 on that share their chunk streams with no other. */
    public static final int STREAMS = 9;

    private static final int FIRST_OF_STREAMS = 4;
    private static final int KINDS = 3;

    private ChunkStreamIds() {}

    /** The chunk stream ID for a message: 2 to 30, a function of stream and kind only. */
    public static int of(int typeId, int streamId) {
        if (typeId >= 1 && typeId <= 6) {
            return CONTROL;
        }
        if (streamId == 0) {
            return COMMANDS;
        }
        int kind = switch (typeId) {
            case 8 -> 0; // audio
            case 9, 22 -> 1; // video, aggregate
            default -> 2;
        };
        return FIRST_OF_STREAMS + KINDS * Integer.remainderUnsigned(streamId - 1, STREAMS) + kind;
    }
}
