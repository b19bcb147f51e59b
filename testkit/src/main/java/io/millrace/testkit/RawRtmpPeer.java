package io.millrace.testkit;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An RTMP client over a blocking socket that shares no code with the product: tests use it to see exact replies and to
 * send what no client should. It speaks the simple handshake, sends every message with a type 0 chunk header
 * and never acknowledges or answers a ping. A peer that reads nothing is one on which no read method is called.
 *
 * <p>Every read waits a minute at most and then fails the test. One thread at a time.
 */
public final class RawRtmpPeer implements AutoCloseable {
    public static final int SET_CHUNK_SIZE = 1;
    public static final int USER_CONTROL = 4;
    public static final int AUDIO = 8;
    public static final int VIDEO = 9;
    public static final int DATA = 18;
    public static final int COMMAND_AMF3 = 17;
    public static final int COMMAND = 20;

    private static final int SET_BUFFER_LENGTH = 3; // among user control events
    private static final int READ_LIMIT_MILLIS = 60_000;
    private static final int DEFAULT_CHUNK_SIZE = 128;
    private static final int VERSION = 3;
    private static final int HANDSHAKE_PART = 1536;
    private static final long EXTENDED = 0xFFFFFF;

    /**
     * One message from the server.
     *
     * @param body read-only, compared by content
     */
    public record Message(int typeId, long timestampMillis, int streamId, ByteBuffer body) {
        public Message {
            body = body.asReadOnlyBuffer();
        }

        /** The values of a command or data message; those in AMF3 are {@link Amf3}. */
        public List<@Nullable Object> values() {
            ByteBuffer values = body.duplicate();
            if (typeId == COMMAND_AMF3 && values.get() != 0) {
                throw new AssertionError("a command of type 17 with an unknown format: " + body.get(0));
            }
            return RawAmf.decode(values);
        }
    }

    /** Sends some messages. */
    @FunctionalInterface
    public interface Sending {
        void run() throws IOException;
    }

    /** What the last header on a chunk stream said, and the message it began. */
    private static final class ChunkStream {
        long timestamp;
        long delta;
        boolean extended;
        int length;
        int typeId;
        int streamId;
        final ByteArrayOutputStream body = new ByteArrayOutputStream();
    }

    private final Socket socket;
    private final CountedBytes bytes = new CountedBytes();
    private final DataInputStream in;
    private final Map<Integer, ChunkStream> chunkStreams = new HashMap<>();
    private OutputStream out; // to the server, or to what goes there together
    private double calls = 1000;
    private String tcUrl = "";
    private int chunkSizeIn = DEFAULT_CHUNK_SIZE;
    private int chunkSizeOut = DEFAULT_CHUNK_SIZE;

    private RawRtmpPeer(Socket socket) throws IOException {
        this.socket = socket;
        in = new DataInputStream(bytes.counting(new BufferedInputStream(socket.getInputStream())));
        out = bytes.counting(socket.getOutputStream());
    }

    /** Opens the connection and sends nothing. */
    public static RawRtmpPeer open(InetSocketAddress server) throws IOException {
        return new RawRtmpPeer(socket(server, 0));
    }

    /** As {@link #open}, with a small socket buffer: a peer that stops reading then stops its sender soon. */
    public static RawRtmpPeer openWithSmallBuffer(InetSocketAddress server) throws IOException {
        return new RawRtmpPeer(socket(server, 4096));
    }

    /** As {@link #open}, through TLS with whatever certificate the server shows. */
    public static RawRtmpPeer openTls(InetSocketAddress server) throws IOException {
        return openTls(server, "TLSv1.3", "TLSv1.2");
    }

    /** The same with these versions of TLS, as the JDK names them. */
    public static RawRtmpPeer openTls(InetSocketAddress server, String... versions) throws IOException {
        return new RawRtmpPeer(TrustingTls.over(socket(server, 0), versions));
    }

    private static Socket socket(InetSocketAddress server, int receiveBufferBytes) throws IOException {
        var socket = new Socket();
        if (receiveBufferBytes > 0) {
            socket.setReceiveBufferSize(receiveBufferBytes);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_LIMIT_MILLIS);
        socket.connect(server, READ_LIMIT_MILLIS);
        return socket;
    }

    /** Opens, shakes hands and has {@code connect} accepted for {@code app}. */
    public static RawRtmpPeer connect(InetSocketAddress server, String app) throws IOException {
        return connect(server, app, Map.of());
    }

    /** The same, saying more in {@code connect}: {@code capsEx}, {@code fourCcList} and the like. */
    public static RawRtmpPeer connect(InetSocketAddress server, String app, Map<String, Object> properties)
            throws IOException {
        var peer = open(server);
        peer.handshake();
        peer.connect(app, properties);
        return peer;
    }

    /** The simple handshake, C1 and C2 all zero but for the echo. */
    public void handshake() throws IOException {
        handshake((byte) VERSION);
    }

    /** As {@link #handshake()} with another version in C0; fails unless S0 says 3. */
    public void handshake(byte version) throws IOException {
        var c0c1 = new byte[1 + HANDSHAKE_PART];
        c0c1[0] = version;
        send(c0c1);
        var answer = new byte[1 + 2 * HANDSHAKE_PART];
        in.readFully(answer);
        if (answer[0] != VERSION) {
            throw new AssertionError("S0 is " + answer[0] + " (expected: " + VERSION + ")");
        }
        var s1 = new byte[HANDSHAKE_PART];
        System.arraycopy(answer, 1, s1, 0, HANDSHAKE_PART);
        send(s1);
    }

    /** Sends {@code connect} and returns the information object of its {@code _result}. */
    public Map<?, ?> connect(String app) throws IOException {
        return connect(app, Map.of());
    }

    private Map<?, ?> connect(String app, Map<String, Object> properties) throws IOException {
        tcUrl = "rtmp://" + socket.getInetAddress().getHostAddress() + ":" + socket.getPort() + "/" + app;
        Map<String, Object> all = new LinkedHashMap<>(properties);
        all.put("app", app);
        all.put("tcUrl", tcUrl);
        command(0, "connect", 1, all);
        return (Map<?, ?>) values("_result").get(3);
    }

    /** Sends {@code createStream} and returns the message stream id. */
    public int createStream() throws IOException {
        command(0, "createStream", 2, (Object) null);
        return ((Number) values("_result").get(3)).intValue();
    }

    /** Creates a stream, publishes on it and returns its id; fails unless the server allows it. */
    public int publish(String name) throws IOException {
        int streamId = createStream();
        command(streamId, "publish", 0, null, name, "live");
        awaitStatus("NetStream.Publish.Start");
        return streamId;
    }

    /** Creates a stream, plays on it and returns its id; fails unless the server allows it. */
    public int play(String name) throws IOException {
        int streamId = createStream();
        command(streamId, "play", 0, null, name, -2000);
        awaitStatus("NetStream.Play.Start");
        return streamId;
    }

    /** Says how far ahead media is wanted; on stream 0 for all streams. */
    public void bufferLength(int streamId, int millis) throws IOException {
        var body = ByteBuffer.allocate(10).putShort((short) SET_BUFFER_LENGTH);
        message(2, 0, USER_CONTROL, 0, body.putInt(streamId).putInt(millis).array());
    }

    /** What it said in {@code connect} that it connects to. */
    public String tcUrl() {
        return tcUrl;
    }

    /** The name in the certificate that the server has shown, through TLS. */
    public String certificateName() {
        return TrustingTls.certificateName(socket);
    }

    /** This side's address, by which the server's log names the connection. */
    public InetSocketAddress localAddress() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** Of all messages that were read, and the handshake. */
    public long bytesReceived() {
        return bytes.received();
    }

    public long bytesSent() {
        return bytes.sent();
    }

    /** Sends {@code bytes} as they are. */
    public void send(byte... bytes) throws IOException {
        out.write(bytes);
    }

    /**
     * Sends all that {@code sending} sends in one write. A few commands are then read in one go, so the server has heard
     * the last before anything that the first began elsewhere is done. Nothing can be awaited in between.
     */
    public void together(Sending sending) throws IOException {
        OutputStream server = out;
        var all = new ByteArrayOutputStream();
        out = all;
        try {
            sending.run();
        } finally {
            out = server;
        }
        send(all.toByteArray());
    }

    /** Announces and uses a chunk size. */
    public void setChunkSize(int bytes) throws IOException {
        message(2, 0, SET_CHUNK_SIZE, 0, ByteBuffer.allocate(4).putInt(bytes).array());
        chunkSizeOut = bytes;
    }

    /** Sends a command with a null or other command object first among {@code arguments}. */
    public void command(int streamId, String name, double transactionId, @Nullable Object... arguments)
            throws IOException {
        var body = new ByteArrayOutputStream();
        body.writeBytes(RawAmf.encode(name, transactionId));
        body.writeBytes(RawAmf.encode(arguments));
        message(3, 0, COMMAND, streamId, body.toByteArray());
    }

    /** The same as a message of type 17, with its format byte; arguments may be {@link Amf3}. */
    public void commandAmf3(String name, double transactionId, @Nullable Object... arguments) throws IOException {
        var body = new ByteArrayOutputStream();
        body.write(0);
        body.writeBytes(RawAmf.encode(name, transactionId));
        body.writeBytes(RawAmf.encode(arguments));
        message(3, 0, COMMAND_AMF3, 0, body.toByteArray());
    }

    /** Sends a data message. */
    public void data(int streamId, @Nullable Object... values) throws IOException {
        message(5, 0, DATA, streamId, RawAmf.encode(values));
    }

    /** Sends one message: a type 0 chunk, then type 3 chunks, all with the extended timestamp if it needs one. */
    public void message(int csid, long timestampMillis, int typeId, int streamId, byte[] body) throws IOException {
        boolean extended = timestampMillis >= EXTENDED;
        var chunks = new ByteArrayOutputStream();
        var header = ByteBuffer.allocate(12 + (extended ? 4 : 0));
        header.put((byte) csid);
        header.putInt((int) (Math.min(timestampMillis, EXTENDED) << 8 | body.length >> 16));
        header.putInt(body.length << 16 | typeId << 8 | (streamId & 0xFF));
        header.put((byte) (streamId >> 8)).put((byte) (streamId >> 16)).put((byte) (streamId >> 24));
        var extension = ByteBuffer.allocate(extended ? 4 : 0);
        if (extended) {
            header.putInt((int) timestampMillis);
            extension.putInt((int) timestampMillis);
        }
        chunks.writeBytes(header.array());
        for (int position = 0; position < body.length; position += chunkSizeOut) {
            if (position > 0) {
                chunks.write(0xC0 | csid);
                chunks.writeBytes(extension.array());
            }
            chunks.write(body, position, Math.min(chunkSizeOut, body.length - position));
        }
        send(chunks.toByteArray());
    }

    /** Publishes FLV tags as they are, metadata as {@code @setDataFrame}, each kind on a chunk stream of its own. */
    public void tags(int streamId, List<FlvTag> tags) throws IOException {
        for (FlvTag tag : tags) {
            byte[] body = tag.bytes();
            if (tag.type() == FlvTag.SCRIPT) {
                byte[] setDataFrame = RawAmf.encode("@setDataFrame");
                body = ByteBuffer.allocate(setDataFrame.length + body.length)
                        .put(setDataFrame)
                        .put(body)
                        .array();
            }
            message(4 + tag.type() % 4, tag.timestampMillis(), tag.type(), streamId, body);
        }
    }

    /**
     * Waits until the server has handled all that was sent before, since it answers one more call in order.
     *
     * @return what came before that answer
     */
    public List<Message> awaitHandled() throws IOException {
        calls++;
        command(0, "_checkbw", calls, (Object) null);
        var before = new ArrayList<Message>();
        Message message = read();
        while (message.typeId != COMMAND || !message.values().subList(0, 2).equals(List.of("_result", calls))) {
            before.add(message);
            message = read();
        }
        return before;
    }

    /** The next message; fails if none comes in time and throws {@link EOFException} when the server has closed. */
    public Message read() throws IOException {
        try {
            Optional<Message> message = readChunk();
            while (message.isEmpty()) {
                message = readChunk();
            }
            return message.get();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("nothing came within " + READ_LIMIT_MILLIS + " ms", e);
        }
    }

    /** The next message of {@code typeId}; others are skipped. */
    public Message read(int typeId) throws IOException {
        Message message = read();
        while (message.typeId != typeId) {
            message = read();
        }
        return message;
    }

    /** The next command {@code name}, in either encoding. */
    public Message readCommand(String name) throws IOException {
        Message message = read();
        while ((message.typeId != COMMAND && message.typeId != COMMAND_AMF3)
                || !name.equals(message.values().getFirst())) {
            message = read();
        }
        return message;
    }

    /** The values of the next command {@code name}: name, transaction id, command object, arguments. */
    public List<@Nullable Object> values(String name) throws IOException {
        return readCommand(name).values();
    }

    /** The information object of the next {@code onStatus}. */
    public Map<?, ?> status() throws IOException {
        return (Map<?, ?>) values("onStatus").get(3);
    }

    /** Skips to the {@code onStatus} with {@code code}; an error status before it fails the test. */
    public Map<?, ?> awaitStatus(String code) throws IOException {
        Map<?, ?> status = status();
        while (!code.equals(status.get("code"))) {
            if ("error".equals(status.get("level"))) {
                throw new AssertionError(status + " (expected: " + code + ")");
            }
            status = status();
        }
        return status;
    }

    /** All messages until the server closes the connection, in good order or not. */
    public List<Message> readUntilClosed() throws IOException {
        var messages = new ArrayList<Message>();
        try {
            while (true) {
                messages.add(read());
            }
        } catch (EOFException | SocketException e) {
            return messages;
        }
    }

    /** Waits until the server has closed the connection; what it still sends is not looked at. */
    public void awaitClosed() throws IOException {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + READ_LIMIT_MILLIS + " ms", e);
        } catch (SocketException e) {
            // A reset is a close too, when the server had not read all that was sent.
        }
    }

    /** Says that nothing more will be sent, and can still read. */
    public void finish() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<Message> readChunk() throws IOException {
        int basic = in.readUnsignedByte();
        int format = basic >> 6;
        ChunkStream chunks = chunkStreams.computeIfAbsent(csid(basic & 0x3F), unused -> new ChunkStream());
        boolean starts = chunks.body.size() == 0;
        if (format < 3) {
            long timestamp = readU24();
            if (format < 2) {
                chunks.length = readU24();
                chunks.typeId = in.readUnsignedByte();
            }
            if (format == 0) {
                chunks.streamId = Integer.reverseBytes(in.readInt());
            }
            chunks.extended = timestamp == EXTENDED;
            chunks.delta = chunks.extended ? in.readInt() & 0xFFFFFFFFL : timestamp;
            chunks.timestamp = format == 0 ? chunks.delta : (chunks.timestamp + chunks.delta) & 0xFFFFFFFFL;
        } else {
            if (chunks.extended) {
                in.readInt();
            }
            if (starts) {
                chunks.timestamp = (chunks.timestamp + chunks.delta) & 0xFFFFFFFFL;
            }
        }
        int size = Math.min(chunkSizeIn, chunks.length - chunks.body.size());
        chunks.body.writeBytes(in.readNBytes(size));
        if (chunks.body.size() < chunks.length) {
            return Optional.empty();
        }
        var body = ByteBuffer.wrap(chunks.body.toByteArray());
        var message = new Message(chunks.typeId, chunks.timestamp, chunks.streamId, body);
        chunks.body.reset();
        if (message.typeId == SET_CHUNK_SIZE) {
            chunkSizeIn = body.getInt(0);
        }
        return Optional.of(message);
    }

    private int csid(int firstByte) throws IOException {
        return switch (firstByte) {
            case 0 -> in.readUnsignedByte() + 64;
            case 1 -> in.readUnsignedByte() + (in.readUnsignedByte() << 8) + 64;
            default -> firstByte;
        };
    }

    private int readU24() throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }
}
