/*
 * Fan-out: publishers x players for a fixed time.
 *
 * A message belongs to the window when it was SENT in it. Each player is expected to get every such message of its
 * stream, at the latest GRACE_SECONDS after the window; what is missing then is lost, also when the player failed.
 * Publishers go on until the end, so that nothing waits in the server for a successor.
 */
#include <stdio.h>
#include <stdlib.h>

#include "load.h"

#define CONNECT_TIMEOUT_SECONDS 20
#define GRACE_SECONDS 2

/* What one player has got of one kind of message sent in the window. */
struct delivery {
    uint64_t next; /* sequence number expected next */
    uint64_t messages, bytes;
    uint8_t *seen; /* one bit for each message of the window */
};

struct player {
    struct peer peer; /* first: a pointer to it is a pointer to its player */
    struct publisher *source;
    bool has_key_frame;
    struct delivery deliveries[KINDS];
};

static struct player *players;
static int player_count, started, failed_players, failed_publishers;
static uint64_t ramp_ns, window_capacity[KINDS];
static struct histogram latency[KINDS], connect_time, first_key_frame_time;
static uint64_t repeated, reordered, unstamped;

/* ----------------------------------------------------------------------------------------------- events */

static void on_live(struct peer *peer) {
    if (peer->publisher) publisher_live(&load.publishers, (struct publisher *)peer);
    else histogram_add(&connect_time, peer->live_ns - peer->started_ns);
}

static void on_failed(struct peer *peer, const char *reason) {
    if (peer->publisher) failed_publishers++;
    else failed_players++;
    load_failed(peer->publisher ? "publisher" : "player", peer->id, reason);
}

static void count_delivery(struct player *player, enum kind kind, uint64_t sequence, uint32_t bytes, uint64_t age_ns) {
    const struct sent *sent = &player->source->window[kind];
    struct delivery *delivery = &player->deliveries[kind];
    if (sequence < sent->first || sequence >= sent->first + sent->messages) {
        if (sequence >= delivery->next) delivery->next = sequence + 1;
        return;
    }
    uint64_t index = sequence - sent->first;
    if (index >= window_capacity[kind]) die("more messages in the window than there can be");
    uint8_t bit = (uint8_t)(1u << index % 8);
    if (delivery->seen[index / 8] & bit) {
        repeated++;
        return;
    }
    delivery->seen[index / 8] |= bit;
    delivery->messages++;
    delivery->bytes += bytes;
    histogram_add(&latency[kind], age_ns);
    if (sequence < delivery->next) reordered++;
    else delivery->next = sequence + 1;
}

static void on_media(struct peer *peer, enum kind kind, const uint8_t *head, uint32_t length) {
    if (peer->publisher) return;
    struct player *player = (struct player *)peer;
    uint64_t now = now_ns();
    if (kind == VIDEO && !player->has_key_frame && is_key_frame(head, length)) {
        player->has_key_frame = true;
        histogram_add(&first_key_frame_time, now - peer->started_ns);
    }
    struct stamp stamp;
    if (!read_stamp(kind, head, length, &stamp)) {
        unstamped++; /* sequence headers */
    } else if (load.publishers.window_open || player->source->window[kind].messages) {
        count_delivery(player, kind, stamp.sequence, length, now > stamp.sent_ns ? now - stamp.sent_ns : 0);
    }
}

/* ------------------------------------------------------------------------------------------------ steps */

static bool players_ready(void) {
    int due = (int)((double)(now_ns() - ramp_ns) / 1e9 * load.options.ramp) + 1;
    for (; started < player_count && started < due; started++) {
        struct player *player = &players[started];
        player->source = &load.publishers.all[started % load.publishers.count];
        char name[128];
        int queries = load.options.query_count;
        snprintf(name, sizeof name, "%s%s", player->source->peer.stream_name,
                 queries ? load.options.queries[started % queries] : "");
        peer_start(&player->peer, &load.context, started, false, name);
    }
    return connect_time.count + (uint64_t)failed_players >= (uint64_t)player_count;
}

static bool players_have_key_frames(void) {
    return first_key_frame_time.count + (uint64_t)failed_players >= (uint64_t)player_count;
}

static bool never(void) { return false; }

/* Every player that is still there is past the window with both kinds. */
static bool all_past_window(void) {
    for (int i = 0; i < player_count; i++)
        for (int kind = 0; kind < KINDS && players[i].peer.state == LIVE; kind++) {
            const struct sent *sent = &players[i].source->window[kind];
            if (sent->messages && players[i].deliveries[kind].next < sent->first + sent->messages) return false;
        }
    return true;
}

static void fail_those_not_live(void) {
    for (int i = 0; i < player_count; i++)
        if (players[i].peer.state != LIVE) peer_fail(&players[i].peer, "not playing after %d s", CONNECT_TIMEOUT_SECONDS);
}

static void allocate_players(void) {
    player_count = load.options.player_count;
    players = allocate(sizeof *players * (size_t)player_count);
    for (int kind = 0; kind < KINDS; kind++) /* a second more, should the loop be late in closing the window */
        window_capacity[kind] = (uint64_t)(load.stream.messages_per_second[kind] * (load.options.seconds + 1)) + 64;
    for (int i = 0; i < player_count; i++)
        for (int kind = 0; kind < KINDS; kind++)
            players[i].deliveries[kind].seen = allocate(window_capacity[kind] / 8 + 1);
}

static void report(struct usage before, struct usage after) {
    uint64_t expected_messages = 0, expected_bytes = 0, messages = 0, bytes = 0;
    int short_players = 0; /* that miss at least one message */
    for (int i = 0; i < player_count; i++) {
        bool complete = true;
        for (int kind = 0; kind < KINDS; kind++) {
            const struct sent *sent = &load.publishers.all[i % load.publishers.count].window[kind];
            const struct delivery *delivery = &players[i].deliveries[kind];
            expected_messages += sent->messages;
            expected_bytes += sent->bytes;
            messages += delivery->messages;
            bytes += delivery->bytes;
            complete &= delivery->messages == sent->messages;
        }
        short_players += !complete;
    }
    uint32_t server_chunk_size = players[0].peer.chunks.chunk_size;

    printf("{\"run\":\"fanout\",\"publishers\":%d,\"players\":%d,\"failed_publishers\":%d,\"failed_players\":%d,"
           "\"short_players\":%d,\"first_failure\":\"%s\",\"server_chunk_size\":%u",
           load.publishers.count, player_count, failed_publishers, failed_players, short_players, load.first_failure,
           server_chunk_size);
    print_usage(before, after);
    printf(",\"expected_messages\":%llu,\"delivered_messages\":%llu,\"expected_bytes\":%llu,\"delivered_bytes\":%llu,"
           "\"window_bytes\":%llu,\"lost\":%llu,\"repeated\":%llu,\"reordered\":%llu,\"unstamped\":%llu",
           (unsigned long long)expected_messages, (unsigned long long)messages, (unsigned long long)expected_bytes,
           (unsigned long long)bytes, (unsigned long long)bytes, (unsigned long long)(expected_messages - messages),
           (unsigned long long)repeated, (unsigned long long)reordered, (unsigned long long)unstamped);
    print_times("video_ms", &latency[VIDEO]);
    print_times("audio_ms", &latency[AUDIO]);
    print_times("connect_ms", &connect_time);
    print_times("first_key_frame_ms", &first_key_frame_time);
    print_times("publisher_lag_ms", &load.publishers.lag);
    printf(",\"publisher_most_queued\":%zu}\n", load.publishers.most_queued);
}

int fanout_run(void) {
    load.context.events = (struct peer_events){.live = on_live, .media = on_media, .failed = on_failed};
    allocate_players();
    load_start_publishers();
    ramp_ns = now_ns();
    if (!load_run_until(players_ready, player_count / load.options.ramp + CONNECT_TIMEOUT_SECONDS)) fail_those_not_live();
    /* A server without a GOP cache sends nothing before the next key frame: that is waiting, not loss. */
    load_run_until(players_have_key_frames, (double)load.stream.pass_ns / 1e9 + CONNECT_TIMEOUT_SECONDS);
    load_run_until(never, load.options.settle_seconds);

    publishers_open_window(&load.publishers);
    struct usage before = load_usage();
    load_run_until(never, load.options.seconds);
    struct usage after = load_usage();
    load.publishers.window_open = false;
    load_run_until(all_past_window, GRACE_SECONDS);

    report(before, after);
    for (int i = 0; i < player_count; i++) peer_close(&players[i].peer);
    for (int i = 0; i < load.publishers.count; i++) peer_close(&load.publishers.all[i].peer);
    return load.failures != 0;
}
