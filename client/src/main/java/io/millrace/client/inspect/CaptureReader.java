package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import io.millrace.media.MediaFileException;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The RTMP connections in a capture file: those with the server's port, and those whose client begins as RTMP does. For one
 * thread.
 */
final class CaptureReader {
    /**
     * Connections that are followed at one time. For one more, the oldest that has shown no RTMP is given up: a scan of
     * ports leaves thousands of them. Where all have, the new one is left out, and that is said.
     */
    private static final int MAX_CONNECTIONS = 4096;

    private static final int RTMP_VERSION = 3;

    /** A client's first segment has C0 and most of C1; other protocols that begin with a 3 begin shorter. */
    private static final int LONG_BEGINNING = 1000;

    private final InspectOptions options;
    private final int port;
    private final Consumer<? super Event> out;
    private final Map<Pair, Connection> connections = new LinkedHashMap<>();
    private InspectResult result = InspectResult.NONE;
    private int count;
    private long firstMicros = -1;
    private long lastMicros;
    private boolean tooMany;

    /** Both ends of a connection, whichever of them sends. */
    private record Pair(InetSocketAddress low, InetSocketAddress high) {
        static Pair of(TcpSegment segment) {
            String from = segment.from().toString();
            return from.compareTo(segment.to().toString()) < 0
                    ? new Pair(segment.from(), segment.to())
                    : new Pair(segment.to(), segment.from());
        }
    }

    /** @param port of servers */
    CaptureReader(InspectOptions options, int port, Consumer<? super Event> out) {
        this.options = options;
        this.port = port;
        this.out = out;
    }

    /** Reads it from beginning to end. */
    InspectResult read(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            throw new FileSystemException(path.toString(), null, "is a directory (expected: a capture file)");
        }
        boolean cutShort;
        try (var in = new BufferedInputStream(Files.newInputStream(path), 1 << 16)) {
            var file = new CaptureFile(in);
            for (CaptureFile.Packet packet = file.next(); packet != null; packet = file.next()) {
                TcpSegment segment = TcpSegment.of(packet);
                if (segment != null) {
                    segment(segment);
                }
            }
            cutShort = file.isCutShort();
        } catch (MediaFileException e) {
            throw new MediaFileException(e.kind(), path + ": " + e.getMessage());
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        String reason = cutShort ? "the capture is cut short" : "the capture ends";
        connections.values().forEach(connection -> end(connection, reason));
        return result;
    }

    private void segment(TcpSegment segment) {
        if (firstMicros < 0) {
            firstMicros = segment.micros();
        }
        lastMicros = segment.micros() - firstMicros;
        Pair pair = Pair.of(segment);
        Connection connection = connections.get(pair);
        if (connection != null && segment.syn() && !segment.ack() && connection.isAnother(segment)) {
            end(connection, "another connection has its ports");
            connections.remove(pair);
            connection = null;
        }
        if (connection == null) {
            connection = begin(segment);
            if (connection == null) {
                return;
            }
            connections.put(pair, connection);
        }
        connection.take(segment);
        if (connection.isOver()) {
            end(connection, segment.rst() ? "reset" : "closed");
            connections.remove(pair);
        }
    }

    /** Null if it is nothing of ours, or nothing of it is there yet. */
    private @Nullable Connection begin(TcpSegment segment) {
        boolean first = segment.syn() && !segment.ack();
        if (!first && segment.length() == 0) {
            return null;
        }
        boolean toServer = first || segment.to().getPort() == port || looksLikeBeginning(segment.payload());
        if ((!toServer && segment.from().getPort() != port) || !makeRoom()) {
            return null;
        }
        return toServer
                ? new Connection(segment.from(), segment.to(), first ? segment.sequence() : null)
                : new Connection(segment.to(), segment.from(), null);
    }

    /** Whether there is room for one more connection now. */
    private boolean makeRoom() {
        if (connections.size() < MAX_CONNECTIONS) {
            return true;
        }
        for (Iterator<Connection> oldest = connections.values().iterator(); oldest.hasNext(); ) {
            Connection connection = oldest.next();
            if (connection.inspection == null) {
                oldest.remove();
                end(connection, "given up for others");
                return true;
            }
        }
        if (!tooMany) {
            tooMany = true;
            Fields fields = new Fields().put("limit", MAX_CONNECTIONS);
            out.accept(new Event(
                    Event.Kind.CONNECTION,
                    0,
                    lastMicros,
                    null,
                    0,
                    0,
                    "more connections are left out",
                    fields.toList()));
        }
        return false;
    }

    private static boolean looksLikeBeginning(Bytes payload) {
        return payload.length() >= LONG_BEGINNING && payload.u8(0) == RTMP_VERSION;
    }

    private void end(Connection connection, String reason) {
        connection.end();
        Inspection inspection = connection.inspection;
        if (inspection != null) {
            result = result.plus(inspection.finish(lastMicros, reason));
        }
    }

    /** One TCP connection. It is inspected from when it is known to be RTMP. */
    private final class Connection {
        private final InetSocketAddress client;
        private final InetSocketAddress server;
        private final @Nullable Integer synSequence;
        private final TcpStream toServer = new TcpStream(receiver(Direction.TO_SERVER));
        private final TcpStream toClient = new TcpStream(receiver(Direction.TO_CLIENT));
        private @Nullable Inspection inspection;
        private boolean foreign;
        private boolean clientDone;
        private boolean serverDone;
        private boolean reset;

        /** @param synSequence of the client's SYN; null if the capture began later */
        Connection(InetSocketAddress client, InetSocketAddress server, @Nullable Integer synSequence) {
            this.client = client;
            this.server = server;
            this.synSequence = synSequence;
        }

        boolean isAnother(TcpSegment syn) {
            return synSequence == null || syn.sequence() != synSequence;
        }

        boolean isOver() {
            return reset || (clientDone && serverDone);
        }

        void take(TcpSegment segment) {
            boolean fromClient = segment.from().equals(client);
            TcpStream stream = fromClient ? toServer : toClient;
            TcpStream other = fromClient ? toClient : toServer;
            if (segment.syn()) {
                stream.begin(segment.sequence() + 1);
                return;
            }
            if (segment.ack()) {
                other.acknowledged(segment.acknowledgement());
            }
            stream.segment(segment.sequence(), segment.payload(), segment.length());
            clientDone |= segment.fin() && fromClient;
            serverDone |= segment.fin() && !fromClient;
            reset |= segment.rst();
        }

        void end() {
            toServer.finish();
            toClient.finish();
        }

        private TcpStream.Receiver receiver(Direction direction) {
            return new TcpStream.Receiver() {
                @Override
                public void bytes(Bytes bytes) {
                    Inspection known = inspection == null && !foreign ? recognize(direction, bytes) : inspection;
                    if (known != null) {
                        known.read(direction, lastMicros, bytes);
                    }
                }

                @Override
                public void gap(long missing) {
                    if (inspection != null) {
                        inspection.dissector().gap(direction, lastMicros, missing);
                    }
                }
            };
        }

        /** By its first bytes, or by its port. */
        private @Nullable Inspection recognize(Direction direction, Bytes bytes) {
            boolean beginning = direction == Direction.TO_SERVER && looksLikeBeginning(bytes);
            if (!beginning && server.getPort() != port) {
                foreign = true;
                return null;
            }
            try {
                var recognized = new Inspection(++count, options, "", out);
                inspection = recognized;
                recognized.dissector().opened(lastMicros, text(client), text(server));
                if (synSequence == null && !beginning) {
                    recognized.dissector().beganUnseen();
                }
                return recognized;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String text(InetSocketAddress address) {
            return address.getAddress().getHostAddress() + ":" + address.getPort();
        }
    }
}
