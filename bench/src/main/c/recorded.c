/*
 * Recorded: players of one file, each from its beginning to its end.
 *
 * The file is the synthetic stream. Each player has to get every message of it in order, before the server says that it
 * has ended. What the server needs is measured in a window in which all of them play. There a message is late when it
 * comes longer after NetStream.Play.Start than it lies behind the beginning of the file.
 */
#include <stdio.h>

#include "flv.h"
#include "load.h"

#define CONNECT_TIMEOUT_SECONDS 20
#define BEHIND_WINDOW_SECONDS 5 /* of the file: a server may send some of it ahead */
#define GRACE_SECONDS 5

struct player {
    struct peer peer; /* first: a pointer to it is a pointer to its player */
    uint64_t next[KINDS], messages[KINDS];
    bool stopped;
};

static struct player *players;
static int player_count, started, failed_players, stopped_players;
static uint64_t ramp_ns;
static bool window_open;
static struct recording recording;
static struct histogram connect_time, lateness;
static uint64_t delivered_bytes, window_bytes, repeated, late;

static void on_live(struct peer *peer) { histogram_add(&connect_time, peer->live_ns - peer->started_ns); }

static void on_stopped(struct peer *peer) {
    struct player *player = (struct player *)peer;
    if (!player->stopped) stopped_players++;
    player->stopped = true;
}

static void on_failed(struct peer *peer, const char *reason) {
    failed_players++;
    load_failed("player", peer->id, reason);
}

static void on_media(struct peer *peer, enum kind kind, const struct message *message) {
    struct player *player = (struct player *)peer;
    struct stamp stamp;
    if (!read_stamp(kind, message->body, message->length, &stamp)) return; /* sequence headers */
    if (stamp.sequence < player->next[kind]) {
        repeated++;
        return;
    }
    player->next[kind] = stamp.sequence + 1; /* what was left out is lost, or counts as repeated when it comes later */
    player->messages[kind]++;
    delivered_bytes += message->length;
    if (!window_open) return;
    window_bytes += message->length;
    uint64_t due = peer->live_ns + (uint64_t)((double)stamp.sequence / load.stream.messages_per_second[kind] * 1e9);
    uint64_t now = now_ns();
    late += now > due;
    histogram_add(&lateness, now > due ? now - due : 0);
}

static bool players_ready(void) {
    char name[64];
    load_stream_name(name, sizeof name, 0);
    int due = (int)((double)(now_ns() - ramp_ns) / 1e9 * load.options.ramp) + 1;
    for (; started < player_count && started < due; started++)
        peer_start(&players[started].peer, &load.context, started, false, name);
    return connect_time.count + (uint64_t)failed_players >= (uint64_t)player_count;
}

static bool players_done(void) { return stopped_players + failed_players >= player_count; }

static bool never(void) { return false; }

static void fail_those(bool (*wrong)(const struct player *player), const char *reason) {
    for (int i = 0; i < player_count; i++)
        if (wrong(&players[i])) peer_fail(&players[i].peer, "%s", reason);
}

static bool is_not_live(const struct player *player) { return player->peer.state != LIVE; }
static bool has_stopped(const struct player *player) { return player->stopped; }
static bool has_not_stopped(const struct player *player) { return !player->stopped; }

static void report(struct usage before, struct usage after) {
    uint64_t expected_messages = 0, expected_bytes = 0, messages = 0;
    int short_players = 0;
    for (int kind = 0; kind < KINDS; kind++) {
        expected_messages += recording.messages[kind] * (uint64_t)player_count;
        expected_bytes += recording.bytes[kind] * (uint64_t)player_count;
    }
    for (int i = 0; i < player_count; i++) {
        bool complete = true;
        for (int kind = 0; kind < KINDS; kind++) {
            messages += players[i].messages[kind];
            complete &= players[i].messages[kind] == recording.messages[kind];
        }
        short_players += !complete;
    }
    printf("{\"run\":\"recorded\",\"players\":%d,\"failed_players\":%d,\"short_players\":%d,\"first_failure\":\"%s\"",
           player_count, failed_players, short_players, load.first_failure);
    print_usage(before, after);
    printf(",\"expected_messages\":%llu,\"delivered_messages\":%llu,\"expected_bytes\":%llu,\"delivered_bytes\":%llu,"
           "\"window_bytes\":%llu,\"lost\":%llu,\"repeated\":%llu,\"late\":%llu",
           (unsigned long long)expected_messages, (unsigned long long)messages, (unsigned long long)expected_bytes,
           (unsigned long long)delivered_bytes, (unsigned long long)window_bytes,
           (unsigned long long)(expected_messages - messages), (unsigned long long)repeated, (unsigned long long)late);
    print_times("late_ms", &lateness);
    print_times("connect_ms", &connect_time);
    puts("}");
}

int recorded_run(void) {
    if (!load.options.file) die("--file is missing");
    load.context.events =
        (struct peer_events){.live = on_live, .media = on_media, .stopped = on_stopped, .failed = on_failed};
    player_count = load.options.player_count;
    players = allocate(sizeof *players * (size_t)player_count);
    double ramp_seconds = player_count / load.options.ramp;
    recording = flv_write(load.options.file,
                          ramp_seconds + load.options.settle_seconds + load.options.seconds + BEHIND_WINDOW_SECONDS,
                          &load.options.stream);
    double file_seconds = (double)recording.messages[VIDEO] / load.stream.messages_per_second[VIDEO];

    ramp_ns = now_ns();
    if (!load_run_until(players_ready, ramp_seconds + CONNECT_TIMEOUT_SECONDS))
        fail_those(is_not_live, "not playing in time");
    load_run_until(never, load.options.settle_seconds);
    window_open = true;
    struct usage before = load_usage();
    load_run_until(never, load.options.seconds);
    struct usage after = load_usage();
    window_open = false;
    fail_those(has_stopped, "at its end before the window was");
    if (!load_run_until(players_done, file_seconds + GRACE_SECONDS)) fail_those(has_not_stopped, "not at its end in time");

    report(before, after);
    for (int i = 0; i < player_count; i++) peer_close(&players[i].peer);
    return load.failures != 0;
}
