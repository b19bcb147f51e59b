package io.millrace.rtmp.message;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;

import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.ProtocolException;
import java.util.ArrayList;
import java.util.List;

/**
 * One RTMP message body, after chunk reassembly and before session logic. {@link MessageCodec} turns it from
 * and to bytes. Immutable, so any thread may read it.
 */
public sealed interface RtmpMessage
        permits RtmpMessage.SetChunkSize,
                RtmpMessage.Abort,
                RtmpMessage.Acknowledgement,
                UserControl,
                RtmpMessage.WindowAcknowledgementSize,
                RtmpMessage.SetPeerBandwidth,
                RtmpMessage.Audio,
                RtmpMessage.Video,
                RtmpMessage.Data,
                RtmpMessage.SharedObject,
                RtmpMessage.Command,
                RtmpMessage.Aggregate,
                RtmpMessage.Opaque {

    /** Message type ID, the byte that selects the body format. */
    int typeId();

    /**
     * Changes the largest chunk the sender will use from now on.
     *
     * @param bytes 1 to 0x7FFFFFFF; above 0xFFFFFF all act alike, since no message is longer
     */
    record SetChunkSize(int bytes) implements RtmpMessage {
        public static final int TYPE_ID = 1;

        /** @throws ProtocolException of CONNECTION scope if {@code bytes} is not positive */
        public SetChunkSize {
            if (bytes < 1) {
                throw new ProtocolException(CONNECTION, "chunk size " + bytes + " (expected: >= 1)");
            }
        }

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /** The partial message on a chunk stream will not be completed. */
    record Abort(long chunkStreamId) implements RtmpMessage {
        public static final int TYPE_ID = 2;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /**
     * How much the sender of this has received.
     *
     * @param sequenceNumber bytes so far, modulo 2^32
     */
    record Acknowledgement(long sequenceNumber) implements RtmpMessage {
        public static final int TYPE_ID = 3;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /**
     * How often the receiver of this is to acknowledge.
     *
     * @param bytes 0 to 2^32 - 1; 0 asks for no acknowledgements
     */
    record WindowAcknowledgementSize(long bytes) implements RtmpMessage {
        public static final int TYPE_ID = 5;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /**
     * Limits what the receiver of this may have unacknowledged on the way.
     *
     * @param bytes 0 to 2^32 - 1
     */
    record SetPeerBandwidth(long bytes, BandwidthLimit limit) implements RtmpMessage {
        public static final int TYPE_ID = 6;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /** An FLV audio tag body; empty means silence [ER-064]. */
    record Audio(Bytes body) implements RtmpMessage {
        public static final int TYPE_ID = 8;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /** An FLV video tag body. */
    record Video(Bytes body) implements RtmpMessage {
        public static final int TYPE_ID = 9;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /**
     * Metadata and other script data, kept as bytes: what we cannot decode is still relayed [A0-08, IP-61].
     *
     * @param body AMF0 values, without the format byte of type 15
     * @param amf3 whether it came or goes as type 15 and not as 18
     */
    record Data(Bytes body, boolean amf3) implements RtmpMessage {
        public static final int AMF3_TYPE_ID = 15;
        public static final int TYPE_ID = 18;

        @Override
        public int typeId() {
            return amf3 ? AMF3_TYPE_ID : TYPE_ID;
        }
    }

    /**
     * Shared object name, version and events, not looked into here.
     *
     * @param body without the format byte of type 16
     * @param amf3 whether it came or goes as type 16 and not as 19
     */
    record SharedObject(Bytes body, boolean amf3) implements RtmpMessage {
        public static final int AMF3_TYPE_ID = 16;
        public static final int TYPE_ID = 19;

        @Override
        public int typeId() {
            return amf3 ? AMF3_TYPE_ID : TYPE_ID;
        }
    }

    /**
     * A call, or the answer to one.
     *
     * @param transactionId any number, also 0, NaN or one used before; 0 wants no answer
     * @param arguments the command object first, then what follows it; may be empty
     * @param amf3 whether it came or goes as type 17 and not as 20
     */
    record Command(String name, double transactionId, List<AmfValue> arguments, boolean amf3) implements RtmpMessage {
        public static final int AMF3_TYPE_ID = 17;
        public static final int TYPE_ID = 20;

        public Command {
            arguments = List.copyOf(arguments);
        }

        /** As type 20, with null as command object. */
        public static Command of(String name, double transactionId, AmfValue... arguments) {
            var all = new ArrayList<AmfValue>(arguments.length + 1);
            all.add(new AmfNull());
            all.addAll(List.of(arguments));
            return new Command(name, transactionId, all, false);
        }

        /** The {@code index}-th argument, the command object being 0; undefined if there are not so many. */
        public AmfValue argument(int index) {
            return index < arguments.size() ? arguments.get(index) : new AmfUndefined();
        }

        @Override
        public int typeId() {
            return amf3 ? AMF3_TYPE_ID : TYPE_ID;
        }
    }

    /** Several messages in one; {@link Aggregates} takes it apart. */
    record Aggregate(Bytes body) implements RtmpMessage {
        public static final int TYPE_ID = 22;

        @Override
        public int typeId() {
            return TYPE_ID;
        }
    }

    /** A body we do not interpret: counted, and the session goes on. */
    record Opaque(int typeId, Bytes body) implements RtmpMessage {}
}
