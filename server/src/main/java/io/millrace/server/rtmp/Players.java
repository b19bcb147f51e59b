package io.millrace.server.rtmp;

import io.millrace.hub.Piece;
import io.millrace.hub.PlaySource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The NetStreams of one connection that play, as the one source its carrier pulls from: each in turn. On the connection's
 * event loop.
 */
final class Players implements PlaySource {
    private final List<Player> players = new ArrayList<>();
    private final Deque<Piece> rests = new ArrayDeque<>(); // of messages begun by players that are gone
    private int turn;

    void add(Player player) {
        players.add(player);
    }

    Optional<Player> get(int streamId) {
        return players.stream().filter(player -> player.streamId() == streamId).findFirst();
    }

    /** Whether one of them plays that stream now. */
    boolean plays(String path) {
        return players.stream().anyMatch(player -> player.plays(path));
    }

    void remove(int streamId) {
        get(streamId).ifPresent(player -> {
            for (Piece rest = player.rest(); rest != null; rest = player.rest()) {
                rests.add(rest);
            }
            player.close();
            players.remove(player);
        });
        turn = 0;
    }

    @Override
    public @Nullable Piece next(int maxBytes) {
        if (!rests.isEmpty()) {
            return rests.remove();
        }
        for (int asked = 0; asked < players.size(); asked++) {
            Player player = players.get(turn % players.size());
            turn = (turn + 1) % players.size();
            Piece piece = player.next(maxBytes);
            if (piece != null) {
                return piece;
            }
        }
        return null;
    }

    @Override
    public @Nullable Piece rest() {
        Piece rest = rests.poll();
        for (int i = 0; rest == null && i < players.size(); i++) {
            rest = players.get(i).rest();
        }
        return rest;
    }

    @Override
    public void close() {
        players.forEach(Player::close);
        players.clear();
        rests.forEach(Piece::release);
        rests.clear();
    }
}
