#include "overload.h"

#include <stdio.h>
#include <string.h>

#define GOOD_LATENCY_MS 50

static int silent_players;
static struct histogram gaps; /* of each player that parses, the longest */
static bool recovering;
static struct histogram second; /* latency of the remaining players */
static double recovery_seconds = -1;

void overload_on_video(struct player *player, uint64_t now_ns, uint64_t age_ns) {
    if (load.publishers.window_open) {
        uint64_t gap = now_ns - player->last_video_ns;
        if (gap > player->longest_gap_ns) player->longest_gap_ns = gap;
    }
    player->last_video_ns = now_ns;
    if (recovering) histogram_add(&second, age_ns);
}

void overload_open_window(void) {
    uint64_t now = now_ns();
    for (int i = 0; i < players.count; i++) players.all[i].last_video_ns = now;
}

void overload_watch_silence(void) {
    for (int i = 0; i < players.count; i++) players.all[i].received_before = players.all[i].peer.received;
}

void overload_close_window(void) {
    uint64_t now = now_ns();
    for (int i = 0; i < players.count; i++) {
        struct player *player = &players.all[i];
        silent_players += player->peer.received == player->received_before;
        if (player->peer.drains) continue;
        overload_on_video(player, now, 0); /* the gap that has not ended */
        histogram_add(&gaps, player->longest_gap_ns);
    }
}

/* Those that parse stay first of all. */
static void close_all_but_some(void) {
    int left = 0;
    for (int drains = 0; drains < 2; drains++)
        for (int i = 0; i < players.count; i++) {
            struct player *player = &players.all[i];
            if (player->peer.drains != drains || player->peer.state != LIVE || left++ < PLAYERS_LEFT) continue;
            player->left = true;
            peer_close(&player->peer);
        }
}

static bool never(void) { return false; }

static bool everybody_saw_video_since(uint64_t since_ns) {
    for (int i = 0; i < players.count; i++) {
        const struct player *player = &players.all[i];
        if (player->peer.state == LIVE && !player->peer.drains && player->last_video_ns < since_ns) return false;
    }
    return second.count > 0;
}

void overload_recover(void) {
    uint64_t start = now_ns(), end = start + (uint64_t)(load.options.after_seconds * 1e9);
    close_all_but_some();
    recovering = true;
    for (uint64_t begin = start; recovery_seconds < 0 && begin < end; begin = now_ns()) {
        memset(&second, 0, sizeof second);
        load_run_until(never, 1);
        if (everybody_saw_video_since(begin) && histogram_ms(&second, 0.99) < GOOD_LATENCY_MS)
            recovery_seconds = (double)(begin - start) / 1e9;
    }
    recovering = false;
}

void overload_print(void) {
    printf(",\"silent_players\":%d,\"gap_ms_p99\":%.3f,\"gap_ms_max\":%.3f", silent_players, histogram_ms(&gaps, 0.99),
           (double)gaps.max / 1e6);
    if (load.options.after_seconds > 0) printf(",\"recovery_seconds\":%.3f", recovery_seconds);
}
