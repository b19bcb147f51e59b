package io.millrace.client;

import io.millrace.rtmp.command.RtmpUrl;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a connection as often as {@link Reconnect} says, where a server has sent us if one has. For the one thread of a publisher
 * or a player.
 */
final class Attempts<T> {
    private static final Logger log = LoggerFactory.getLogger(Attempts.class);

    private final Reconnect policy;
    private final RtmpUrl home;
    private final Opening<T> opening;
    private final Pause pause;
    private RtmpUrl where;
    private int failures; // in a row
    private int moves; // likewise
    private boolean connectedBefore;
    private volatile @Nullable RtmpException lastFailure;

    /** One try. */
    @FunctionalInterface
    interface Opening<T> {
        T open(RtmpUrl where) throws IOException;
    }

    /** What happens between two tries. */
    @FunctionalInterface
    interface Pause {
        /** Waits; throws {@code reason} if nobody wants a connection any more. */
        void waitFor(Duration delay, RtmpException reason) throws RtmpException, InterruptedException;
    }

    Attempts(Reconnect policy, RtmpUrl home, Opening<T> opening, Pause pause) {
        this.policy = policy;
        this.home = home;
        this.where = home;
        this.opening = opening;
        this.pause = pause;
    }

    /** The last that went wrong, a lost connection too; any thread may ask. */
    @Nullable
    RtmpException lastFailure() {
        return lastFailure;
    }

    void failed(RtmpException reason) {
        lastFailure = reason;
    }

    /** The very first connection. */
    T first() throws IOException, InterruptedException {
        T opened = policy.fromTheStart() ? repeat(null) : open();
        connectedBefore = true;
        return opened;
    }

    /**
     * One in place of another that was lost.
     *
     * @param held how long that one had been there
     */
    T again(RtmpException lost, Duration held) throws IOException, InterruptedException {
        if (held.compareTo(policy.most()) >= 0) {
            failures = 0;
        }
        return repeat(lost);
    }

    /**
     * How long to wait before one goes where the server asks to: servers that send it round in circles are to have no more of
     * it than others that fail.
     *
     * @param held how long the connection there is has been there
     */
    Duration beforeMove(Duration held) {
        if (held.compareTo(policy.most()) >= 0) {
            moves = 0;
        }
        return moves++ == 0 ? Duration.ZERO : policy.delay(moves - 2, ThreadLocalRandom.current());
    }

    /** From now on the connection is to that server. */
    void movedTo(RtmpUrl server) {
        where = server;
    }

    /** Where nobody is, the next try is where we came from. */
    private T open() throws IOException {
        RtmpUrl last = where;
        where = home;
        T opened = opening.open(last);
        where = last;
        return opened;
    }

    private T repeat(@Nullable RtmpException lost) throws IOException, InterruptedException {
        RtmpException reason = lost;
        while (true) {
            if (reason != null) {
                lastFailure = reason;
                if (failures >= policy.attempts() || !mayPass(reason)) {
                    throw reason;
                }
                pause.waitFor(policy.delay(failures, ThreadLocalRandom.current()), reason);
                failures++;
            }
            try {
                return open();
            } catch (RtmpException e) {
                log.debug("{}", e.getMessage());
                reason = e;
            }
        }
    }

    /**
     * A server may refuse a name while it still thinks that the lost connection has it, or has no stream of it yet; and what
     * stands before one that restarts may speak no RTMP.
     */
    private boolean mayPass(RtmpException reason) {
        boolean patient = connectedBefore || policy.fromTheStart();
        return switch (reason.kind()) {
            case REFUSED, PROTOCOL -> patient;
            default -> reason.isWorthRetrying();
        };
    }
}
