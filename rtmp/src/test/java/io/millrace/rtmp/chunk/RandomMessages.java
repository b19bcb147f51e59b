package io.millrace.rtmp.chunk;

import io.millrace.bytes.Bytes;
import java.util.random.RandomGenerator;

/** Messages of all shapes for property tests: mostly small steps in time, sometimes anything. */
final class RandomMessages {
    private static final int[] TYPES = {1, 3, 4, 8, 8, 8, 9, 9, 9, 15, 18, 20, 22, 200};

    private RandomMessages() {}

    static RawMessage next(RandomGenerator random, int previousTimestamp) {
        int timestamp = switch (random.nextInt(10)) {
            case 0 -> random.nextInt();
            case 1 -> 0xFFFFFF + random.nextInt(-1, 2);
            case 2 -> previousTimestamp;
            case 3 -> previousTimestamp - random.nextInt(1, 100);
            default -> previousTimestamp + 40;
        };
        int typeId = TYPES[random.nextInt(TYPES.length)];
        int streamId = random.nextInt(20) == 0 ? random.nextInt() : random.nextInt(3);
        return new RawMessage(timestamp, typeId, streamId, body(random));
    }

    /** The same again 40 ms later, but for the content: what header compression is made for. */
    static RawMessage repeat(RandomGenerator random, RawMessage previous) {
        byte[] body = new byte[previous.body().length()];
        random.nextBytes(body);
        return new RawMessage(previous.timestamp() + 40, previous.typeId(), previous.streamId(), Bytes.wrap(body));
    }

    /** A chunk stream ID of one to three bytes. */
    static int csid(RandomGenerator random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt(64, 320);
            case 1 -> random.nextInt(320, 65600);
            default -> random.nextInt(2, 8);
        };
    }

    private static Bytes body(RandomGenerator random) {
        int length = switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> random.nextInt(2000);
            case 2 -> 128;
            default -> random.nextInt(200);
        };
        byte[] body = new byte[length];
        random.nextBytes(body);
        return Bytes.wrap(body);
    }
}
