package io.millrace.client.inspect;

import io.millrace.client.RtmpException;
import io.millrace.rtmp.command.RtmpScheme;
import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Shows what passes between RTMP clients and servers, live through a proxy or from a capture file: each handshake packet,
 * chunk, message and value, and which requirements are broken. Immutable, any thread may use it.
 */
public final class Inspector {
    private final InspectOptions options;
    private final Consumer<? super Event> out;

    /** @param lines gets each line without its end, one at a time, on a thread of the inspection's choice; it may block */
    public Inspector(InspectOptions options, Consumer<? super String> lines) {
        this.options = options;
        Function<Event, String> form =
                options.json() ? JsonForm::line : new TextForm(options.color(), options.full())::line;
        out = event -> lines.accept(form.apply(event));
    }

    /**
     * Inspects a capture file, pcap or pcapng, from beginning to end: the connections to port 1935, and those that begin
     * as RTMP does.
     *
     * @throws io.millrace.media.MediaFileException if it is no such file, or damaged
     */
    public InspectResult readCapture(Path file) throws IOException {
        return readCapture(file, RtmpScheme.RTMP.defaultPort());
    }

    /**
     * The same where servers have another port.
     *
     * @param port of servers, 1 to 65535
     */
    public InspectResult readCapture(Path file, int port) throws IOException {
        return new CaptureReader(options, port, out).read(file);
    }

    /**
     * Starts a proxy that connects each client on to {@code to} and shows what passes.
     *
     * @param listen port 0 picks a free one
     * @param to where clients are connected to; app and stream name do not matter, as those are the client's
     * @throws IllegalArgumentException if {@code to} is carried by something else than plain TCP
     * @throws RtmpException of kind UNREACHABLE if its host is unknown
     * @throws IOException if {@code listen} cannot be listened on
     */
    public InspectProxy proxy(InetSocketAddress listen, RtmpUrl to) throws IOException {
        if (to.scheme() != RtmpScheme.RTMP) {
            throw new IllegalArgumentException(to.scheme() + ":// cannot be inspected (expected: rtmp://)");
        }
        var target = new InetSocketAddress(to.host(), to.port());
        if (target.isUnresolved()) {
            throw new RtmpException(RtmpException.Kind.UNREACHABLE, "unknown host " + to.host());
        }
        return new InspectProxy(listen, target, to.host(), options, out);
    }
}
