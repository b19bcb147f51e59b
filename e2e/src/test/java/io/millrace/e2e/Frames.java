package io.millrace.e2e;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Small frames with a number in them: enough for a server, which looks at headers only. */
final class Frames {
    /** Frames of a group that begins with a key frame. */
    static final int GOP = 5;

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

    /** Groups of frames numbered from 0 on, 40 ms apart, each with its sequence header. */
    static void sendGops(RawRtmpPeer publisher, int streamId, int first, int end) throws IOException {
        for (int number = first * GOP; number < end * GOP; number++) {
            boolean key = number % GOP == 0;
            if (key) {
                sendVideo(publisher, streamId, number * 40L, header(number));
            }
            sendVideo(publisher, streamId, number * 40L, key ? key(number) : inter(number));
        }
    }

    /** The number of the next video frame that comes. */
    static int nextVideo(RawRtmpPeer player) throws IOException {
        return number(player.read(RawRtmpPeer.VIDEO));
    }

    static int number(Message message) {
        return number(message.body());
    }

    static int number(ByteBuffer body) {
        return body.getInt(NUMBER_AT);
    }
}
