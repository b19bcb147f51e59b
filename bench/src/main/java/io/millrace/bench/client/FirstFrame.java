package io.millrace.bench.client;

import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpPlayer;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.handshake.ServerHandshake;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.Video;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.rtmp.session.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;

/**
 * From when a server writes the first byte of a stream until {@link RtmpPlayer#next} has its first key frame. The server
 * is a thread of this process with a blocking socket, and writes sequence header and key frame at once.
 */
record FirstFrame(int plays, double p50Millis, double p99Millis, double maxMillis) {
    private static final int WARMUP_PLAYS = 500;
    private static final Bytes SEQUENCE_HEADER = Bytes.hex("17 00 000000 01 42001F FF E1 0004 6742001F 01 0002 6842");
    private static final Bytes KEY_FRAME = keyFrame(20_000);

    private static Bytes keyFrame(int bytes) {
        byte[] body = new byte[bytes];
        ByteBuffer.wrap(body).putInt(0x17010000).put((byte) 0).putInt(bytes - 9).put((byte) 0x65);
        return Bytes.wrap(body);
    }

    /** Some plays before them are not measured: they would measure the compiler. */
    static FirstFrame measure(int plays) throws IOException {
        double[] millis = new double[plays];
        try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                var client = RtmpClient.create()) {
            for (int i = -WARMUP_PLAYS; i < plays; i++) {
                var server = new OnePlay(socket);
                Thread thread = Thread.ofPlatform().daemon().start(server);
                double took = server.millisUntil(client);
                millis[Math.max(i, 0)] = took;
                join(thread);
            }
        }
        Arrays.sort(millis);
        return new FirstFrame(plays, quantile(millis, 0.5), quantile(millis, 0.99), millis[plays - 1]);
    }

    private static void join(Thread thread) throws IOException {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static double quantile(double[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "first media byte to first frame, %d plays: p50 %.2f ms, p99 %.2f ms, max %.2f ms",
                plays,
                p50Millis,
                p99Millis,
                maxMillis);
    }

    /** A server for one player. */
    private static final class OnePlay implements Runnable {
        private final ServerSocket listener;
        private final ServerHandshake handshake = new ServerHandshake(new Random(1), 0);
        private final ServerSession session = new ServerSession(SessionSettings.DEFAULT);
        private final ChunkReader chunks = new ChunkReader();
        private final ChunkWriter writer = new ChunkWriter();
        private final ByteWriter out = new ByteWriter();
        private int playing; // message stream ID, when that is to begin
        private volatile long firstByteNanos;

        OnePlay(ServerSocket listener) {
            this.listener = listener;
        }

        double millisUntil(RtmpClient client) throws IOException {
            try (RtmpPlayer player = client.play("rtmp://127.0.0.1:" + listener.getLocalPort() + "/live/first")) {
                MediaFrame frame = player.next();
                while (frame != null && !frame.isKeyFrameOf(Track.VIDEO_0)) {
                    frame = player.next();
                }
                long now = System.nanoTime();
                if (frame == null) {
                    throw new IOException("the stream ended before its first key frame");
                }
                return (now - firstByteNanos) / 1e6;
            }
        }

        @Override
        public void run() {
            try (Socket client = listener.accept()) {
                client.setTcpNoDelay(true);
                byte[] buffer = new byte[64 * 1024];
                for (int count = read(client, buffer); count > 0; count = read(client, buffer)) {
                    ByteBuffer in = ByteBuffer.wrap(buffer, 0, count);
                    if (!handshake.done()) {
                        out.bytes(handshake.read(in, 0));
                    }
                    if (handshake.done()) {
                        chunks.read(in, message -> session.on(message).forEach(this::perform));
                    }
                    flush(client);
                    if (playing > 0) {
                        write(Video.TYPE_ID, playing, SEQUENCE_HEADER);
                        write(Video.TYPE_ID, playing, KEY_FRAME);
                        playing = 0;
                        firstByteNanos = System.nanoTime();
                        flush(client);
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        private void flush(Socket client) throws IOException {
            client.getOutputStream().write(out.toByteArray());
            out.clear();
        }

        private static int read(Socket client, byte[] buffer) throws IOException {
            return client.getInputStream().read(buffer);
        }

        private void perform(SessionEvent event) {
            switch (event) {
                case SessionEvent.Send(var message, int streamId) -> {
                    var body = new ByteWriter();
                    MessageCodec.encode(message, body);
                    write(message.typeId(), streamId, body.toBytes());
                    if (message instanceof SetChunkSize(int bytes)) {
                        writer.chunkSize(bytes);
                    }
                }
                case SessionEvent.PeerChunkSize(int bytes) -> chunks.chunkSize(bytes);
                case SessionEvent.ConnectRequested requested ->
                    session.acceptConnect().forEach(this::perform);
                case SessionEvent.PlayRequested requested -> {
                    playing = requested.streamId();
                    session.acceptPlay(playing, false).forEach(this::perform);
                }
                default -> {}
            }
        }

        private void write(int typeId, int streamId, Bytes body) {
            writer.write(new RawMessage(0, typeId, streamId, body), out);
        }
    }
}
