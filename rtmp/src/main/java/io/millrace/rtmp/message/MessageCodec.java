package io.millrace.rtmp.message;

import static io.millrace.rtmp.ProtocolException.Scope.CONNECTION;
import static io.millrace.rtmp.ProtocolException.Scope.MESSAGE;

import io.millrace.amf.Amf0Reader;
import io.millrace.amf.Amf0Writer;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteReader;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.bytes.TruncatedException;
import io.millrace.rtmp.ProtocolException;
import io.millrace.rtmp.handshake.SwfFile;
import io.millrace.rtmp.message.RtmpMessage.Abort;
import io.millrace.rtmp.message.RtmpMessage.Acknowledgement;
import io.millrace.rtmp.message.RtmpMessage.Aggregate;
import io.millrace.rtmp.message.RtmpMessage.Audio;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.Data;
import io.millrace.rtmp.message.RtmpMessage.Opaque;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.SetPeerBandwidth;
import io.millrace.rtmp.message.RtmpMessage.SharedObject;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.message.RtmpMessage.WindowAcknowledgementSize;
import io.millrace.rtmp.message.UserControl.BufferEmpty;
import io.millrace.rtmp.message.UserControl.BufferReady;
import io.millrace.rtmp.message.UserControl.PingRequest;
import io.millrace.rtmp.message.UserControl.PingResponse;
import io.millrace.rtmp.message.UserControl.SetBufferLength;
import io.millrace.rtmp.message.UserControl.StreamBegin;
import io.millrace.rtmp.message.UserControl.StreamDry;
import io.millrace.rtmp.message.UserControl.StreamEof;
import io.millrace.rtmp.message.UserControl.StreamIsRecorded;
import io.millrace.rtmp.message.UserControl.SwfVerificationRequest;
import io.millrace.rtmp.message.UserControl.SwfVerificationResponse;
import io.millrace.rtmp.message.UserControl.UnknownEvent;
import java.util.ArrayList;
import java.util.List;

/** Message bodies to records and back. What follows {@code ChunkReader}, and comes before the session. */
public final class MessageCodec {
    private static final int FORMAT_AMF0 = 0;

    private MessageCodec() {}

    /**
     * Inverse of {@link #encode}; an unknown type ID becomes {@link Opaque}, never an error. Bytes after the fields of
     * a control message are ignored.
     *
     * @param typeId 0 to 255
     * @throws ProtocolException of CONNECTION scope for a control message that is too short or a chunk size of 0
     *     of MESSAGE scope for a command that is no AMF0 and for an unknown format byte
     */
    public static RtmpMessage decode(int typeId, Bytes body) {
        return switch (typeId) {
            case Audio.TYPE_ID -> new Audio(body);
            case Video.TYPE_ID -> new Video(body);
            case Data.TYPE_ID -> new Data(body, false);
            case Data.AMF3_TYPE_ID -> new Data(withoutFormat(typeId, body), true);
            case SharedObject.TYPE_ID -> new SharedObject(body, false);
            case SharedObject.AMF3_TYPE_ID -> new SharedObject(withoutFormat(typeId, body), true);
            case Command.TYPE_ID -> command(body, false);
            case Command.AMF3_TYPE_ID -> command(withoutFormat(typeId, body), true);
            case Aggregate.TYPE_ID -> new Aggregate(body);
            default -> control(typeId, body);
        };
    }

    private static RtmpMessage control(int typeId, Bytes body) {
        ByteReader in = body.reader();
        try {
            return switch (typeId) {
                // The top bit is to be zero; masking it keeps a careless peer connected.
                case SetChunkSize.TYPE_ID -> new SetChunkSize((int) (in.u32() & 0x7FFF_FFFF));
                case Abort.TYPE_ID -> new Abort(in.u32());
                case Acknowledgement.TYPE_ID -> new Acknowledgement(in.u32());
                case UserControl.TYPE_ID -> userControl(in.u16(), in);
                case WindowAcknowledgementSize.TYPE_ID -> new WindowAcknowledgementSize(in.u32());
                case SetPeerBandwidth.TYPE_ID -> new SetPeerBandwidth(in.u32(), limit(in));
                default -> new Opaque(typeId, body);
            };
        } catch (TruncatedException e) {
            throw new ProtocolException(CONNECTION, "control message of type " + typeId + " " + e.getMessage());
        }
    }

    private static UserControl userControl(int eventType, ByteReader in) {
        return switch (eventType) {
            case StreamBegin.EVENT_TYPE -> new StreamBegin(in.u32());
            case StreamEof.EVENT_TYPE -> new StreamEof(in.u32());
            case StreamDry.EVENT_TYPE -> new StreamDry(in.u32());
            case SetBufferLength.EVENT_TYPE -> new SetBufferLength(in.u32(), in.u32());
            case StreamIsRecorded.EVENT_TYPE -> new StreamIsRecorded(in.u32());
            case PingRequest.EVENT_TYPE -> new PingRequest(in.u32());
            case PingResponse.EVENT_TYPE -> new PingResponse(in.u32());
            case SwfVerificationRequest.EVENT_TYPE -> swfVerificationRequest(in);
            case SwfVerificationResponse.EVENT_TYPE -> new SwfVerificationResponse(in.bytes(SwfFile.ANSWER_BYTES));
            case BufferEmpty.EVENT_TYPE -> new BufferEmpty(in.u32());
            case BufferReady.EVENT_TYPE -> new BufferReady(in.u32());
            default -> new UnknownEvent(eventType, in.rest());
        };
    }

    /** Some servers add the version of the answer that they want; above 1 nobody knows how to give it. */
    private static UserControl swfVerificationRequest(ByteReader in) {
        return in.hasRemaining() && in.peekU8() > 1
                ? new UnknownEvent(SwfVerificationRequest.EVENT_TYPE, in.rest())
                : new SwfVerificationRequest();
    }

    /** Some peers leave the byte out. */
    private static BandwidthLimit limit(ByteReader in) {
        return in.hasRemaining() ? BandwidthLimit.ofWire(in.u8()) : BandwidthLimit.DYNAMIC;
    }

    /** Types 15, 16 and 17 start with a byte that says how the rest is written; only AMF0 is defined [ER-192]. */
    private static Bytes withoutFormat(int typeId, Bytes body) {
        if (body.isEmpty() || body.u8(0) != FORMAT_AMF0) {
            throw new ProtocolException(MESSAGE, "message of type " + typeId + " with unknown format: " + body);
        }
        return body.from(1);
    }

    private static Command command(Bytes body, boolean amf3) {
        var in = new Amf0Reader(body.reader());
        try {
            if (!(in.next() instanceof AmfString(String name))
                    || !(in.next() instanceof AmfNumber(double transactionId))) {
                throw new ProtocolException(MESSAGE, "command without name and transaction ID: " + body);
            }
            List<AmfValue> arguments = new ArrayList<>();
            while (in.hasNext()) {
                arguments.add(in.next());
            }
            return new Command(name, transactionId, arguments, amf3);
        } catch (AmfException e) {
            throw new ProtocolException(MESSAGE, "command " + body + ": " + e.getMessage());
        }
    }

    /** Inverse of {@link #decode}. No default branch: a new message type must be handled to compile. */
    public static void encode(RtmpMessage message, ByteWriter out) {
        switch (message) {
            case SetChunkSize(int bytes) -> out.u32(bytes);
            case Abort(long chunkStreamId) -> out.u32(chunkStreamId);
            case Acknowledgement(long sequenceNumber) -> out.u32(sequenceNumber);
            case UserControl event -> encode(event, out.u16(event.eventType()));
            case WindowAcknowledgementSize(long bytes) -> out.u32(bytes);
            case SetPeerBandwidth(long bytes, BandwidthLimit limit) ->
                out.u32(bytes).u8(limit.wire());
            case Audio(Bytes body) -> out.bytes(body);
            case Video(Bytes body) -> out.bytes(body);
            case Data(Bytes body, boolean amf3) -> format(amf3, out).bytes(body);
            case SharedObject(Bytes body, boolean amf3) -> format(amf3, out).bytes(body);
            case Command command -> encode(command, format(command.amf3(), out));
            case Aggregate(Bytes body) -> out.bytes(body);
            case Opaque(int typeId, Bytes body) -> out.bytes(body);
        }
    }

    private static void encode(UserControl event, ByteWriter out) {
        switch (event) {
            case StreamBegin(long streamId) -> out.u32(streamId);
            case StreamEof(long streamId) -> out.u32(streamId);
            case StreamDry(long streamId) -> out.u32(streamId);
            case SetBufferLength(long streamId, long millis) ->
                out.u32(streamId).u32(millis);
            case StreamIsRecorded(long streamId) -> out.u32(streamId);
            case PingRequest(long millis) -> out.u32(millis);
            case PingResponse(long millis) -> out.u32(millis);
            case SwfVerificationRequest() -> {}
            case SwfVerificationResponse(Bytes answer) -> out.bytes(answer);
            case BufferEmpty(long streamId) -> out.u32(streamId);
            case BufferReady(long streamId) -> out.u32(streamId);
            case UnknownEvent(int eventType, Bytes data) -> out.bytes(data);
        }
    }

    private static void encode(Command command, ByteWriter out) {
        var amf = new Amf0Writer(out);
        amf.write(new AmfString(command.name()));
        amf.write(new AmfNumber(command.transactionId()));
        command.arguments().forEach(amf::write);
    }

    private static ByteWriter format(boolean amf3, ByteWriter out) {
        return amf3 ? out.u8(FORMAT_AMF0) : out;
    }
}
