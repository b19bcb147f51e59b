package io.millrace.client;

import io.millrace.amf.Amf0;
import io.millrace.amf.Amf0Reader;
import io.millrace.amf.AmfException;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.media.MediaFrame;
import io.millrace.media.MediaKind;
import io.millrace.rtmp.chunk.AbsoluteChunks;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkStreamIds;
import io.millrace.rtmp.message.RtmpMessage;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The frames of all streams that one connection publishes, as chunks. The carrier pulls: a frame is taken from its stream
 * when the network can take it, and not before. On the connection's event loop only.
 */
final class MediaOutput implements PlaySource {
    private static final Bytes SET_DATA_FRAME = Amf0.encodeAll(new AmfString("@setDataFrame"));

    private final Deque<NetStream> streams = new ArrayDeque<>();
    private int chunkSize = ChunkReader.DEFAULT_CHUNK_SIZE;
    private long positionMillis = -1;

    /** One message that goes into a piece. */
    private record Message(int csid, int timestamp, int typeId, int streamId, Bytes body) {}

    void chunkSize(int bytes) {
        chunkSize = bytes;
    }

    void add(NetStream stream) {
        streams.add(stream);
    }

    void remove(NetStream stream) {
        streams.remove(stream);
    }

    /** A frame of each stream in turn, until it is enough or there are none. A message is never cut. */
    @Override
    public @Nullable Piece next(int maxBytes) {
        List<Message> messages = new ArrayList<>();
        int bytes = 0;
        int idle = 0;
        while (bytes < maxBytes && idle < streams.size()) {
            NetStream stream = streams.removeFirst();
            streams.addLast(stream);
            MediaFrame frame = stream.nextFrame();
            idle = frame == null ? idle + 1 : 0;
            if (frame != null) {
                Message message = message(frame, stream.streamId());
                messages.add(message);
                bytes += size(message);
                stream.sent(message.body().length());
                positionMillis = frame.dtsMillis();
            }
        }
        if (messages.isEmpty()) {
            // The piece before has gone out, or this would not be asked.
            List.copyOf(streams).forEach(NetStream::drained);
            return null;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        messages.forEach(message -> put(message, out));
        return Piece.unpinned(out.flip());
    }

    @Override
    public long positionMillis() {
        return positionMillis;
    }

    @Override
    public void close() {
        streams.clear();
    }

    private static Message message(MediaFrame frame, int streamId) {
        int typeId = switch (frame.kind()) {
            case AUDIO -> RtmpMessage.Audio.TYPE_ID;
            case VIDEO -> RtmpMessage.Video.TYPE_ID;
            case DATA -> RtmpMessage.Data.TYPE_ID;
        };
        Bytes body = isMetadata(frame)
                ? new ByteWriter(SET_DATA_FRAME.length() + frame.body().length())
                        .bytes(SET_DATA_FRAME)
                        .bytes(frame.body())
                        .toBytes()
                : frame.body();
        return new Message(ChunkStreamIds.of(typeId, streamId), (int) frame.dtsMillis(), typeId, streamId, body);
    }

    /** What servers are to keep for players to come has a name before its own. */
    static boolean isMetadata(MediaFrame frame) {
        if (frame.kind() != MediaKind.DATA) {
            return false;
        }
        try {
            var amf = new Amf0Reader(frame.body().reader());
            return amf.hasNext()
                    && amf.next().asString().filter("onMetaData"::equals).isPresent();
        } catch (AmfException e) {
            return false;
        }
    }

    private int size(Message message) {
        return AbsoluteChunks.size(
                message.csid(), message.timestamp(), message.body().length(), chunkSize);
    }

    private void put(Message message, ByteBuffer out) {
        AbsoluteChunks.put(
                message.csid(),
                message.timestamp(),
                message.typeId(),
                message.streamId(),
                message.body(),
                chunkSize,
                out);
    }
}
