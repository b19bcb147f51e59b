package io.millrace.client.load;

import java.time.Duration;

/**
 * How large a {@link Load} is, and for how long.
 *
 * @param publishers 0 to 10,000, each with a connection and a stream of its own
 * @param players who stay, 0 to 100,000; they are spread evenly over the streams of the publishers
 * @param stormPerSecond players who come in each second and leave at their first key frame, 0 to 10,000; they come
 *     when all others are there
 * @param oneStream whether all players play the stream of the first publisher
 * @param media what publishers send
 * @param rampUp connections that are begun in a second until all publishers and players are there, 1 to 10,000
 * @param duration of what is measured, from when all of them are there; 1 s to a day
 * @param threads that own the sockets, 1 to 256
 * @param anyHost whether the load may go to another machine than this one
 */
public record LoadOptions(
        int publishers,
        int players,
        int stormPerSecond,
        boolean oneStream,
        LoadMedia media,
        int rampUp,
        Duration duration,
        int threads,
        boolean anyHost) {
    private static final Duration DAY = Duration.ofDays(1);

    /** One publisher and one player, for ten seconds. */
    public static final LoadOptions DEFAULT =
            new LoadOptions(1, 1, 0, false, LoadMedia.Generated.DEFAULT, 100, Duration.ofSeconds(10), 1, false);

    /** @throws IllegalArgumentException if a value is out of its range, or if there is nobody to come */
    public LoadOptions {
        require("publishers", publishers, 0, 10_000);
        require("players", players, 0, 100_000);
        require("storm", stormPerSecond, 0, 10_000);
        require("connections a second", rampUp, 1, 10_000);
        require("threads", threads, 1, 256);
        if (duration.compareTo(Duration.ofSeconds(1)) < 0 || duration.compareTo(DAY) > 0) {
            throw new IllegalArgumentException(
                    "duration " + duration.toMillis() / 1000.0 + " s (expected: 1 s to 24 h)");
        }
        if (publishers + players + stormPerSecond == 0) {
            throw new IllegalArgumentException("no publisher, no player and no storm (expected: one of them)");
        }
    }

    /** The same with so many publishers and players. */
    public LoadOptions withClients(int newPublishers, int newPlayers) {
        return new LoadOptions(
                newPublishers, newPlayers, stormPerSecond, oneStream, media, rampUp, duration, threads, anyHost);
    }

    /** The same with a storm. */
    public LoadOptions withStorm(int newStormPerSecond) {
        return new LoadOptions(
                publishers, players, newStormPerSecond, oneStream, media, rampUp, duration, threads, anyHost);
    }

    /** The same with other media. */
    public LoadOptions withMedia(LoadMedia newMedia) {
        return new LoadOptions(
                publishers, players, stormPerSecond, oneStream, newMedia, rampUp, duration, threads, anyHost);
    }

    /** The same for another time. */
    public LoadOptions withDuration(Duration newDuration) {
        return new LoadOptions(
                publishers, players, stormPerSecond, oneStream, media, rampUp, newDuration, threads, anyHost);
    }

    static void require(String name, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " " + value + " (expected: " + least + " to " + most + ")");
        }
    }
}
