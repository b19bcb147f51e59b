package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import io.millrace.hub.LiveStream;
import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import io.millrace.hub.PlayStart;
import io.millrace.server.rtmp.RtmpForm.TrackChoice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The NetStreams of one connection that play, as the one source its carrier pulls from: each in turn. On the connection's
 * event loop.
 */
final class LivePlayers implements PlaySource {
    private final Hub hub;
    private final int chunkSize;
    private final ScheduledExecutorService loop;
    private final Runnable onMore;
    private final List<Player> players = new ArrayList<>();
    private final Deque<Piece> rests = new ArrayDeque<>(); // of messages begun by sources that are gone
    private int turn;
    private long positionMillis = -1;

    /** One NetStream; the source is null while it is paused. */
    private static final class Player {
        private final LiveStream stream;
        private RtmpForm form;
        private @Nullable PlaySource source;

        Player(LiveStream stream, RtmpForm form) {
            this.stream = stream;
            this.form = form;
        }
    }

    /**
     * No player yet.
     *
     * @param onMore runs when a player has more to send
     */
    LivePlayers(Hub hub, int chunkSize, ScheduledExecutorService loop, Runnable onMore) {
        this.hub = hub;
        this.chunkSize = chunkSize;
        this.loop = loop;
        this.onMore = onMore;
    }

    /** Starts a player. The caller's use of {@code stream} goes over to it. */
    void add(LiveStream stream, int streamId, TrackChoice tracks, boolean gopCache, boolean audio, boolean video) {
        Player player = new Player(stream, new RtmpForm(chunkSize, streamId, tracks, audio, video));
        players.add(player);
        attach(player, gopCache ? PlayStart.NEWEST_KEY_FRAME : PlayStart.NEXT_KEY_FRAME);
    }

    void remove(int streamId) {
        players.removeIf(player -> {
            boolean found = player.form.streamId() == streamId;
            if (found) {
                end(player);
            }
            return found;
        });
        turn = 0;
    }

    /** A paused player is detached; one that goes on takes the next key frame, so that time does not go back. */
    void pause(int streamId, boolean paused) {
        for (Player player : players) {
            if (player.form.streamId() == streamId) {
                if (paused) {
                    detach(player);
                } else if (player.source == null) {
                    attach(player, PlayStart.NEXT_KEY_FRAME);
                }
            }
        }
    }

    /** Another form of the same stream, from here on. */
    void receive(int streamId, boolean audio, boolean video) {
        for (Player player : players) {
            if (player.form.streamId() == streamId && (player.form.audio() != audio || player.form.video() != video)) {
                boolean playing = player.source != null;
                detach(player);
                player.form = new RtmpForm(chunkSize, streamId, player.form.tracks(), audio, video);
                if (playing) {
                    attach(player, PlayStart.NEXT_KEY_FRAME);
                }
            }
        }
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        if (!rests.isEmpty()) {
            return rests.remove();
        }
        for (int asked = 0; asked < players.size(); asked++) {
            PlaySource source = players.get(turn % players.size()).source;
            turn = (turn + 1) % players.size();
            Piece piece = source == null ? null : source.next(maxBytes);
            if (source != null && piece != null) {
                positionMillis = source.positionMillis();
                return piece;
            }
        }
        return null;
    }

    @Override
    public @Nullable Piece rest() {
        return rests.poll();
    }

    @Override
    public long positionMillis() {
        return positionMillis;
    }

    @Override
    public void close() {
        players.forEach(this::end);
        players.clear();
        rests.forEach(Piece::release);
        rests.clear();
    }

    private void end(Player player) {
        detach(player);
        hub.release(player.stream);
    }

    private void attach(Player player, PlayStart start) {
        PlayStart possible = player.form.video() ? start : PlayStart.NOW;
        player.source = player.stream.play(player.form, possible, loop, onMore);
        onMore.run();
    }

    private void detach(Player player) {
        if (player.source != null) {
            Piece rest = player.source.rest();
            if (rest != null) {
                rests.add(rest);
            }
            player.source.close();
            player.source = null;
        }
    }
}
