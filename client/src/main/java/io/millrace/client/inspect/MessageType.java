package io.millrace.client.inspect;

/** Names of messages and events, as the specification prints them. */
final class MessageType {
    static final int SET_CHUNK_SIZE = 1;
    static final int ABORT = 2;
    static final int ACKNOWLEDGEMENT = 3;
    static final int USER_CONTROL = 4;
    static final int WINDOW_ACKNOWLEDGEMENT_SIZE = 5;
    static final int SET_PEER_BANDWIDTH = 6;
    static final int AUDIO = 8;
    static final int VIDEO = 9;
    static final int DATA_AMF3 = 15;
    static final int SHARED_OBJECT_AMF3 = 16;
    static final int COMMAND_AMF3 = 17;
    static final int DATA = 18;
    static final int SHARED_OBJECT = 19;
    static final int COMMAND = 20;
    static final int AGGREGATE = 22;

    static final int STREAM_BEGIN = 0;
    static final int SET_BUFFER_LENGTH = 3;
    static final int PING_REQUEST = 6;
    static final int PING_RESPONSE = 7;

    private MessageType() {}

    static boolean isControl(int typeId) {
        return typeId >= SET_CHUNK_SIZE && typeId <= SET_PEER_BANDWIDTH;
    }

    static boolean isCommand(int typeId) {
        return typeId == COMMAND || typeId == COMMAND_AMF3;
    }

    static boolean isData(int typeId) {
        return typeId == DATA || typeId == DATA_AMF3;
    }

    static boolean isMedia(int typeId) {
        return typeId == AUDIO || typeId == VIDEO;
    }

    /** Whether it begins with a byte that says how the rest is written. */
    static boolean hasFormat(int typeId) {
        return typeId == DATA_AMF3 || typeId == SHARED_OBJECT_AMF3 || typeId == COMMAND_AMF3;
    }

    static String name(int typeId) {
        return switch (typeId) {
            case SET_CHUNK_SIZE -> "Set Chunk Size";
            case ABORT -> "Abort Message";
            case ACKNOWLEDGEMENT -> "Acknowledgement";
            case USER_CONTROL -> "User Control";
            case WINDOW_ACKNOWLEDGEMENT_SIZE -> "Window Acknowledgement Size";
            case SET_PEER_BANDWIDTH -> "Set Peer Bandwidth";
            case AUDIO -> "Audio";
            case VIDEO -> "Video";
            case DATA_AMF3 -> "Data (AMF3)";
            case SHARED_OBJECT_AMF3 -> "Shared Object (AMF3)";
            case COMMAND_AMF3 -> "Command (AMF3)";
            case DATA -> "Data";
            case SHARED_OBJECT -> "Shared Object";
            case COMMAND -> "Command";
            case AGGREGATE -> "Aggregate";
            default -> "unknown type " + typeId;
        };
    }

    /** Of a user control message. */
    static String eventName(int eventType) {
        return switch (eventType) {
            case STREAM_BEGIN -> "Stream Begin";
            case 1 -> "Stream EOF";
            case 2 -> "StreamDry";
            case SET_BUFFER_LENGTH -> "SetBuffer Length";
            case 4 -> "StreamIsRecorded";
            case PING_REQUEST -> "PingRequest";
            case PING_RESPONSE -> "PingResponse";
            case 26 -> "SWF verification request";
            case 27 -> "SWF verification response";
            case 31 -> "BufferEmpty";
            case 32 -> "BufferReady";
            default -> "unknown event " + eventType;
        };
    }
}
