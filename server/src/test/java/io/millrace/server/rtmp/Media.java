package io.millrace.server.rtmp;

import io.millrace.bytes.Bytes;

/** Bodies of audio and video messages, told apart by their last byte. */
final class Media {
    private Media() {}

    static Bytes videoHeader(int number) {
        return Bytes.of(0x17, 0, 0, 0, 0, number);
    }

    static Bytes key(int number) {
        return Bytes.of(0x17, 1, 0, 0, 0, number);
    }

    static Bytes inter(int number) {
        return Bytes.of(0x27, 1, 0, 0, 0, number);
    }

    static Bytes audioHeader(int number) {
        return Bytes.of(0xAF, 0, number);
    }

    static Bytes sound(int number) {
        return Bytes.of(0xAF, 1, number);
    }

    /** A key frame of track 1 of AVC, wrapped as one track. */
    static Bytes keyOfTrackOne(int number) {
        return Bytes.of(0x96, 0x03, 'a', 'v', 'c', '1', 1, number);
    }
}
