package io.millrace.transport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** A client of the HTTP tunnel on a plain socket, which shows every byte. */
final class HttpPeer {
    private final Socket socket;

    /** @param head status line and headers, with the empty line at their end */
    record Answer(String head, byte[] body) {
        int status() {
            return Integer.parseInt(head.split(" ", 3)[1]);
        }

        /** The body without the byte before it. */
        String text() {
            return new String(body, 1, body.length - 1, US_ASCII);
        }
    }

    HttpPeer(Socket socket) {
        this.socket = socket;
    }

    /** Opens a session and returns its id. */
    String open() throws IOException {
        return new String(post("/open/1", new byte[1]).body(), US_ASCII).strip();
    }

    Answer post(String path, String body) throws IOException {
        return post(path, body.getBytes(US_ASCII));
    }

    Answer post(String path, byte[] body) throws IOException {
        ask(path, body);
        return answer();
    }

    void ask(String path, byte[] body) throws IOException {
        var out = new ByteArrayOutputStream();
        out.writeBytes(request(path, body.length).getBytes(US_ASCII));
        out.writeBytes(body);
        write(out.toByteArray());
    }

    static String request(String path, long bodyBytes) {
        return "POST " + path + " HTTP/1.1\r\nHost: there\r\nContent-Length: " + bodyBytes + "\r\n\r\n";
    }

    void write(String text) throws IOException {
        write(text.getBytes(US_ASCII));
    }

    private void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    Answer answer() throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("closed after: " + head);
            }
            head.append((char) next);
        }
        String length = head.toString().replaceAll("(?s).*Content-Length: (\\d+)\r\n.*", "$1");
        return new Answer(head.toString(), in.readNBytes(Integer.parseInt(length)));
    }

    /** Whether the other side closes, without another byte. */
    boolean isClosed() throws IOException {
        return socket.getInputStream().read() < 0;
    }

    /** Reads that the head of a request has come, and its body may. */
    void awaitContinue() throws IOException {
        String expected = "HTTP/1.1 100 Continue\r\n\r\n";
        String got = new String(socket.getInputStream().readNBytes(expected.length()), US_ASCII);
        if (!got.equals(expected)) {
            throw new IOException("not continued: " + got);
        }
    }

    /** Ends the connection, and waits until the other side has. */
    void finish() throws IOException {
        socket.shutdownOutput();
        socket.getInputStream().readAllBytes();
        socket.close();
    }

    void close() throws IOException {
        socket.close();
    }
}
