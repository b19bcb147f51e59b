package io.millrace.server.httpmp4;

import io.millrace.bytes.Bytes;
import io.millrace.hub.Follower;
import io.millrace.hub.LiveStream;
import io.millrace.hub.LogEntry;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.hub.PlayStart;
import io.millrace.hub.TimedEntry;
import io.millrace.media.MediaFrame;
import io.millrace.media.Track;
import io.millrace.media.codec.TrackInfo;
import io.millrace.mux.Fmp4Stream;
import io.millrace.mux.hls.HlsCodecs;
import io.millrace.transport.http.HttpOutput;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One who gets a live stream as fragmented MP4, until the publisher has left or the viewer has. Belongs to the exchange's event
 * loop.
 *
 * <p>A WebSocket has messages of two kinds: one that begins with a brace is JSON and tells the MIME type of what follows, for
 * {@code MediaSource.addSourceBuffer}; all others are what to append. No box begins with a brace: its length would be 2 GB.
 */
final class Mp4Viewer implements PlaySource {
    /** A publisher gets this long to show all its tracks, */
    private static final long SETTLING_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** and this long to show one at all. */
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final long LOOK_MILLIS = 100;

    private final LiveStream stream;
    private final WantedTracks wanted;
    private final boolean isSocket;
    private final HttpOutput out;
    private final ScheduledExecutorService loop;
    private final long createdNanos = System.nanoTime();
    private final Deque<Bytes> ready = new ArrayDeque<>();
    private @Nullable Follower
            follower; // not before it is known what is followed: what it has not read stays in memory
    private @Nullable Fmp4Stream writer;
    private boolean closed;

    Mp4Viewer(LiveStream stream, WantedTracks wanted, boolean isSocket, HttpOutput out, ScheduledExecutorService loop) {
        this.stream = stream;
        this.wanted = wanted;
        this.isSocket = isSocket;
        this.out = out;
        this.loop = loop;
        look();
    }

    /** Begins as soon as it is known what the stream has. */
    private void look() {
        List<Track> tracks = wanted.of(stream.tracks());
        long waited = System.nanoTime() - createdNanos;
        if (closed) {
            return;
        }
        if (WantedTracks.areComplete(tracks) || (waited >= SETTLING_NANOS && !tracks.isEmpty())) {
            writer = new Fmp4Stream(tracks);
            follower = stream.follow(PlayStart.NEWEST_KEY_FRAME, loop, out::pull);
            loop.execute(out::pull); // not now: it may be still in the making
        } else if (waited >= PATIENCE_NANOS || !stream.hasPublisher()) {
            loop.execute(() -> out.end("nothing of the stream can be in MP4"));
        } else {
            var unused = loop.schedule(this::look, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        Follower follows = follower;
        Fmp4Stream writes = writer;
        if (follows == null || writes == null) {
            return null;
        }
        boolean left = !stream.hasPublisher(); // asked first: what comes after that is of another publisher
        if (ready.isEmpty()) {
            read(follows, writes, maxBytes);
        }
        Bytes next = ready.poll();
        if (next != null) {
            return Piece.unpinned(next.asByteBuffer(), follows.isBehind());
        }
        if (left) {
            loop.execute(() -> out.end("the publisher has left"));
        }
        return null;
    }

    /** As many fragments as may go in one piece, and one at least; what is said about them goes in pieces of its own. */
    private void read(Follower follows, Fmp4Stream writes, int maxBytes) {
        List<Bytes> fragments = new ArrayList<>();
        int length = 0;
        while (length < maxBytes) {
            TimedEntry entry = follows.next();
            if (entry == null) {
                break;
            }
            if (entry.entry() instanceof LogEntry.Frame(MediaFrame frame)) {
                for (Fmp4Stream.Output output : writes.add(frame.at(entry.dtsMillis()))) {
                    switch (output) {
                        case Fmp4Stream.Output.Init init -> {
                            flush(fragments);
                            begin(init);
                        }
                        case Fmp4Stream.Output.Fragment fragment -> {
                            fragments.addAll(fragment.bytes());
                            length += fragment.bytes().stream()
                                    .mapToInt(Bytes::length)
                                    .sum();
                        }
                    }
                }
            }
        }
        flush(fragments);
    }

    private void flush(List<Bytes> fragments) {
        if (!fragments.isEmpty()) {
            ready.add(Bytes.join(fragments));
            fragments.clear();
        }
    }

    private void begin(Fmp4Stream.Output.Init init) {
        if (isSocket) {
            ready.add(Bytes.utf8("{\"mime\":\"" + mime(init.tracks()) + "\"}"));
        }
        ready.add(init.bytes());
    }

    /** In JSON. Names of codecs have no character that would have to be escaped; browsers know Opus and FLAC in small letters. */
    private static String mime(List<TrackInfo> tracks) {
        String codecs = tracks.stream()
                .flatMap(track -> HlsCodecs.of(track).stream())
                .map(codec -> codec.equals("Opus") || codec.equals("fLaC") ? codec.toLowerCase(Locale.ROOT) : codec)
                .collect(Collectors.joining(","));
        return "video/mp4; codecs=\\\"" + codecs + "\\\"";
    }

    @Override
    public void close() {
        closed = true;
        if (follower != null) {
            follower.close();
        }
    }
}
