package io.millrace.server.rtmp;

import io.millrace.rtmp.chunk.ChunkStreamIds;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.UserControl;

/**
 * The chunk streams of what a connection says itself: control on 2, all else on 3, whatever message stream it is about.
 * Media never uses these, so a reply may go between any two chunks of a frame.
 */
final class OwnChunkStreams {
    private OwnChunkStreams() {}

    static int of(RtmpMessage message) {
        return switch (message) {
            case RtmpMessage.SetChunkSize m -> ChunkStreamIds.CONTROL;
            case RtmpMessage.Abort m -> ChunkStreamIds.CONTROL;
            case RtmpMessage.Acknowledgement m -> ChunkStreamIds.CONTROL;
            case RtmpMessage.WindowAcknowledgementSize m -> ChunkStreamIds.CONTROL;
            case RtmpMessage.SetPeerBandwidth m -> ChunkStreamIds.CONTROL;
            case UserControl m -> ChunkStreamIds.CONTROL;
            default -> ChunkStreamIds.COMMANDS;
        };
    }
}
