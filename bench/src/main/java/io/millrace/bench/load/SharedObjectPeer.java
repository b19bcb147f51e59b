package io.millrace.bench.load;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
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
import io.millrace.rtmp.sharedobject.SharedObjectCodec;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Change;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Clear;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.RequestChange;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.SendMessage;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Use;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.UseSuccess;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;

/** A client of one shared object, which keeps its content. Blocks until it has started. */
final class SharedObjectPeer implements AutoCloseable {
    /** The handler of the message that comes last. */
    static final String LAST = "last";

    private final SocketChannel channel;
    private final String object;
    private final ChunkReader chunks = new ChunkReader();
    private final ChunkWriter writer = new ChunkWriter();
    private final Map<String, AmfValue> content = new HashMap<>();
    private IntConsumer changed = number -> {};
    private Runnable finished = () -> {};
    private boolean connected;
    private boolean used;
    private long version;
    private int contents;

    SharedObjectPeer(InetSocketAddress server, String object) throws IOException {
        this.object = object;
        channel = SocketChannel.open(server);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * Connects and uses the object; from then on the peer is the selector's.
     *
     * @param otherChanged takes the value of each change by others
     * @param heardLast runs at the message {@link #LAST}
     */
    void start(ByteBuffer buffer, Selector selector, IntConsumer otherChanged, Runnable heardLast) throws IOException {
        var handshake = ClientHandshake.simple(new Random(), 0);
        write(handshake.start());
        while (!handshake.done()) {
            fill(buffer);
            write(handshake.read(buffer, 0));
        }
        var app = AmfProperties.builder().put("app", new AmfString("bench")).build();
        send(new RtmpMessage.Command("connect", 1, List.of(new AmfObject(app)), false));
        while (!connected) {
            read(buffer);
        }
        ask(new Use());
        while (!used) {
            read(buffer);
        }
        changed = otherChanged;
        finished = heardLast;
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void ask(SharedObjectEvent event) throws IOException {
        if (event instanceof RequestChange(String slot, AmfValue value)) {
            content.put(slot, value);
        }
        send(SharedObjectCodec.encode(new SharedObjectMessage(object, version, false, List.of(event)), false));
    }

    private void send(RtmpMessage message) throws IOException {
        var body = new ByteWriter();
        MessageCodec.encode(message, body);
        var out = new ByteWriter();
        writer.write(new RawMessage(0, message.typeId(), 0, body.toBytes()), out);
        write(out.toBytes());
    }

    private void write(Bytes bytes) throws IOException {
        ByteBuffer out = bytes.asByteBuffer();
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Takes what is there. */
    void read(ByteBuffer buffer) throws IOException {
        fill(buffer);
        chunks.read(buffer, this::received);
    }

    private void fill(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (channel.read(buffer) < 0) {
            throw new EOFException("the server has closed a connection");
        }
        buffer.flip();
    }

    private void received(RawMessage raw) {
        switch (MessageCodec.decode(raw.typeId(), raw.body())) {
            case RtmpMessage.SetChunkSize(int bytes) -> chunks.chunkSize(bytes);
            case RtmpMessage.Command command -> connected |= command.name().equals("_result");
            case RtmpMessage.SharedObject told -> told(SharedObjectCodec.decode(told.body()));
            default -> {}
        }
    }

    private void told(SharedObjectMessage message) {
        version = message.version();
        for (SharedObjectEvent event : message.events()) {
            switch (event) {
                case UseSuccess welcome -> used = true;
                case Clear clear -> {
                    content.clear();
                    contents++;
                }
                case Change(String slot, AmfNumber value) -> {
                    if (!value.equals(content.put(slot, value))) {
                        changed.accept((int) value.value());
                    }
                }
                case SendMessage last -> finished.run();
                default -> {}
            }
        }
    }

    Map<String, AmfValue> content() {
        return content;
    }

    /** How often it was sent the content since it has started. */
    int resyncs() {
        return contents - 1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
