package io.millrace.client;

import io.millrace.amf.AmfProperties;
import io.millrace.bytes.ByteWriter;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.chunk.ChunkReader;
import io.millrace.rtmp.chunk.ChunkWriter;
import io.millrace.rtmp.chunk.RawMessage;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.Status;
import io.millrace.rtmp.command.StatusCode;
import io.millrace.rtmp.handshake.ServerHandshake;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.session.ServerSession;
import io.millrace.rtmp.session.SessionEvent;
import io.millrace.rtmp.session.SessionSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;

/** A server on loopback that does what a test tells it: as a socket, or with the session of a server behind it. */
final class PeerServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Peer> peers = new LinkedBlockingQueue<>();

    /** What a test does with a bare socket; that is closed afterwards. */
    @FunctionalInterface
    interface Manners {
        void treat(Socket client) throws Exception;
    }

    private PeerServer(Manners manners) throws IOException {
        socket = new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
        Thread.ofVirtual().start(() -> accept(manners));
    }

    /** One that speaks no RTMP but what {@code manners} do. */
    static PeerServer bare(Manners manners) throws IOException {
        return new PeerServer(manners);
    }

    /** One that accepts whatever a client wants. */
    static PeerServer friendly() throws IOException {
        return answering(Peer::accept);
    }

    /** One with its own answers to what needs a decision. */
    static PeerServer answering(Function<Peer, Function<SessionEvent, List<SessionEvent>>> decisions)
            throws IOException {
        var holder = new PeerServer[1];
        holder[0] = new PeerServer(client -> {
            var peer = new Peer(client, decisions);
            holder[0].peers.add(peer);
            peer.serve();
        });
        return holder[0];
    }

    String url(String path) {
        return "rtmp://127.0.0.1:" + socket.getLocalPort() + "/" + path;
    }

    /** The next client that connected. */
    Peer peer() throws InterruptedException {
        Peer peer = peers.poll(60, TimeUnit.SECONDS);
        if (peer == null) {
            throw new AssertionError("nobody connected");
        }
        return peer;
    }

    /** Whether nobody connects for so long. */
    boolean nobodyFor(Duration time) throws InterruptedException {
        return peers.poll(time.toMillis(), TimeUnit.MILLISECONDS) == null;
    }

    private void accept(Manners manners) {
        try {
            while (true) {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        manners.treat(client);
                    } catch (Exception e) {
                        // The client has gone, or the test is over.
                    }
                });
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        for (Socket client : open) {
            client.close();
        }
    }

    /** One connection, with the server's side of a session. */
    static final class Peer {
        private final Socket socket;
        private final Function<SessionEvent, List<SessionEvent>> decisions;
        private final ServerHandshake handshake = new ServerHandshake(new Random(1), 0);
        private final ChunkReader chunks = new ChunkReader();
        private final ChunkWriter writer = new ChunkWriter();
        private final BlockingQueue<SessionEvent> events = new LinkedBlockingQueue<>();
        private final CountDownLatch hears = new CountDownLatch(1);
        private volatile boolean deaf;
        private volatile boolean mute;
        final ServerSession session = new ServerSession(SessionSettings.DEFAULT);

        Peer(Socket socket, Function<Peer, Function<SessionEvent, List<SessionEvent>>> decisions) {
            this.socket = socket;
            this.decisions = decisions.apply(this);
        }

        /** The decisions of one that says yes to everything. */
        Function<SessionEvent, List<SessionEvent>> accept() {
            return event -> switch (event) {
                case SessionEvent.ConnectRequested requested -> session.acceptConnect();
                case SessionEvent.PublishRequested requested -> session.acceptPublish(requested.streamId());
                case SessionEvent.PlayRequested requested -> session.acceptPlay(requested.streamId(), false);
                default -> List.of();
            };
        }

        static ConnectRequest request(SessionEvent event) {
            return ((SessionEvent.ConnectRequested) event).request();
        }

        private void serve() throws IOException, InterruptedException {
            byte[] buffer = new byte[64 * 1024];
            for (int count = socket.getInputStream().read(buffer);
                    count > 0;
                    count = socket.getInputStream().read(buffer)) {
                if (deaf) {
                    hears.await();
                }
                if (mute) {
                    continue;
                }
                ByteBuffer in = ByteBuffer.wrap(buffer, 0, count);
                if (!handshake.done()) {
                    write(handshake.read(in, 0));
                }
                if (handshake.done()) {
                    chunks.read(in, message -> perform(session.on(message)));
                }
            }
            perform(session.disconnected());
            events.add(new SessionEvent.Close("gone", false));
        }

        /** Does what a session says; from any thread of the test. */
        synchronized void perform(List<SessionEvent> all) {
            for (SessionEvent event : all) {
                switch (event) {
                    case SessionEvent.Send(RtmpMessage message, int streamId) -> send(streamId, 0, message);
                    case SessionEvent.PeerChunkSize(int bytes) -> chunks.chunkSize(bytes);
                    default -> {
                        events.add(event);
                        perform(decisions.apply(event));
                        if (event instanceof SessionEvent.Close) {
                            end();
                        }
                    }
                }
            }
        }

        synchronized void send(int streamId, int timestamp, RtmpMessage message) {
            var body = new ByteWriter();
            MessageCodec.encode(message, body);
            var out = new ByteWriter();
            writer.write(new RawMessage(timestamp, message.typeId(), streamId, body.toBytes()), out);
            write(out.toBytes());
            if (message instanceof RtmpMessage.SetChunkSize(int bytes)) {
                writer.chunkSize(bytes);
            }
        }

        /** Asks the client to go to {@code tcUrl} [ER-040]. */
        void requestReconnect(String tcUrl) {
            send(0, 0, reconnectRequest(tcUrl));
        }

        static RtmpMessage reconnectRequest(String tcUrl) {
            var extra = AmfProperties.builder().put("tcUrl", tcUrl).build();
            return new Status(StatusCode.CONNECT_RECONNECT_REQUEST, "move", extra).onStatus();
        }

        /** From the next read on it reads and says nothing more, and stays connected, until it is to {@link #hear}. */
        void deafen() {
            deaf = true;
        }

        /** Goes on where it became deaf. */
        void hear() {
            hears.countDown();
        }

        /** From the next read on it says nothing more, whatever the client says, until that closes the connection. */
        void fallSilent() {
            mute = true;
        }

        /** Closes the connection in order. */
        void end() {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                // It is over anyway.
            }
        }

        /** Cuts it off: the client sees a reset. */
        void cut() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** The next event of that type; others are passed over. */
        <T extends SessionEvent> T await(Class<T> type) throws InterruptedException {
            while (true) {
                SessionEvent event = events.poll(60, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("no " + type.getSimpleName());
                }
                if (type.isInstance(event)) {
                    return type.cast(event);
                }
            }
        }

        /** What SWF verification is keyed with here. */
        Bytes swfKey() {
            return handshake.swfKey();
        }

        private void write(Bytes bytes) {
            try {
                socket.getOutputStream().write(bytes.toByteArray());
            } catch (IOException e) {
                // The client has gone; reading tells.
            }
        }
    }

    /** For what is to run on a client's socket and then leave it open until the client goes. */
    static Manners untilClosed(Consumer<Socket> action) {
        return client -> {
            action.accept(client);
            while (client.getInputStream().read() >= 0) {
                // Whatever it says.
            }
        };
    }
}
