package io.millrace.media;

/** The values of FrameType, legacy and Enhanced alike [ER-121]; 0, 6 and 7 are reserved and relayed as they came. */
public final class VideoFrameType {
    public static final int KEY = 1;
    public static final int INTER = 2;
    /** Only H.263 has it: no later frame refers to it. */
    public static final int DISPOSABLE_INTER = 3;
    /** A key frame that a server made of inter frames. */
    public static final int GENERATED_KEY = 4;
    /** No picture: a {@link PacketType#COMMAND}, or a {@link PacketType#METADATA} frame [ER-123, IP-74]. */
    public static final int COMMAND = 5;

    private VideoFrameType() {}
}
