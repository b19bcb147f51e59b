package io.millrace.cli;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.handshake.ClientHandshake;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.message.RtmpMessage.SetChunkSize;
import io.millrace.rtmp.message.RtmpMessage.Video;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/** The least of an RTMP client that makes a server do its work. Blocks; for one thread. */
final class RehearsalPeer implements AutoCloseable {
    private static final int STREAM_ID = 1; // what the first createStream of a connection gives
    private static final int TIMEOUT_MILLIS = 5000;

    private final Socket socket = new Socket();
    private final ChunkReader reader = new ChunkReader();
    private final ChunkWriter writer = new ChunkWriter();

    private long videos;
    private boolean answered;

    /** Connects to {@code live} and creates a stream. */
    RehearsalPeer(InetSocketAddress server) throws IOException {
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(server);
        shakeHands();
        AmfObject about = AmfProperties.builder().put("app", "live").buildObject();
        send(0, new Command("connect", 1, List.of(about), false));
        send(0, Command.of("createStream", 2));
    }

    /** Publishes frames of nothing. */
    void publish(String name, int frames) throws IOException {
        send(STREAM_ID, Command.of("publish", 3, new AmfString(name), new AmfString("live")));
        readUntil(peer -> peer.answered);
        for (int i = 0; i < frames; i++) {
            int frameAndCodec = i % 10 == 0 ? 0x17 : 0x27;
            int packetType = i == 0 ? 0 : 1;
            send(STREAM_ID, new Video(Bytes.of(frameAndCodec, packetType, 0, 0, 0, 1, 2, 3, 4)));
        }
    }

    /** Plays until that many frames have come. */
    void play(String name, int frames) throws IOException {
        send(STREAM_ID, Command.of("play", 3, new AmfString(name)));
        readUntil(peer -> peer.videos >= frames);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void shakeHands() throws IOException {
        ClientHandshake handshake = ClientHandshake.digest(new Random(), 0);
        socket.getOutputStream().write(handshake.start().toByteArray());
        while (!handshake.done()) {
            socket.getOutputStream().write(handshake.read(receive(), 0).toByteArray());
        }
    }

    private void send(int streamId, RtmpMessage message) throws IOException {
        ByteWriter body = new ByteWriter();
        MessageCodec.encode(message, body);
        ByteWriter chunks = new ByteWriter();
        writer.write(new RawMessage(0, message.typeId(), streamId, body.toBytes()), chunks);
        socket.getOutputStream().write(chunks.toByteArray());
    }

    private void readUntil(Predicate<RehearsalPeer> enough) throws IOException {
        while (!enough.test(this)) {
            reader.read(receive(), this::received);
        }
    }

    private void received(RawMessage raw) {
        switch (MessageCodec.decode(raw.typeId(), raw.body())) {
            case SetChunkSize(int bytes) -> reader.chunkSize(bytes);
            case Video video -> videos++;
            case Command command -> answered |= command.name().equals("onStatus");
            default -> {} // nothing depends on it
        }
    }

    private ByteBuffer receive() throws IOException {
        byte[] buffer = new byte[8192];
        int count = socket.getInputStream().read(buffer);
        if (count < 0) {
            throw new EOFException("the server has closed the connection");
        }
        return ByteBuffer.wrap(buffer, 0, count);
    }
}
