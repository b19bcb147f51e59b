package io.millrace.media;

/**
 * Where in the room a channel is heard [ER-068]: the 24 speakers of 22.2 sound, and what else a channel can be.
 */
public enum AudioChannel {
    FRONT_LEFT(0),
    FRONT_RIGHT(1),
    FRONT_CENTER(2),
    LOW_FREQUENCY_1(3),
    BACK_LEFT(4),
    BACK_RIGHT(5),
    FRONT_LEFT_CENTER(6),
    FRONT_RIGHT_CENTER(7),
    BACK_CENTER(8),
    SIDE_LEFT(9),
    SIDE_RIGHT(10),
    TOP_CENTER(11),
    TOP_FRONT_LEFT(12),
    TOP_FRONT_CENTER(13),
    TOP_FRONT_RIGHT(14),
    TOP_BACK_LEFT(15),
    TOP_BACK_CENTER(16),
    TOP_BACK_RIGHT(17),
    LOW_FREQUENCY_2(18),
    TOP_SIDE_LEFT(19),
    TOP_SIDE_RIGHT(20),
    BOTTOM_FRONT_CENTER(21),
    BOTTOM_FRONT_LEFT(22),
    BOTTOM_FRONT_RIGHT(23),
    /** Holds nothing. */
    UNUSED(0xFE),
    /** Anywhere; what a reserved number is read as. */
    UNKNOWN(0xFF);

    private final int number;

    AudioChannel(int number) {
        this.number = number;
    }

    /** Its number on the wire; of the speakers also that of their bit in a mask. */
    public int number() {
        return number;
    }

    /** The channel of a number on the wire. */
    public static AudioChannel of(int number) {
        for (AudioChannel channel : values()) {
            if (channel.number == number) {
                return channel;
            }
        }
        return UNKNOWN;
    }
}
