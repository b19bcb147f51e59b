#include "drain.h"

#include <string.h>

#define QUIET_SECONDS 2
#define MOST_QUIET_WAITS 15

/* Of one kind of message of one stream, by sequence number. */
struct lengths {
    uint64_t first, count, capacity; /* first: that a player who parses has got, count: behind the last one */
    uint64_t *wire;   /* 0: nobody has parsed it */
    uint64_t *before; /* of all earlier ones together, of as many as were sent and one more */
};

static struct lengths (*streams)[KINDS];

void drain_allocate(void) {
    streams = allocate(sizeof *streams * (size_t)load.publishers.count);
}

static struct lengths *lengths_of(const struct player *player, enum kind kind) {
    return &streams[player->source - load.publishers.all][kind];
}

void drain_learn(const struct player *player, enum kind kind, uint64_t sequence, uint32_t wire_length) {
    struct lengths *lengths = lengths_of(player, kind);
    if (sequence >= lengths->capacity) {
        uint64_t capacity = 2 * sequence + 1024;
        lengths->wire = reallocate(lengths->wire, capacity * sizeof *lengths->wire);
        memset(lengths->wire + lengths->capacity, 0, (capacity - lengths->capacity) * sizeof *lengths->wire);
        lengths->capacity = capacity;
    }
    if (!lengths->count || sequence < lengths->first) lengths->first = sequence;
    if (sequence >= lengths->count) lengths->count = sequence + 1;
    /* The first message of a later player may have a longer header: not for those who drain. */
    if (!lengths->wire[sequence] || wire_length < lengths->wire[sequence]) lengths->wire[sequence] = wire_length;
}

bool drain_can_begin(const struct player *player) {
    for (int kind = 0; kind < KINDS; kind++) {
        const struct lengths *lengths = lengths_of(player, kind);
        bool is_sent = load.stream.messages_per_second[kind] > 0;
        if (is_sent && (!lengths->count || player->deliveries[kind].next <= lengths->first)) return false;
    }
    return true;
}

static void sum_up_kind(struct lengths *lengths, enum kind kind, uint64_t sent) {
    lengths->before = reallocate(lengths->before, (sent + 1) * sizeof *lengths->before);
    lengths->before[0] = 0;
    size_t slot = 0;
    for (uint64_t i = 0; i < sent; i++, slot++) {
        while (load.stream.slots[slot % load.stream.count].kind != kind) slot++;
        uint64_t wire = i < lengths->count ? lengths->wire[i] : 0;
        /* What nobody has parsed is as long as its body at least. */
        lengths->before[i + 1] = lengths->before[i] + (wire ? wire : load.stream.slots[slot % load.stream.count].payload);
    }
}

static void sum_up(void) {
    for (int i = 0; i < load.publishers.count; i++)
        for (int kind = 0; kind < KINDS; kind++)
            sum_up_kind(&streams[i][kind], kind, load.publishers.all[i].sequence[kind]);
}

/* Bytes that a player lacks up to these messages; below 0: it has more. */
static int64_t lacks(const struct player *player, uint64_t (*ends)(const struct player *player, enum kind kind)) {
    int64_t bytes = -(int64_t)player->peer.unread;
    for (int kind = 0; kind < KINDS; kind++) {
        uint64_t from = player->deliveries[kind].next, to = ends(player, kind);
        const uint64_t *before = lengths_of(player, kind)->before;
        if (to > from) bytes += (int64_t)(before[to] - before[from]);
    }
    return bytes;
}

static bool nobody_lacks(uint64_t (*ends)(const struct player *player, enum kind kind)) {
    sum_up();
    for (int i = 0; i < players.count; i++)
        if (players.all[i].peer.drains && players.all[i].peer.state == LIVE && lacks(&players.all[i], ends) > 0)
            return false;
    return true;
}

bool drain_past_window(void) { return nobody_lacks(end_of_window); }

bool drain_all_here(void) { return players_reached(end_of_stream) && nobody_lacks(end_of_stream); }

static void note_missing(struct player *player, int64_t bytes) {
    if (bytes > 0 && (uint64_t)bytes > player->missing) player->missing = (uint64_t)bytes;
}

void drain_close_window(void) {
    sum_up();
    for (int i = 0; i < players.count; i++)
        if (players.all[i].peer.drains) note_missing(&players.all[i], lacks(&players.all[i], end_of_window));
}

static uint64_t received_by_all(void) {
    uint64_t bytes = 0;
    for (int i = 0; i < players.count; i++) bytes += players.all[i].peer.received;
    return bytes;
}

void drain_finish(void) {
    publishers_stop(&load.publishers);
    uint64_t had;
    int waits = 0;
    do had = received_by_all();
    while (!load_run_until(drain_all_here, QUIET_SECONDS) && received_by_all() != had && ++waits < MOST_QUIET_WAITS);
    sum_up();
    for (int i = 0; i < players.count; i++) {
        struct player *player = &players.all[i];
        if (player->peer.drains && !player->left) note_missing(player, lacks(player, end_of_stream));
    }
}

/* More bytes than this could hide a message. */
static int64_t tolerated_surplus(void) {
    uint32_t smallest = UINT32_MAX;
    for (size_t i = 0; i < load.stream.count; i++)
        if (load.stream.slots[i].payload < smallest) smallest = load.stream.slots[i].payload;
    return smallest;
}

struct drain_result drain_result(void) {
    struct drain_result result = {0};
    for (int i = 0; i < players.count; i++) {
        const struct player *player = &players.all[i];
        if (!player->peer.drains) continue;
        result.players++;
        int64_t surplus = player->left ? 0 : -lacks(player, end_of_stream);
        if (surplus > 0 && (uint64_t)surplus > result.most_surplus) result.most_surplus = (uint64_t)surplus;
        result.short_players += player->missing || surplus >= tolerated_surplus();
        result.short_bytes += player->missing;
    }
    return result;
}
