#include "http_player.h"

#include <stdio.h>
#include <string.h>

#include "http.h"
#include "load.h"
#include "tags.h"

struct http_player {
    struct http_reader http;
    struct flv_reader flv;
    struct mp4_reader mp4;
};

static bool is_socket(void) { return !strncmp(load.options.carrier, "ws-", 3); }

static bool is_mp4(void) { return !strcmp(load.options.carrier, "http-mp4"); }

static void on_message(void *context, const struct message *message) {
    struct peer *peer = context;
    peer->context->events.media(peer, message->type == TYPE_VIDEO ? VIDEO : AUDIO, message);
}

static const char *on_head(void *context, int status) {
    if (status != (is_socket() ? 101 : 200)) return "an answer of another status";
    peer_become_live(context);
    return NULL;
}

static const char *on_body(void *context, const uint8_t *from, const uint8_t *end) {
    struct peer *peer = context;
    struct http_player *player = peer->protocol_state;
    if (is_mp4()) return mp4_read_boxes(&player->mp4, from, end, on_message, peer);
    flv_read_tags(&player->flv, from, end, on_message, peer);
    return NULL;
}

static const char *on_end(void *context) {
    (void)context;
    return "the answer has ended";
}

static const char *read_answer(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    static const struct http_events events = {on_head, on_body, on_end};
    struct http_player *player = peer->protocol_state;
    return http_read(&player->http, from, end, &events, peer);
}

static void ask(struct peer *peer) {
    static const char upgrade[] = "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                  "Sec-WebSocket-Key: bWlsbHJhY2UtcnRtcGxvYQ==\r\n";
    char target[300], request[2048];
    snprintf(target, sizeof target, "/%s/%s.%s", load.context.app, peer->stream_name, is_mp4() ? "mp4" : "flv");
    peer->protocol_state = allocate(sizeof(struct http_player));
    peer->asked_ns = now_ns();
    int length = http_get(request, sizeof request, load.options.http_port, target, peer->id, is_socket() ? upgrade : "");
    peer_send(peer, request, (size_t)length);
}

const struct peer_protocol *http_player_protocol(void) {
    static const struct peer_protocol protocol = {ask, read_answer};
    static const char *const carriers[] = {"http-flv", "ws-flv", "http-mp4"};
    if (!load.options.carrier || !strcmp(load.options.carrier, "rtmp")) return NULL;
    if (!load.options.http_port) die("--carrier needs --http-port");
    for (size_t i = 0; i < sizeof carriers / sizeof *carriers; i++)
        if (!strcmp(load.options.carrier, carriers[i])) return &protocol;
    die("--carrier %s (allowed: rtmp, http-flv, ws-flv, http-mp4)", load.options.carrier);
}
