package io.millrace.bench.soak;

import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** A client that comes to the server, does one of the things that clients do for some seconds, and leaves. One thread. */
final class Visitor {
    static final String APPLICATION = "live";
    static final String FILM = "film";
    static final int FILM_SECONDS = 60;

    private static final int SHARED_OBJECT = 19;
    private static final int USE = 1;
    private static final int REQUEST_CHANGE = 3;

    private final InetSocketAddress server;
    private final Path recordings;
    private final Random random;

    Visitor(InetSocketAddress server, Path recordings, long seed) {
        this.server = server;
        this.recordings = recordings;
        this.random = new Random(seed);
    }

    /** What visitors come for. */
    enum Purpose {
        PUBLISH,
        RECORD,
        PLAY_LIVE,
        PLAY_RECORDED,
        PLAYLIST,
        WAIT,
        SHARED_OBJECT
    }

    Purpose nextPurpose() {
        var all = Purpose.values();
        return all[random.nextInt(all.length)];
    }

    /**
     * Comes and goes.
     *
     * @param number no other visit has it
     * @throws AssertionError if the server does not do what it has to
     */
    void visit(Purpose purpose, int number) throws IOException, InterruptedException {
        try (var peer = RawRtmpPeer.connect(server, APPLICATION)) {
            switch (purpose) {
                case PUBLISH -> publish(peer, "guest-" + number);
                case RECORD -> record(peer, "tape-" + number);
                case PLAY_LIVE -> playLive(peer);
                case PLAY_RECORDED -> playRecorded(peer);
                case PLAYLIST -> playlist(peer);
                case WAIT -> {
                    peer.command(peer.createStream(), "play", 0, null, "nobody-" + number, -2000);
                    TimeUnit.MILLISECONDS.sleep(millis(1, 3));
                }
                case SHARED_OBJECT -> shareObject(peer, "object-" + number % 10);
            }
        }
    }

    /** Publishes until it is interrupted: what others play. */
    void publishForever(String name) throws IOException, InterruptedException {
        try (var peer = RawRtmpPeer.connect(server, APPLICATION)) {
            new Clip(peer, peer.publish(name)).sendFor(TimeUnit.DAYS.toMillis(365));
        }
    }

    /** Makes the recording that others play, faster than real time; it is complete on return. */
    void recordFilm() throws IOException {
        try (var peer = RawRtmpPeer.connect(server, APPLICATION)) {
            int streamId = publishRecord(peer, FILM);
            new Clip(peer, streamId).send(FILM_SECONDS);
            peer.command(streamId, "closeStream", 0, (Object) null);
            peer.awaitStatus("NetStream.Record.Stop");
        }
    }

    private void publish(RawRtmpPeer peer, String name) throws IOException, InterruptedException {
        int streamId = peer.publish(name);
        new Clip(peer, streamId).sendFor(millis(2, 8));
        leaveSomehow(peer, streamId);
    }

    /** Records, plays what was recorded unless it left too abruptly for that, and removes it. */
    private void record(RawRtmpPeer peer, String name) throws IOException, InterruptedException {
        int streamId = publishRecord(peer, name);
        new Clip(peer, streamId).sendFor(millis(3, 6));
        if (leaveSomehow(peer, streamId)) {
            try (var player = RawRtmpPeer.connect(server, APPLICATION)) {
                player.play(name);
                watch(player, 1000);
            }
        }
        Files.deleteIfExists(recordings.resolve(APPLICATION).resolve(name + ".flv"));
    }

    private static int publishRecord(RawRtmpPeer peer, String name) throws IOException {
        int streamId = peer.createStream();
        peer.command(streamId, "publish", 0, null, name, "record");
        peer.awaitStatus("NetStream.Publish.Start");
        return streamId;
    }

    private void playLive(RawRtmpPeer peer) throws IOException {
        int streamId = peer.play(SoakLoad.steady(random.nextInt(SoakLoad.STEADY_STREAMS)));
        watch(peer, millis(2, 10));
        leaveSomehow(peer, streamId);
    }

    private void playRecorded(RawRtmpPeer peer) throws IOException, InterruptedException {
        int streamId = peer.play(FILM);
        watch(peer, millis(1, 3));
        peer.command(streamId, "seek", 0, null, random.nextInt(FILM_SECONDS - 10) * 1000);
        peer.awaitStatus("NetStream.Seek.Notify");
        watch(peer, millis(1, 3));
        peer.command(streamId, "pause", 0, null, true, 0);
        peer.awaitStatus("NetStream.Pause.Notify");
        TimeUnit.MILLISECONDS.sleep(millis(1, 2));
        peer.command(streamId, "pause", 0, null, false, 0);
        peer.awaitStatus("NetStream.Unpause.Notify");
        watch(peer, millis(1, 3));
        leaveSomehow(peer, streamId);
    }

    private void playlist(RawRtmpPeer peer) throws IOException {
        int streamId = peer.createStream();
        peer.command(streamId, "play", 0, null, FILM, 0, 2, true);
        peer.command(streamId, "play", 0, null, FILM, 30, 2, false);
        peer.command(streamId, "play", 0, null, SoakLoad.steady(0), -1, -1, false);
        peer.awaitStatus("NetStream.Play.Start");
        watch(peer, millis(5, 8));
        leaveSomehow(peer, streamId);
    }

    private void shareObject(RawRtmpPeer peer, String name) throws IOException {
        peer.message(3, 0, SHARED_OBJECT, 0, sharedObject(name, USE, new byte[0]));
        peer.read(SHARED_OBJECT);
        for (int i = 0; i < 5; i++) {
            var change =
                    ByteBuffer.allocate(2 + 4 + 9).putShort((short) 4).put("slot".getBytes(StandardCharsets.UTF_8));
            peer.message(
                    3,
                    0,
                    SHARED_OBJECT,
                    0,
                    sharedObject(
                            name,
                            REQUEST_CHANGE,
                            change.put((byte) 0).putDouble(random.nextInt()).array()));
            peer.read(SHARED_OBJECT);
        }
    }

    /** A message with one event: name, version, flags, then the event's type, length and data. */
    private static byte[] sharedObject(String name, int event, byte[] data) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length + 12 + 5 + data.length)
                .putShort((short) text.length)
                .put(text)
                .put(new byte[12])
                .put((byte) event)
                .putInt(data.length)
                .put(data)
                .array();
    }

    /** Reads for a while, and expects that something comes. */
    private static void watch(RawRtmpPeer peer, long millis) throws IOException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        int pictures = 0;
        while (System.nanoTime() < end) {
            pictures += peer.read().typeId() == RawRtmpPeer.VIDEO ? 1 : 0;
        }
        if (pictures == 0) {
            throw new AssertionError("no picture within " + millis + " ms");
        }
    }

    /** In good order, or just gone; true for the former. */
    private boolean leaveSomehow(RawRtmpPeer peer, int streamId) throws IOException {
        boolean orderly = random.nextBoolean();
        if (orderly) {
            leave(peer, streamId);
        }
        return orderly;
    }

    private static void leave(RawRtmpPeer peer, int streamId) throws IOException {
        peer.command(0, "deleteStream", 0, null, streamId);
        peer.awaitHandled();
    }

    private long millis(int leastSeconds, int mostSeconds) {
        return random.nextInt(leastSeconds * 1000, mostSeconds * 1000);
    }
}
