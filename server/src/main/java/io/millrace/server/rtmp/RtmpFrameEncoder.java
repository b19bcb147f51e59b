package io.millrace.server.rtmp;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.TrackZero;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.LogEntry;
import io.millrace.hub.WireOutput;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.chunk.AbsoluteChunks;
import io.millrace.rtmp.chunk.ChunkStreamIds;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl;
import java.util.Optional;

/** Log entries as RTMP messages, each with its absolute timestamp, so that the bytes suit every viewer of the form. */
final class RtmpFrameEncoder implements FrameEncoder {
    private final RtmpForm form;

    RtmpFrameEncoder(RtmpForm form) {
        this.form = form;
    }

    @Override
    public void encode(LogEntry entry, long dtsMillis, WireOutput out) {
        switch (entry) {
            case LogEntry.Frame(MediaFrame frame) -> frame(frame, dtsMillis, out);
            // No time of its own [IP-26], also in mid-stream: at any but 0, FFmpeg takes it for a track of subtitles.
            case LogEntry.Metadata metadata ->
                media(RtmpMessage.Data.TYPE_ID, 0, metadata.frame().body(), out);
            case LogEntry.PublisherLeft left -> {
                status(StatusCode.PLAY_UNPUBLISH_NOTIFY, "The publisher has left.", out);
                whole(new UserControl.StreamEof(form.streamId()), 0, out); // what GStreamer ends on
            }
            case LogEntry.PublisherReturned returned -> {
                whole(new UserControl.StreamBegin(form.streamId()), 0, out);
                status(StatusCode.PLAY_PUBLISH_NOTIFY, "There is a publisher.", out);
            }
            case LogEntry.StreamDry dry -> whole(new UserControl.StreamDry(form.streamId()), 0, out);
        }
    }

    private void frame(MediaFrame frame, long dtsMillis, WireOutput out) {
        bodyOf(frame).ifPresent(body -> media(typeId(frame), dtsMillis, body, out));
    }

    static int typeId(MediaFrame frame) {
        return switch (frame.kind()) {
            case AUDIO -> RtmpMessage.Audio.TYPE_ID;
            case VIDEO -> RtmpMessage.Video.TYPE_ID;
            case DATA -> RtmpMessage.Data.TYPE_ID;
        };
    }

    /** What this form has of a frame; empty when that is nothing. */
    Optional<Bytes> bodyOf(MediaFrame frame) {
        if (!wants(frame.kind())) {
            return Optional.empty();
        }
        return switch (form.tracks()) {
            case ALL -> Optional.of(frame.body());
            case DEFAULT -> TrackZero.bodyOf(frame);
        };
    }

    private boolean wants(MediaKind kind) {
        return switch (kind) {
            case AUDIO -> form.audio();
            case VIDEO -> form.video();
            case DATA -> true;
        };
    }

    private void status(StatusCode code, String description, WireOutput out) {
        whole(new Status(code, description).onStatus(), form.streamId(), out);
    }

    /** A small message on the connection's own chunk streams, which no write cuts. */
    private void whole(RtmpMessage message, int streamId, WireOutput out) {
        var body = new ByteWriter();
        MessageCodec.encode(message, body);
        put(OwnChunkStreams.of(message), 0, message.typeId(), streamId, body.toBytes(), out);
    }

    /** One message of this stream; nothing between its chunks depends on what is sent otherwise. */
    void media(int typeId, long dtsMillis, Bytes body, WireOutput out) {
        int csid = ChunkStreamIds.of(typeId, form.streamId());
        int timestamp = (int) dtsMillis;
        put(csid, timestamp, typeId, form.streamId(), body, out);
        int chunks = AbsoluteChunks.chunkCount(body.length(), form.chunkSize());
        for (int chunk = 1; chunk < chunks; chunk++) {
            out.mayCutAt(AbsoluteChunks.chunkStart(chunk, csid, timestamp, body.length(), form.chunkSize()));
        }
    }

    private void put(int csid, int timestamp, int typeId, int streamId, Bytes body, WireOutput out) {
        int size = AbsoluteChunks.size(csid, timestamp, body.length(), form.chunkSize());
        AbsoluteChunks.put(csid, timestamp, typeId, streamId, body, form.chunkSize(), out.message(size));
    }
}
