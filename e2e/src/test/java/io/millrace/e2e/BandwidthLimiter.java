package io.millrace.e2e;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;

/**
 * Stands between one client and the server, and puts a Set Peer Bandwidth behind the client's handshake: real clients
 * acknowledge, but do not limit us of their own accord.
 */
final class BandwidthLimiter implements AutoCloseable {
    private static final int HANDSHAKE_PART = 1536;
    private static final byte[] HEADER = {2, 0, 0, 0, 0, 0, 5, 6, 0, 0, 0, 0};

    private final ServerSocket listener;
    private final Socket server;

    private BandwidthLimiter(ServerSocket listener, Socket server) {
        this.listener = listener;
        this.server = server;
    }

    /** @param body of the Set Peer Bandwidth message */
    static BandwidthLimiter before(InetSocketAddress address, byte[] body) throws IOException {
        var listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        var server = new Socket(address.getAddress(), address.getPort());
        byte[] message = ByteBuffer.allocate(HEADER.length + body.length)
                .put(HEADER)
                .put(body)
                .array();
        Thread.ofVirtual().start(() -> {
            try (server;
                    Socket client = listener.accept()) {
                Thread.ofVirtual().start(() -> passOn(server, client));
                OutputStream out = server.getOutputStream();
                out.write(client.getInputStream().readNBytes(1 + HANDSHAKE_PART)); // it waits for the answer to this
                out.write(client.getInputStream().readNBytes(HANDSHAKE_PART));
                out.write(message);
                client.getInputStream().transferTo(out);
            } catch (IOException closed) {
                // one of the two has left
            }
        });
        return new BandwidthLimiter(listener, server);
    }

    private static void passOn(Socket server, Socket client) {
        try (client) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException closed) {
            // one of the two has left
        }
    }

    /** By which the client reaches {@code path} of the server through this. */
    String url(String path) {
        return "rtmp://127.0.0.1:" + listener.getLocalPort() + "/" + path;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        server.close();
    }
}
