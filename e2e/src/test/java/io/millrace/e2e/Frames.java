package io.millrace.e2e;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Small frames with a number in them: enough for a server, which looks at headers only. */
final class Frames {
    private static final int NUMBER_AT = 5;

    private Frames() {}

    /** An H.264 key frame. */
    static byte[] key(int number) {
        return frame("1701000000", number);
    }

    /** An H.264 frame that needs the one before it. */
    static byte[] inter(int number) {
        return frame("2701000000", number);
    }

    /** An H.264 sequence header. */
    static byte[] header(int number) {
        return frame("1700000000", number);
    }

    /** MP3. */
    static byte[] audio(int number) {
        return frame("2fffffffff", number);
    }

    private static byte[] frame(String header, int number) {
        return ByteBuffer.allocate(NUMBER_AT + 4)
                .put(HexFormat.of().parseHex(header))
                .putInt(number)
                .array();
    }

    static void sendVideo(RawRtmpPeer publisher, int streamId, long timestampMillis, byte[] frame) throws IOException {
        publisher.message(6, timestampMillis, RawRtmpPeer.VIDEO, streamId, frame);
    }

    /** The number of the next video frame that comes. */
    static int nextVideo(RawRtmpPeer player) throws IOException {
        return number(player.read(RawRtmpPeer.VIDEO));
    }

    static int number(Message message) {
        return message.body().getInt(NUMBER_AT);
    }
}
