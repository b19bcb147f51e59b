/*
 * Sessions: one publisher, and players that come one after the other, each until its first key frame.
 * Measures how long a viewer waits, without any load.
 */
#include <stdio.h>

#include "load.h"

#define SESSION_TIMEOUT_SECONDS 10
#define MOST_FAILURES 10 /* then it gives up */
#define PAUSE_SECONDS 0.002 /* lets the server finish with the session before */

static struct peer player;
static uint64_t key_frame_ns;
static struct histogram connect_time, first_key_frame_time, play_to_key_frame_time;

static void on_live(struct peer *peer) {
    if (peer->publisher) publisher_live(&load.publishers, (struct publisher *)peer);
}

static void on_media(struct peer *peer, enum kind kind, const struct message *message) {
    if (!peer->publisher && kind == VIDEO && !key_frame_ns && is_key_frame(message->body, message->length))
        key_frame_ns = now_ns();
}

static void on_failed(struct peer *peer, const char *reason) {
    load_failed(peer->publisher ? "publisher" : "player", peer->id, reason);
}

static bool session_over(void) { return (key_frame_ns && player.state == LIVE) || player.state == ENDED; }

static bool never(void) { return false; }

static void run_session(int id) {
    key_frame_ns = 0;
    peer_start(&player, &load.context, id, false, load.publishers.all[0].peer.stream_name);
    if (!load_run_until(session_over, SESSION_TIMEOUT_SECONDS))
        peer_fail(&player, "no key frame after %d s", SESSION_TIMEOUT_SECONDS);
    if (player.state == LIVE) {
        histogram_add(&connect_time, player.live_ns - player.started_ns);
        histogram_add(&first_key_frame_time, key_frame_ns - player.started_ns);
        histogram_add(&play_to_key_frame_time, key_frame_ns - player.asked_ns);
    }
    peer_close(&player);
    load_run_until(never, PAUSE_SECONDS);
}

int sessions_run(void) {
    load.context.events = (struct peer_events){.live = on_live, .media = on_media, .failed = on_failed};
    load_start_publishers();
    load_run_until(never, load.options.settle_seconds);
    for (int i = 0; i < load.options.sessions && load.failures < MOST_FAILURES; i++) run_session(i);

    printf("{\"run\":\"sessions\",\"sessions\":%d,\"failures\":%d,\"first_failure\":\"%s\",\"server_chunk_size\":%u",
           load.options.sessions, load.failures, load.first_failure, player.chunks.chunk_size);
    print_times("connect_ms", &connect_time);
    print_times("first_key_frame_ms", &first_key_frame_time);
    print_times("play_to_key_frame_ms", &play_to_key_frame_time);
    puts("}");
    peer_close(&load.publishers.all[0].peer);
    return load.failures != 0;
}
