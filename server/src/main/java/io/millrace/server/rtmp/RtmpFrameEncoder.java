package io.millrace.server.rtmp;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.flv.MessageForm;
import io.millrace.hub.FrameEncoder;
import io.millrace.hub.LogEntry;
import io.millrace.hub.WireOutput;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.media.MediaPacket;
import io.millrace.media.PacketType;
import io.millrace.media.TrackHeaders;
import io.millrace.rtmp.chunk.AbsoluteChunks;
import io.millrace.rtmp.chunk.ChunkStreamIds;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl;
import java.util.List;
import java.util.Locale;

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
            case LogEntry.TrackMaps(MediaFrame maps) -> {
                if (form.hasSeveralTracks()) {
                    media(RtmpMessage.Data.TYPE_ID, 0, maps.body(), out);
                }
            }
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
        for (Bytes body : bodiesOf(frame)) {
            media(typeId(frame), dtsMillis, body, out);
        }
        tellLeftOut(frame, out);
    }

    /** In place of tracks' sequence headers, so that who joins later is told as well: once for a message [ER-175]. */
    void tellLeftOut(MediaFrame frame, WireOutput out) {
        MediaKind kind = frame.kind();
        if (!form.toldLeftOut().contains(kind) || !form.receives(kind) || !TrackHeaders.isHeader(frame)) {
            return;
        }
        List<MediaPacket> leftOut = frame.packets().stream()
                .filter(packet -> packet.type() == PacketType.SEQUENCE_START && leavesOut(packet))
                .toList();
        if (!leftOut.isEmpty()) {
            MediaPacket first = leftOut.getFirst();
            String text = "The codec of " + kind.name().toLowerCase(Locale.ROOT) + " track "
                    + first.track().id() + " is " + first.codec() + ", which this player did not announce";
            String others = leftOut.size() == 1 ? "." : ", nor those of " + (leftOut.size() - 1) + " more tracks.";
            status(StatusCode.PLAY_FAILED, text + others, out);
        }
    }

    private boolean leavesOut(MediaPacket packet) {
        MessageForm messages = form.of(packet.track().kind());
        return messages.tracks().contains(packet.track().id())
                && packet.codec()
                        .toFourCc()
                        .map(codec -> !messages.takes(codec))
                        .orElse(false);
    }

    static int typeId(MediaFrame frame) {
        return switch (frame.kind()) {
            case AUDIO -> RtmpMessage.Audio.TYPE_ID;
            case VIDEO -> RtmpMessage.Video.TYPE_ID;
            case DATA -> RtmpMessage.Data.TYPE_ID;
        };
    }

    /** What this form has of a frame; mostly one message. */
    List<Bytes> bodiesOf(MediaFrame frame) {
        return form.receives(frame.kind()) ? form.of(frame.kind()).bodiesOf(frame) : List.of();
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
