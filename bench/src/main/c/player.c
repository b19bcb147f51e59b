#include "player.h"

#include <stdio.h>

#include "drain.h"
#include "overload.h"

struct players players;

static uint64_t window_capacity[KINDS];

/*
 * --parse K: K players are spread evenly over the streams and over the players of each stream, in the order in which
 * they come. The first of each stream is always one of them.
 */
static bool parses(int id) {
    int publishers = load.options.publisher_count, stream = id % publishers, place = id / publishers;
    int of_stream = (players.count - stream + publishers - 1) / publishers;
    int wanted = load.options.parse_count / publishers + (stream < load.options.parse_count % publishers);
    if (wanted < 1) wanted = 1;
    return place * wanted % of_stream < wanted;
}

void players_allocate(void) {
    players.count = load.options.player_count;
    players.all = allocate(sizeof *players.all * (size_t)players.count);
    for (int kind = 0; kind < KINDS; kind++) /* a second more, should the loop be late in closing the window */
        window_capacity[kind] = (uint64_t)(load.stream.messages_per_second[kind] * (load.options.seconds + 1)) + 64;
    for (int i = 0; i < players.count; i++) {
        players.all[i].source = &load.publishers.all[i % load.publishers.count];
        players.all[i].may_drain = load.options.parse_count && !parses(i);
        for (int kind = 0; kind < KINDS; kind++)
            players.all[i].deliveries[kind].seen = allocate(window_capacity[kind] / 8 + 1);
    }
}

void players_start_due(uint64_t ramp_ns) {
    int due = (int)((double)(now_ns() - ramp_ns) / 1e9 * load.options.ramp) + 1;
    for (; players.started < players.count && players.started < due; players.started++) {
        struct player *player = &players.all[players.started];
        char name[128];
        int queries = load.options.query_count;
        snprintf(name, sizeof name, "%s%s", player->source->peer.stream_name,
                 queries ? load.options.queries[players.started % queries] : "");
        peer_start(&player->peer, &load.context, players.started, false, name);
    }
}

void players_settle(void) {
    for (int i = 0; i < players.count; i++) players.all[i].may_drain = players.all[i].peer.drains;
}

static void count_delivery(struct player *player, enum kind kind, uint64_t sequence, uint32_t bytes, uint64_t age_ns) {
    const struct sent *sent = &player->source->window[kind];
    struct delivery *delivery = &player->deliveries[kind];
    if (sequence < sent->first || sequence >= sent->first + sent->messages) {
        if (sequence >= delivery->next) delivery->next = sequence + 1;
        return;
    }
    if (players.window_closed) { /* too late to be of the window */
        if (sequence >= delivery->next) delivery->next = sequence + 1;
        return;
    }
    uint64_t index = sequence - sent->first;
    if (index >= window_capacity[kind]) die("more messages in the window than there can be");
    uint8_t bit = (uint8_t)(1u << index % 8);
    if (delivery->seen[index / 8] & bit) {
        players.repeated++;
        return;
    }
    delivery->seen[index / 8] |= bit;
    delivery->messages++;
    delivery->bytes += bytes;
    histogram_add(&players.latency[kind], age_ns);
    if (sequence < delivery->next) players.reordered++;
    else delivery->next = sequence + 1;
}

void player_on_media(struct player *player, enum kind kind, const struct message *message) {
    uint64_t now = now_ns();
    if (kind == VIDEO && !player->has_key_frame && is_key_frame(message->body, message->length)) {
        player->has_key_frame = true;
        histogram_add(&players.first_key_frame_time, now - player->peer.started_ns);
    }
    struct stamp stamp;
    if (!read_stamp(kind, message->body, message->length, &stamp)) {
        players.unstamped++; /* sequence headers */
        return;
    }
    uint64_t age = now > stamp.sent_ns ? now - stamp.sent_ns : 0;
    count_delivery(player, kind, stamp.sequence, message->length, age);
    if (kind == VIDEO) overload_on_video(player, now, age);
    if (!player->may_drain) drain_learn(player, kind, stamp.sequence, message->wire_length);
    else player->peer.wants_to_drain = player->has_key_frame && drain_can_begin(player);
}

bool players_reached(uint64_t (*ends)(const struct player *player, enum kind kind)) {
    for (int i = 0; i < players.count; i++) {
        const struct player *player = &players.all[i];
        for (int kind = 0; kind < KINDS && player->peer.state == LIVE && !player->peer.drains; kind++)
            if (player->deliveries[kind].next < ends(player, kind)) return false;
    }
    return true;
}

uint64_t end_of_window(const struct player *player, enum kind kind) {
    const struct sent *sent = &player->source->window[kind];
    return sent->messages ? sent->first + sent->messages : 0;
}

uint64_t end_of_stream(const struct player *player, enum kind kind) { return player->source->sequence[kind]; }

void player_add_to(struct totals *totals, const struct player *player) {
    bool complete = true;
    for (int kind = 0; kind < KINDS; kind++) {
        const struct sent *sent = &player->source->window[kind];
        const struct delivery *delivery = &player->deliveries[kind];
        totals->expected_messages += sent->messages;
        totals->expected_bytes += sent->bytes;
        totals->messages += delivery->messages;
        totals->bytes += delivery->bytes;
        complete &= delivery->messages == sent->messages;
    }
    totals->short_players += !complete;
}

void players_print_totals(const struct totals *totals) {
    printf(",\"expected_messages\":%llu,\"delivered_messages\":%llu,\"expected_bytes\":%llu,\"delivered_bytes\":%llu,"
           "\"window_bytes\":%llu,\"lost\":%llu,\"repeated\":%llu,\"reordered\":%llu,\"unstamped\":%llu",
           (unsigned long long)totals->expected_messages, (unsigned long long)totals->messages,
           (unsigned long long)totals->expected_bytes, (unsigned long long)totals->bytes, (unsigned long long)totals->bytes,
           (unsigned long long)(totals->expected_messages - totals->messages), (unsigned long long)players.repeated,
           (unsigned long long)players.reordered, (unsigned long long)players.unstamped);
}
