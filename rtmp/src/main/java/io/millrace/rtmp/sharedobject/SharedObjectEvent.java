package io.millrace.rtmp.sharedobject;

import io.millrace.amf.AmfValue;
import io.millrace.bytes.Bytes;
import java.util.List;

/**
 * One thing that a client asks of a shared object, or is told about it. A slot is one of the named values that
 * are the object's content. Immutable.
 */
public sealed interface SharedObjectEvent {

    /** The client uses the object from now on. */
    record Use() implements SharedObjectEvent {
        public static final int TYPE = 1;
    }

    /** The client has done with the object. */
    record Release() implements SharedObjectEvent {
        public static final int TYPE = 2;
    }

    /** The client sets a slot. */
    record RequestChange(String slot, AmfValue value) implements SharedObjectEvent {
        public static final int TYPE = 3;
    }

    /** Another client has set a slot. */
    record Change(String slot, AmfValue value) implements SharedObjectEvent {
        public static final int TYPE = 4;
    }

    /** The client has set a slot, as it asked. */
    record Success(String slot) implements SharedObjectEvent {
        public static final int TYPE = 5;
    }

    /** Calls a function of every client that uses the object, the caller too. */
    record SendMessage(String handler, List<AmfValue> arguments) implements SharedObjectEvent {
        public static final int TYPE = 6;

        public SendMessage {
            arguments = List.copyOf(arguments);
        }
    }

    /**
     * What the client asked for cannot be had.
     *
     * @param code such as {@code SharedObject.NoWriteAccess}
     * @param level mostly {@code error}
     */
    record Status(String code, String level) implements SharedObjectEvent {
        public static final int TYPE = 7;

        public static final String ERROR = "error";
        public static final String NO_READ_ACCESS = "SharedObject.NoReadAccess";
        public static final String NO_WRITE_ACCESS = "SharedObject.NoWriteAccess";
        public static final String CREATION_FAILED = "SharedObject.ObjectCreationFailed";
        public static final String BAD_PERSISTENCE = "SharedObject.BadPersistence";

        /** Of level {@code error}. */
        public static Status error(String code) {
            return new Status(code, ERROR);
        }
    }

    /** Forget all slots; what follows is the whole content. */
    record Clear() implements SharedObjectEvent {
        public static final int TYPE = 8;
    }

    /** A slot is gone. */
    record Remove(String slot) implements SharedObjectEvent {
        public static final int TYPE = 9;
    }

    /** The client removes a slot. */
    record RequestRemove(String slot) implements SharedObjectEvent {
        public static final int TYPE = 10;
    }

    /** The client may use the object. */
    record UseSuccess() implements SharedObjectEvent {
        public static final int TYPE = 11;
    }

    /** A type we give no meaning to. */
    record Unknown(int type, Bytes data) implements SharedObjectEvent {}
}
