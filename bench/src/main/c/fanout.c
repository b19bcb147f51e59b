/*
 * Fan-out: publishers x players for a fixed time.
 *
 * A message belongs to the window when it was SENT in it. Each player is expected to get every such message of its
 * stream, at the latest GRACE_SECONDS after the window; what is missing then is lost, also when the player failed.
 * Publishers go on meanwhile, so that nothing waits in the server for a successor.
 */
#include <stdio.h>

#include "drain.h"
#include "http_player.h"
#include "overload.h"

#define CONNECT_TIMEOUT_SECONDS 20
#define GRACE_SECONDS 2

static int failed_publishers;
static uint64_t ramp_ns;

/* ----------------------------------------------------------------------------------------------- events */

static void on_live(struct peer *peer) {
    if (peer->publisher) publisher_live(&load.publishers, (struct publisher *)peer);
    else histogram_add(&players.connect_time, peer->live_ns - peer->started_ns);
}

static void on_failed(struct peer *peer, const char *reason) {
    if (peer->publisher) failed_publishers++;
    else players.failed++;
    load_failed(peer->publisher ? "publisher" : "player", peer->id, reason);
}

static void on_media(struct peer *peer, enum kind kind, const struct message *message) {
    if (!peer->publisher) player_on_media((struct player *)peer, kind, message);
}

/* ------------------------------------------------------------------------------------------------ steps */

static bool players_ready(void) {
    players_start_due(ramp_ns);
    return players.started == players.count && players.connect_time.count + (uint64_t)players.failed >= (uint64_t)players.count;
}

static bool players_have_key_frames(void) {
    return players.first_key_frame_time.count + (uint64_t)players.failed >= (uint64_t)players.count;
}

static bool never(void) { return false; }

static bool all_past_window(void) { return players_reached(end_of_window) && drain_past_window(); }

static void fail_those_not_live(void) {
    for (int i = 0; i < players.count; i++)
        if (players.all[i].peer.state != LIVE)
            peer_fail(&players.all[i].peer, "not playing after %d s", CONNECT_TIMEOUT_SECONDS);
}

static void add_drained(struct totals *totals, const struct player *player) {
    const struct sent *window = player->source->window;
    uint64_t bytes = window[VIDEO].bytes + window[AUDIO].bytes;
    totals->expected_bytes += bytes;
    totals->bytes += bytes > player->missing ? bytes - player->missing : 0;
}

static void report(struct usage before, struct usage after) {
    struct totals totals = {0};
    for (int i = 0; i < players.count; i++) {
        if (players.all[i].peer.drains) add_drained(&totals, &players.all[i]);
        else player_add_to(&totals, &players.all[i]);
    }
    struct drain_result drained = drain_result();
    printf("{\"run\":\"fanout\",\"publishers\":%d,\"players\":%d,\"failed_publishers\":%d,\"failed_players\":%d,"
           "\"short_players\":%d,\"first_failure\":\"%s\",\"server_chunk_size\":%u",
           load.publishers.count, players.count, failed_publishers, players.failed, totals.short_players,
           load.first_failure, players.all[0].peer.chunks.chunk_size);
    printf(",\"parsed_players\":%d,\"drained_players\":%d,\"drained_short\":%d,\"drained_short_bytes\":%llu,"
           "\"drained_most_surplus_bytes\":%llu",
           players.count - drained.players, drained.players, drained.short_players,
           (unsigned long long)drained.short_bytes, (unsigned long long)drained.most_surplus);
    print_usage(before, after);
    players_print_totals(&totals);
    print_times("video_ms", &players.latency[VIDEO]);
    print_times("audio_ms", &players.latency[AUDIO]);
    print_times("connect_ms", &players.connect_time);
    print_times("first_key_frame_ms", &players.first_key_frame_time);
    print_times("publisher_lag_ms", &load.publishers.lag);
    overload_print();
    printf(",\"publisher_most_queued\":%zu}\n", load.publishers.most_queued);
}

int fanout_run(void) {
    load.context.player_protocol = http_player_protocol();
    if (load.context.player_protocol && load.options.parse_count) die("--parse: over HTTP all players read");
    if (load.options.parse_count && load.options.query_count) die("--parse: without --queries all are sent the same");
    load.context.events = (struct peer_events){.live = on_live, .media = on_media, .failed = on_failed};
    load_start_publishers();
    players_allocate();
    drain_allocate();
    ramp_ns = now_ns();
    if (!load_run_until(players_ready, players.count / load.options.ramp + CONNECT_TIMEOUT_SECONDS))
        fail_those_not_live();
    /* A server without a GOP cache sends nothing before the next key frame: that is waiting, not loss. */
    load_run_until(players_have_key_frames, (double)load.stream.pass_ns / 1e9 + CONNECT_TIMEOUT_SECONDS);
    load_run_until(never, load.options.settle_seconds);

    players_settle();
    publishers_open_window(&load.publishers);
    overload_open_window();
    struct usage before = load_usage();
    double silence = load.options.seconds < SILENCE_SECONDS ? load.options.seconds : SILENCE_SECONDS;
    load_run_until(never, load.options.seconds - silence);
    overload_watch_silence();
    load_run_until(never, silence);
    struct usage after = load_usage();
    overload_close_window();
    load.publishers.window_open = false;

    load_run_until(all_past_window, GRACE_SECONDS);
    players.window_closed = true;
    drain_close_window();
    if (load.options.after_seconds > 0) overload_recover();
    drain_finish();

    report(before, after);
    for (int i = 0; i < players.count; i++) peer_close(&players.all[i].peer);
    for (int i = 0; i < load.publishers.count; i++) peer_close(&load.publishers.all[i].peer);
    return load.failures != 0;
}
