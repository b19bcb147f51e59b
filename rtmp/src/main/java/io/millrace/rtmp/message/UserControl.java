package io.millrace.rtmp.message;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.handshake.SwfFile;

/**
 * User control messages: type 4 with an event type of 16 bits. Stream IDs and times are unsigned, of
 * 32 bits.
 */
public sealed interface UserControl extends RtmpMessage {
    int TYPE_ID = 4;

    /** The first two bytes of the body. */
    int eventType();

    @Override
    default int typeId() {
        return TYPE_ID;
    }

    /** The stream can be used; stream 0 after connect. */
    record StreamBegin(long streamId) implements UserControl {
        public static final int EVENT_TYPE = 0;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** Playback is over. */
    record StreamEof(long streamId) implements UserControl {
        public static final int EVENT_TYPE = 1;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** Nothing came for a while on a live stream. */
    record StreamDry(long streamId) implements UserControl {
        public static final int EVENT_TYPE = 2;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** How much a player buffers; may come before play and with stream 0. */
    record SetBufferLength(long streamId, long millis) implements UserControl {
        public static final int EVENT_TYPE = 3;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** The stream is a file. */
    record StreamIsRecorded(long streamId) implements UserControl {
        public static final int EVENT_TYPE = 4;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** To be answered by {@link PingResponse} with the same number. */
    record PingRequest(long millis) implements UserControl {
        public static final int EVENT_TYPE = 6;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** The answer to {@link PingRequest}. */
    record PingResponse(long millis) implements UserControl {
        public static final int EVENT_TYPE = 7;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** The client is to say which SWF file it is, by {@link SwfVerificationResponse}. */
    record SwfVerificationRequest() implements UserControl {
        public static final int EVENT_TYPE = 26;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /**
     * The answer to {@link SwfVerificationRequest}.
     *
     * @param answer {@link SwfFile#ANSWER_BYTES} bytes, as of {@link SwfFile#answer} if the client is that file
     */
    record SwfVerificationResponse(Bytes answer) implements UserControl {
        public static final int EVENT_TYPE = 27;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** All of a recorded stream that fits was sent. */
    record BufferEmpty(long streamId) implements UserControl {
        public static final int EVENT_TYPE = 31;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** Sending of a recorded stream goes on. */
    record BufferReady(long streamId) implements UserControl {
        public static final int EVENT_TYPE = 32;

        @Override
        public int eventType() {
            return EVENT_TYPE;
        }
    }

    /** An event we give no meaning to: ignored. */
    record UnknownEvent(int eventType, Bytes data) implements UserControl {}
}
