/*
 * Players of low-latency HLS, as hls.js in a browser is one: for each track one connection on which playlists are asked
 * for that have what does not exist yet (_HLS_msn, _HLS_part; what it knows is left out, _HLS_skip), and one on which
 * each part is fetched once a playlist has it. Connections are kept.
 *
 * As with fan-out, a message belongs to the window when it was SENT in it, and is lost when a player has not got it
 * GRACE_SECONDS later. A part is put out when the frame behind it has come; so the time from when that frame was sent,
 * which the next part tells, until the player had all of the part is the server's and the way's.
 */
#include <stdio.h>
#include <string.h>

#include "drain.h"
#include "hls_playlist.h"
#include "http.h"
#include "inflate.h"
#include "tags.h"

#define READY_SECONDS 40
#define GRACE_SECONDS 4
#define MOST_QUEUED 64

struct viewer;

/* One that asks for one thing after the other. */
struct connection {
    struct peer peer; /* first: a pointer to it is a pointer to its connection */
    struct viewer *viewer;
    enum kind kind;
    bool fetches; /* parts; else playlists */
    bool asking;
    struct http_reader http;
    struct buffer body;
    char url[LONGEST_URI]; /* of the playlist; empty until the master playlist has come */
    struct place newest;   /* part that is queued or fetched; msn -1: none */
    /* of one that fetches */
    char queue[MOST_QUEUED][LONGEST_URI];
    unsigned queued, taken;
    bool has_map, asks_map;
    struct mp4_reader boxes;
    uint64_t whole_ns; /* when the last part was there; 0: there is none that the delay is open of */
    bool first_sample;
};

struct viewer {
    struct player *player;
    struct connection lists[KINDS], parts[KINDS];
};

static struct viewer *viewers;
static struct histogram part_delay;
static uint64_t ramp_ns, requests, parts, window_requests, window_parts, list_bytes, deltas;
static int failed_publishers;


/* ------------------------------------------------------------------------------------------------ asking */

static void ask(struct connection *connection, const char *url) {
    char request[2048];
    connection->asking = true;
    connection->body.length = 0;
    requests++;
    int length = http_get(request, sizeof request, load.options.http_port, url, connection->viewer->player->peer.id, "");
    peer_send(&connection->peer, request, (size_t)length);
}

/* Relative to the playlist. */
static void resolve(char to[2 * LONGEST_URI], const char *base, const char *uri) {
    size_t query = strcspn(base, "?");
    int directory = 0;
    for (size_t i = 0; i < query; i++)
        if (base[i] == '/') directory = (int)i + 1;
    snprintf(to, 2 * LONGEST_URI, "%.*s%s", directory, base, uri);
}

static void ask_for_next_part(struct connection *connection) {
    if (connection->asking || connection->peer.state != START || connection->taken == connection->queued) return;
    char url[2 * LONGEST_URI];
    resolve(url, connection->url, connection->queue[connection->taken++ % MOST_QUEUED]);
    connection->first_sample = true;
    ask(connection, url);
}

static void ask_for_playlist(struct connection *connection, struct place next) {
    char url[LONGEST_URI + 80];
    if (next.msn < 0) {
        snprintf(url, sizeof url, "%s", connection->url);
    } else {
        snprintf(url, sizeof url, "%s%c_HLS_msn=%ld&_HLS_part=%ld&_HLS_skip=YES", connection->url,
                 strchr(connection->url, '?') ? '&' : '?', next.msn, next.part);
    }
    ask(connection, url);
}

static void ask_for_master(struct connection *connection) {
    char url[LONGEST_URI];
    int id = connection->viewer->player->peer.id, length;
    length = snprintf(url, sizeof url, "/%s/%s.m3u8", load.context.app, connection->viewer->player->source->peer.stream_name);
    if (load.options.keys) snprintf(url + length, sizeof url - (size_t)length, "?key=%08x", (unsigned)id * 2654435761u);
    ask(connection, url);
}

static void start(struct connection *connection, struct viewer *viewer, enum kind kind, bool fetches) {
    *connection = (struct connection){.viewer = viewer, .kind = kind, .fetches = fetches, .newest = {-1, 0}};
    peer_start(&connection->peer, &load.context, viewer->player->peer.id, false, "");
}

static void on_open(struct peer *peer) {
    struct connection *connection = (struct connection *)peer;
    if (connection->fetches) ask_for_next_part(connection);
    else if (connection->url[0]) ask_for_playlist(connection, (struct place){-1, 0});
    else ask_for_master(connection);
}

/* ----------------------------------------------------------------------------------------------- answers */

static void on_sample(void *context, const struct message *message) {
    struct connection *connection = context;
    struct stamp stamp;
    if (connection->first_sample && connection->whole_ns
        && read_stamp(connection->kind, message->body, message->length, &stamp) && load.publishers.window_open)
        histogram_add(&part_delay, connection->whole_ns > stamp.sent_ns ? connection->whole_ns - stamp.sent_ns : 0);
    connection->first_sample = false;
    player_on_media(connection->viewer->player, connection->kind, message);
}

static const char *keep_part(struct connection *connection) {
    if (connection->asks_map) {
        connection->asks_map = false;
        return NULL;
    }
    const uint8_t *from = connection->body.bytes, *end = from + connection->body.length;
    struct player *player = connection->viewer->player;
    parts++;
    if (player->peer.state != LIVE && connection->kind == VIDEO) {
        player->peer.state = LIVE;
        histogram_add(&players.connect_time, now_ns() - player->peer.started_ns);
    }
    const char *error = mp4_read_boxes(&connection->boxes, from, end, on_sample, connection);
    connection->whole_ns = now_ns();
    return error;
}

static void on_part(void *context, struct place place, const char *uri) {
    struct connection *fetching = context;
    if (!is_before(fetching->newest, place)) return;
    if (fetching->newest.msn < 0) fetching->queued = fetching->taken; /* only the newest of those there are */
    if (fetching->queued - fetching->taken == MOST_QUEUED) {
        fetching->taken++; /* it does not keep up: what is left out is lost */
        fetching->whole_ns = 0;
    }
    snprintf(fetching->queue[fetching->queued++ % MOST_QUEUED], LONGEST_URI, "%s", uri);
}

static void on_map(void *context, const char *uri) {
    struct connection *fetching = context;
    if (fetching->has_map || fetching->asking || fetching->peer.state != START) return;
    char url[2 * LONGEST_URI];
    resolve(url, fetching->url, uri);
    fetching->has_map = fetching->asks_map = true;
    ask(fetching, url);
}

static const char *keep_playlist(struct connection *connection) {
    static const struct playlist_events events = {on_part, on_map};
    struct connection *fetching = &connection->viewer->parts[connection->kind];
    char *text = (char *)connection->body.bytes;
    list_bytes += connection->body.length;
    deltas += strstr(text, "#EXT-X-SKIP:") != NULL;
    struct place next = playlist_read(text, &events, fetching);
    if (next.msn < 0) return "no playlist";
    fetching->newest = next.part ? (struct place){next.msn, next.part - 1} : (struct place){next.msn - 1, 1 << 30};
    ask_for_next_part(fetching);
    ask_for_playlist(connection, next);
    return NULL;
}

static const char *keep_master(struct connection *connection) {
    char uris[KINDS][LONGEST_URI], base[LONGEST_URI], url[2 * LONGEST_URI];
    struct viewer *viewer = connection->viewer;
    master_read((char *)connection->body.bytes, uris[VIDEO], uris[AUDIO]);
    if (!uris[VIDEO][0] || (!uris[AUDIO][0] && load.options.stream.audio_kbps)) return "a master playlist without a track";
    snprintf(base, sizeof base, "/%s/", load.context.app);
    for (int kind = 0; kind < KINDS && uris[kind][0]; kind++) {
        if (kind != VIDEO) start(&viewer->lists[kind], viewer, kind, false);
        start(&viewer->parts[kind], viewer, kind, true);
        resolve(url, base, uris[kind]);
        snprintf(viewer->lists[kind].url, LONGEST_URI, "%.255s", url);
        snprintf(viewer->parts[kind].url, LONGEST_URI, "%.255s", url);
    }
    ask_for_playlist(connection, (struct place){-1, 0});
    return NULL;
}

static const char *on_head(void *context, int status) {
    (void)context;
    return status == 200 ? NULL : status == 404 ? "404" : status == 503 ? "503" : "an answer of another status";
}

static const char *on_body(void *context, const uint8_t *from, const uint8_t *end) {
    append(&((struct connection *)context)->body, from, (size_t)(end - from));
    return NULL;
}

static const char *on_end(void *context) {
    static struct buffer text;
    struct connection *connection = context;
    connection->asking = false;
    if (connection->fetches) {
        const char *error = keep_part(connection);
        if (!error) ask_for_next_part(connection);
        return error;
    }
    if (connection->http.gzip) {
        text.length = 0;
        if (!gunzip(&text, connection->body.bytes, connection->body.length)) return "what gzip cannot unpack";
        connection->body.length = 0;
        append(&connection->body, text.bytes, text.length);
    }
    append_u8(&connection->body, 0);
    return connection->url[0] ? keep_playlist(connection) : keep_master(connection);
}

static const char *on_bytes(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    static const struct http_events events = {on_head, on_body, on_end};
    struct connection *connection = (struct connection *)peer;
    return http_read(&connection->http, from, end, &events, connection);
}

/* ----------------------------------------------------------------------------------------------- the run */

static void on_live(struct peer *peer) { publisher_live(&load.publishers, (struct publisher *)peer); }

static void on_media(struct peer *peer, enum kind kind, const struct message *message) {
    (void)peer, (void)kind, (void)message; /* nobody is sent any by RTMP */
}

static void on_failed(struct peer *peer, const char *reason) {
    if (peer->publisher) {
        failed_publishers++;
        load_failed("publisher", peer->id, reason);
        return;
    }
    struct player *player = ((struct connection *)peer)->viewer->player;
    if (player->peer.state != ENDED) players.failed++;
    player->peer.state = ENDED;
    load_failed("player", peer->id, reason);
}

static bool never(void) { return false; }

static void start_due(void) {
    int due = (int)((double)(now_ns() - ramp_ns) / 1e9 * load.options.ramp) + 1;
    for (; players.started < players.count && players.started < due; players.started++) {
        struct viewer *viewer = &viewers[players.started];
        viewer->player = &players.all[players.started];
        viewer->player->peer.id = players.started;
        viewer->player->peer.started_ns = now_ns();
        start(&viewer->lists[VIDEO], viewer, VIDEO, false);
    }
}

static bool players_ready(void) {
    start_due();
    return players.started == players.count && players.connect_time.count + (uint64_t)players.failed >= (uint64_t)players.count;
}

static bool all_past_window(void) { return players_reached(end_of_window); }

static void fail_those_not_live(void) {
    for (int i = 0; i < players.count; i++)
        if (players.all[i].peer.state == IDLE) {
            players.failed++;
            load_failed("player", i, "no part in time");
        }
}

static void report(struct usage before, struct usage after) {
    struct totals totals = {0};
    for (int i = 0; i < players.count; i++) player_add_to(&totals, &players.all[i]);
    double seconds = (double)(after.at_ns - before.at_ns) / 1e9;
    printf("{\"run\":\"hls\",\"publishers\":1,\"players\":%d,\"failed_publishers\":%d,\"failed_players\":%d,"
           "\"short_players\":%d,\"first_failure\":\"%s\"",
           players.count, failed_publishers, players.failed, totals.short_players, load.first_failure);
    print_usage(before, after);
    players_print_totals(&totals);
    printf(",\"requests_per_second\":%.1f,\"parts_per_second\":%.1f,\"list_bytes\":%llu,\"deltas\":%llu",
           (double)window_requests / seconds, (double)window_parts / seconds, (unsigned long long)list_bytes,
           (unsigned long long)deltas);
    print_times("part_ms", &part_delay);
    print_times("video_ms", &players.latency[VIDEO]);
    print_times("first_part_ms", &players.connect_time);
    print_times("publisher_lag_ms", &load.publishers.lag);
    printf("}\n");
}

int hls_run(void) {
    static const struct peer_protocol protocol = {on_open, on_bytes};
    if (!load.options.http_port || load.options.publisher_count != 1) die("hls: --http-port, and one publisher");
    load.context.events = (struct peer_events){.live = on_live, .media = on_media, .failed = on_failed};
    load.context.player_protocol = &protocol;
    load_start_publishers();
    load_run_until(never, 2 * (double)load.stream.pass_ns / 1e9); /* a stream that is no longer new */
    players_allocate();
    drain_allocate(); /* lengths are learnt whether somebody drains or not */
    viewers = allocate(sizeof *viewers * (size_t)players.count);
    ramp_ns = now_ns();
    if (!load_run_until(players_ready, players.count / load.options.ramp + READY_SECONDS)) fail_those_not_live();
    load_run_until(never, load.options.settle_seconds);

    publishers_open_window(&load.publishers);
    struct usage before = load_usage();
    window_requests = requests, window_parts = parts, list_bytes = deltas = 0;
    load_run_until(never, load.options.seconds);
    struct usage after = load_usage();
    window_requests = requests - window_requests, window_parts = parts - window_parts;
    uint64_t window_list_bytes = list_bytes, window_deltas = deltas;
    load.publishers.window_open = false;
    load_run_until(all_past_window, GRACE_SECONDS);
    players.window_closed = true;
    list_bytes = window_list_bytes, deltas = window_deltas;

    report(before, after);
    for (int i = 0; i < load.publishers.count; i++) peer_close(&load.publishers.all[i].peer);
    return load.failures != 0;
}
