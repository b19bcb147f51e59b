package io.millrace.server.rtmp;

import io.millrace.bytes.ByteWriter;
import io.millrace.hub.HeapOutput;
import io.millrace.hub.Piece;
import io.millrace.rtmp.chunk.AbsoluteChunks;
import io.millrace.rtmp.command.PlayStatus;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl;
import java.nio.ByteBuffer;

/**
 * What a player is told between two items of its playlist, in the order of its media. On the connection's
 * own chunk streams, as all that is no media.
 */
final class Notices {
    private final int chunkSize;
    private final int streamId;

    /** For a NetStream, in chunks of {@code chunkSize}. */
    Notices(int chunkSize, int streamId) {
        this.chunkSize = chunkSize;
        this.streamId = streamId;
    }

    /** The first of the items that had to be waited for, or the next one, begins. */
    Piece begins(PlaylistItem item, boolean recorded, boolean first) {
        var out = new HeapOutput();
        if (!first) {
            put(PlayStatus.switched(), streamId, out);
        }
        if (recorded) {
            put(new UserControl.StreamIsRecorded(streamId), 0, out);
        }
        put(new UserControl.StreamBegin(streamId), 0, out);
        put(status(StatusCode.PLAY_START, "Started playing " + item.path() + "."), streamId, out);
        return Piece.unpinned(out.take());
    }

    /** Nothing more is to be played. */
    Piece complete(PlayingItem.Played played) {
        var out = new HeapOutput();
        put(PlayStatus.complete(played.durationMillis(), played.bytes()), streamId, out);
        putStop("Everything has been played.", out);
        return Piece.unpinned(out.take());
    }

    /** Playing ends, at the client's wish or because it cannot go on. */
    Piece stopped(String reason) {
        var out = new HeapOutput();
        putStop(reason, out);
        return Piece.unpinned(out.take());
    }

    /** From here on it is another stream. */
    Piece transitionComplete(PlaylistItem item) {
        var out = new HeapOutput();
        put(PlayStatus.transitionComplete(item.path().name()), streamId, out);
        return Piece.unpinned(out.take());
    }

    Piece failed(Refusal refusal, PlaylistItem item) {
        var out = new HeapOutput();
        put(status(refusal.code(), "Cannot play " + item.path() + ": " + refusal.told() + "."), streamId, out);
        return Piece.unpinned(out.take());
    }

    private void putStop(String reason, HeapOutput out) {
        put(new UserControl.StreamEof(streamId), 0, out);
        put(status(StatusCode.PLAY_STOP, reason), streamId, out);
    }

    private static RtmpMessage status(StatusCode code, String description) {
        return new Status(code, description).onStatus();
    }

    private void put(RtmpMessage message, int messageStreamId, HeapOutput out) {
        var body = new ByteWriter();
        MessageCodec.encode(message, body);
        int csid = OwnChunkStreams.of(message);
        ByteBuffer chunks = out.message(AbsoluteChunks.size(csid, 0, body.length(), chunkSize));
        AbsoluteChunks.put(csid, 0, message.typeId(), messageStreamId, body.toBytes(), chunkSize, chunks);
    }
}
