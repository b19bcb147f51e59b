package io.millrace.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Stands between one client and the server; while it is shut it reads nothing of what the client sends. */
final class Valve implements AutoCloseable {
    private static final int SMALL_BUFFER_BYTES = 16 * 1024;

    private final ServerSocket listener;
    private final Socket server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition opened = lock.newCondition();
    private boolean isOpen = true;

    private Valve(ServerSocket listener, Socket server) {
        this.listener = listener;
        this.server = server;
    }

    /** An open one. */
    static Valve before(InetSocketAddress address) throws IOException {
        var listener = new ServerSocket();
        listener.setReceiveBufferSize(SMALL_BUFFER_BYTES);
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 1);
        var valve = new Valve(listener, new Socket(address.getAddress(), address.getPort()));
        Thread.ofVirtual().start(valve::connect);
        return valve;
    }

    private void connect() {
        try (server;
                Socket client = listener.accept()) {
            Thread.ofVirtual().start(() -> answer(client));
            InputStream in = client.getInputStream();
            OutputStream out = server.getOutputStream();
            byte[] piece = new byte[SMALL_BUFFER_BYTES];
            awaitOpen();
            for (int count = in.read(piece); count > 0; count = in.read(piece)) {
                out.write(piece, 0, count);
                awaitOpen();
            }
        } catch (IOException | InterruptedException closed) {
            // one of the two has left
        }
    }

    private void answer(Socket client) {
        try (client) {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException closed) {
            // one of the two has left
        }
    }

    private void awaitOpen() throws InterruptedException {
        lock.lock();
        try {
            while (!isOpen) {
                opened.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /** From now on no more than one piece passes. */
    void shut() {
        set(false);
    }

    void open() {
        set(true);
    }

    private void set(boolean open) {
        lock.lock();
        try {
            isOpen = open;
            opened.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** By which the client reaches {@code path} of the server through this. */
    String url(String path) {
        return "rtmp://127.0.0.1:" + listener.getLocalPort() + "/" + path;
    }

    @Override
    public void close() throws IOException {
        open();
        listener.close();
        server.close();
    }
}
