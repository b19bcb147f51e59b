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
    /** A publisher gets this long to show all its tracks. */
    private static final long SETTLING_MILLIS = 1000;

    private final LiveStream stream;
    private final WantedTracks wanted;
    private final boolean isSocket;
    private final HttpOutput out;
    private final ScheduledExecutorService loop;
    private final Follower follower;
    private final Deque<Bytes> ready = new ArrayDeque<>();
    private @Nullable Fmp4Stream writer;
    private boolean settled;
    private long positionMillis = -1;

    Mp4Viewer(LiveStream stream, WantedTracks wanted, boolean isSocket, HttpOutput out, ScheduledExecutorService loop) {
        this.stream = stream;
        this.wanted = wanted;
        this.isSocket = isSocket;
        this.out = out;
        this.loop = loop;
        this.follower = stream.follow(PlayStart.NEWEST_KEY_FRAME, loop, out::pull);
        var unused = loop.schedule(this::settle, SETTLING_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void settle() {
        settled = true;
        out.pull();
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        boolean left = !stream.hasPublisher(); // asked first: what comes after that is of another publisher
        if (ready.isEmpty()) {
            read(maxBytes);
        }
        Bytes next = ready.poll();
        if (next != null) {
            return Piece.unpinned(next.asByteBuffer(), follower.isBehind());
        }
        if (left) {
            loop.execute(() -> out.end("the publisher has left"));
        }
        return null;
    }

    /** As many fragments as may go in one piece, and one at least; what is said about them goes in pieces of its own. */
    private void read(int maxBytes) {
        Fmp4Stream writes = writer();
        if (writes == null) {
            return;
        }
        List<Bytes> fragments = new ArrayList<>();
        int length = 0;
        while (length < maxBytes) {
            TimedEntry entry = follower.next();
            if (entry == null) {
                break;
            }
            if (entry.entry() instanceof LogEntry.Frame(MediaFrame frame)) {
                positionMillis = entry.dtsMillis();
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

    /** Null as long as it is not known what the stream has. */
    private @Nullable Fmp4Stream writer() {
        if (writer == null) {
            List<Track> tracks = wanted.of(stream.tracks());
            if (WantedTracks.areComplete(tracks) || (settled && !tracks.isEmpty())) {
                writer = new Fmp4Stream(tracks);
            }
        }
        return writer;
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
    public @Nullable Piece rest() {
        return null;
    }

    @Override
    public long positionMillis() {
        return positionMillis;
    }

    @Override
    public void close() {
        follower.close();
    }
}
