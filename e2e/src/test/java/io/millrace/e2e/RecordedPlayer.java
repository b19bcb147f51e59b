package io.millrace.e2e;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;

/** A player of recorded streams: one NetStream of a connection to application {@code vod}. */
final class RecordedPlayer implements AutoCloseable {
    private static final int LONGER_THAN_ANY_CLIP_MILLIS = 100_000;

    private final RawRtmpPeer peer;
    private final int streamId;

    private RecordedPlayer(RawRtmpPeer peer) throws IOException {
        this.peer = peer;
        this.streamId = peer.createStream();
    }

    /** One that says nothing of its buffer: what it plays comes at its pace, until {@link #wantAll}. */
    static RecordedPlayer patient(TestServer server) throws IOException {
        return new RecordedPlayer(RawRtmpPeer.connect(server.address(), "vod"));
    }

    /**
     * One that wants all of a recording at once: no test has to wait for its pace. What it asks for while something plays
     * goes {@linkplain #together together} with that, since else all may have been sent before.
     */
    static RecordedPlayer greedy(TestServer server) throws IOException {
        RecordedPlayer player = patient(server);
        player.wantAll();
        return player;
    }

    /** What comes from now on need not wait for its time. */
    void wantAll() throws IOException {
        peer.bufferLength(streamId, LONGER_THAN_ANY_CLIP_MILLIS);
    }

    /** @param range as much as is to be said of start, duration and reset */
    void play(String name, Object... range) throws IOException {
        command("play", Stream.concat(Stream.of(name), Stream.of(range)).toArray());
    }

    /** Plays it after all that was asked for before. */
    void queue(String name, int start, int duration) throws IOException {
        play(name, start, duration, false);
    }

    void play2(Map<String, Object> options) throws IOException {
        command("play2", options);
    }

    void seek(double millis) throws IOException {
        command("seek", millis);
    }

    void pause(int millis) throws IOException {
        command("pause", true, millis);
    }

    void resume(int millis) throws IOException {
        command("pause", false, millis);
    }

    /** A command on the NetStream, which has no answer of its own. */
    void command(String name, Object... arguments) throws IOException {
        peer.command(
                streamId,
                name,
                0,
                Stream.concat(Stream.of((Object) null), Stream.of(arguments)).toArray());
    }

    /** As {@link RawRtmpPeer#together}. */
    void together(RawRtmpPeer.Sending commands) throws IOException {
        peer.together(commands);
    }

    /** What comes up to {@code last}, that included. */
    Transcript until(String last) throws IOException {
        return Transcript.until(peer, last);
    }

    /** What comes before the answer to one more question. */
    Transcript untilHandled() throws IOException {
        return Transcript.of(peer.awaitHandled());
    }

    /** For what is seldom asked. */
    RawRtmpPeer peer() {
        return peer;
    }

    @Override
    public void close() {
        peer.close();
    }
}
