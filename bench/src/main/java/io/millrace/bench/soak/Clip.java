package io.millrace.bench.soak;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A synthetic stream of about 1 Mbit/s: H.264-shaped video at 25 frames a second, a key frame each second. */
final class Clip {
    private static final int FRAME_MILLIS = 40;
    private static final int FRAMES_PER_GOP = 25;
    private static final int KEY_FRAME_BYTES = 25_000;
    private static final int FRAME_BYTES = 4_000;
    private static final int CSID = 6;

    /** AVCDecoderConfigurationRecord of a baseline profile, with parameter sets that say little. */
    private static final byte[] SEQUENCE_HEADER = {
        0x17, 0, 0, 0, 0, 1, 0x42, 0, 0x1F, (byte) 0xFF, (byte) 0xE1, 0, 4, 0x67, 0x42, 0, 0x1F, 1, 0, 2, 0x68, 0x42
    };

    private final RawRtmpPeer peer;
    private final int streamId;
    private int frames;

    /** To be published on a stream that may begin. */
    Clip(RawRtmpPeer peer, int streamId) throws IOException {
        this.peer = peer;
        this.streamId = streamId;
        peer.setChunkSize(60_000);
        peer.data(streamId, "@setDataFrame", "onMetaData", Map.of("width", 640));
        peer.message(CSID, 0, RawRtmpPeer.VIDEO, streamId, SEQUENCE_HEADER);
    }

    /** Sends so many seconds of it at once. */
    void send(int seconds) throws IOException {
        for (int i = 0; i < seconds * FRAMES_PER_GOP; i++) {
            sendFrame();
        }
    }

    /** Sends it in real time. */
    void sendFor(long millis) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            sendFrame();
            TimeUnit.MILLISECONDS.sleep(FRAME_MILLIS);
        }
    }

    private void sendFrame() throws IOException {
        boolean key = frames % FRAMES_PER_GOP == 0;
        byte[] body = new byte[key ? KEY_FRAME_BYTES : FRAME_BYTES];
        body[0] = (byte) (key ? 0x17 : 0x27);
        body[1] = 1;
        body[7] = (byte) ((body.length - 9) >> 8);
        body[8] = (byte) (body.length - 9);
        peer.message(CSID, (long) frames++ * FRAME_MILLIS, RawRtmpPeer.VIDEO, streamId, body);
    }
}
