package io.millrace.e2e;

import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * A player that follows a Reconnect Request as ER-044 has it: it connects to the new place first, goes over where the new
 * stream begins, at a key frame, and then leaves the old one. It shares no code with the product.
 */
final class ReconnectingPlayer implements Callable<List<String>>, AutoCloseable {
    static final Map<String, Object> ANNOUNCED = Map.of("capsEx", 1);

    private static final int SEQUENCE_HEADER = 0;
    private static final int KEY_FRAME = 1;

    private final String name;
    private final int last;
    private RawRtmpPeer peer;
    private final List<String> frames = new ArrayList<>();
    private int next;

    /**
     * Connects to {@code live} and plays.
     *
     * @param last number of the frame after which it leaves
     */
    ReconnectingPlayer(InetSocketAddress server, String name, int last) throws IOException {
        this.name = name;
        this.last = last;
        this.peer = RawRtmpPeer.connect(server, "live", ANNOUNCED);
        peer.play(name);
    }

    /** The frames it would have shown, in order, each as {@code number at time}. */
    @Override
    public List<String> call() throws IOException {
        while (next <= last) {
            Message message = peer.read();
            if (message.typeId() == RawRtmpPeer.COMMAND) {
                follow(message.values());
            } else {
                show(message);
            }
        }
        return frames;
    }

    private void follow(List<?> command) throws IOException {
        if (command.size() < 4
                || !(command.get(3) instanceof Map<?, ?> information)
                || !"NetConnection.Connect.ReconnectRequest".equals(information.get("code"))) {
            return;
        }
        URI target = URI.create(peer.tcUrl()).resolve((String) information.get("tcUrl"));
        var other = RawRtmpPeer.connect(
                new InetSocketAddress(target.getHost(), target.getPort()),
                target.getPath().substring(1),
                ANNOUNCED);
        other.play(name);
        Message first = picture(other);
        while (Frames.number(first) < next || first.body().get(0) >> 4 != KEY_FRAME) {
            first = picture(other);
        }
        while (next < Frames.number(first)) {
            show(picture(peer));
        }
        peer.close();
        peer = other;
        show(first);
    }

    private static Message picture(RawRtmpPeer from) throws IOException {
        Message message = from.read(RawRtmpPeer.VIDEO);
        while (message.body().get(1) == SEQUENCE_HEADER) {
            message = from.read(RawRtmpPeer.VIDEO);
        }
        return message;
    }

    private void show(Message message) {
        if (message.typeId() == RawRtmpPeer.VIDEO && message.body().get(1) != SEQUENCE_HEADER) {
            frames.add(Frames.number(message) + " at " + message.timestampMillis());
            next = Frames.number(message) + 1;
        }
    }

    @Override
    public void close() {
        peer.close();
    }
}
