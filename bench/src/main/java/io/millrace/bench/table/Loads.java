package io.millrace.bench.table;

import io.millrace.bench.table.Job.Effort;
import io.millrace.bench.table.Job.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The loads that rows are made of.
 *
 * @param seconds of each window
 */
record Loads(int seconds) {
    /** Of a stream, in all loads but {@link #streams}. */
    static final int KBPS = 2500;

    static final int SECONDS_PER_GOP = 2;
    static final int PLAYERS_PER_STREAM = 8;
    static final int PUBLISHERS = 200;

    private static final List<String> RATE = List.of("--kbps", "" + (KBPS - 100), "--audio-kbps", "100");

    /** Few frames, since it is the frames that cost, and a thousand streams have to fit on one processor. */
    private static final List<String> THIN_RATE =
            List.of("--kbps", "400", "--audio-kbps", "0", "--fps", "10", "--gop", "20");

    /** Of more players than that the generator parses one in so many, and counts the bytes of the others. */
    private static final int MOST_ALL_PARSED = 1000;

    private static final int PLAYERS_PER_PARSED = 20;

    private static final int ALL = 0;

    /** Addresses that many players come from, so that there are ports enough for those that have just left as well. */
    private static final int SOURCES = 4;

    private static final int RAMP_SECONDS = 8;
    private static final int LEAST_RAMP = 500;

    /** First key frame, settling, and what is on its way at the end. */
    private static final int SECONDS_AROUND_WINDOW = 5;

    /** How long the generator looks on after an overload. */
    private static final int AFTER_SECONDS = 15;

    private static final int INFLIGHT = 50;

    /** For the reader. */
    static String description() {
        return "Streams of %s kbit/s, 30 frames per second, a key frame every %d s; thin ones of 400 kbit/s, 10 frames per "
                        .formatted(thousands(KBPS), SECONDS_PER_GOP)
                + "second, without audio. Of more than %s players, and in row 9, the generator parses one in %d, with the streams one of each, and counts the bytes of the others."
                        .formatted(thousands(MOST_ALL_PARSED), PLAYERS_PER_PARSED);
    }

    /** Players of one stream. */
    Job players(Subject subject, int players) {
        return players > MOST_ALL_PARSED
                ? mostlyCounted(subject, players)
                : fanout(subject, thousands(players) + " players", 1, players, ALL, RATE);
    }

    /** The same, of whom the generator parses the same share whatever their number: it is a part of what is measured. */
    Job mostlyCounted(Subject subject, int players) {
        int parsed = players / PLAYERS_PER_PARSED;
        String what = thousands(players) + " players, " + thousands(parsed) + " of them parsed";
        return fanout(subject, what, 1, players, parsed, RATE);
    }

    /** Streams with a few players each. */
    Job streams(int streams) {
        int players = streams * PLAYERS_PER_STREAM;
        return fanout(
                Subject.MILLRACE,
                thousands(streams) + " streams of " + PLAYERS_PER_STREAM + " players",
                streams,
                players,
                streams,
                THIN_RATE);
    }

    /** More players than a server may be able to serve: what happens to them, and does it recover when most have left? */
    Job overload(int players) {
        var usual = players(Subject.FRESH_MILLRACE, players);
        var options = new ArrayList<>(usual.options());
        // Each that comes is sent a group of pictures at once: faster, and the kernel would refuse them at the door.
        options.addAll(List.of("--ramp", "" + LEAST_RAMP, "--after", "" + AFTER_SECONDS));
        return new Job(
                usual.subject(),
                Effort.BEYOND,
                thousands(players) + " players, and after",
                usual.kind(),
                options,
                usual.seconds() + players / LEAST_RAMP + AFTER_SECONDS);
    }

    private Job fanout(Subject subject, String what, int publishers, int players, int parsed, List<String> rate) {
        int ramp = Math.max(LEAST_RAMP, players / RAMP_SECONDS);
        var options = new ArrayList<>(rate);
        options.addAll(List.of(
                "--publishers", "" + publishers,
                "--players", "" + players,
                "--seconds", "" + seconds,
                "--ramp", "" + ramp));
        if (parsed != ALL) {
            options.addAll(List.of("--parse", "" + parsed, "--sources", "" + SOURCES));
        }
        return job(subject, what, "fanout", options, players / ramp + seconds + SECONDS_AROUND_WINDOW);
    }

    /** The bytes of {@link #players} by the plainest program. */
    Job sendLoop(int players) {
        var options = new ArrayList<>(RATE);
        options.addAll(List.of("--players", "" + players, "--seconds", "" + seconds));
        return job(Subject.SEND_LOOP, thousands(players) + " players", "limit", options, seconds + 3);
    }

    /** Publishers and no player. */
    Job publishers(Subject subject) {
        var options = new ArrayList<>(RATE);
        options.addAll(List.of("--publishers", "" + PUBLISHERS, "--seconds", "" + seconds));
        return job(subject, PUBLISHERS + " publishers", "ingest", options, seconds + SECONDS_AROUND_WINDOW);
    }

    /** Players one after the other. */
    Job sessions(Subject subject, int sessions) {
        int secondsEach = subject == Subject.NGINX ? SECONDS_PER_GOP : 0; // it sends the next key frame, not the last
        return job(
                subject,
                sessions + " sessions",
                "sessions",
                List.of("--sessions", "" + sessions),
                sessions * secondsEach + SECONDS_AROUND_WINDOW);
    }

    /** Clients that connect and leave. */
    Job storm(Subject subject) {
        var options = List.of("--inflight", "" + INFLIGHT, "--seconds", "" + seconds);
        return job(subject, "storm", "storm", options, seconds + SECONDS_AROUND_WINDOW);
    }

    private static Job job(Subject subject, String what, String kind, List<String> options, int seconds) {
        var effort = subject == Subject.FRESH_MILLRACE ? Effort.ONCE : Effort.ROUNDS;
        return new Job(subject, effort, what, kind, options, seconds);
    }

    static String thousands(int count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}
