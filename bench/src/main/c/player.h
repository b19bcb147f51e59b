/*
 * The players of a fan-out run, and what each has got.
 *
 * Most of them may drain: once they have a key frame, the kernel throws away what they receive, so that one generator
 * core can serve many thousands. drain.h shows that they miss nothing all the same. The others parse every message.
 */
#ifndef PLAYER_H
#define PLAYER_H

#include "load.h"

/* What one player that parses has got of one kind of message sent in the window. */
struct delivery {
    uint64_t next; /* sequence number expected next */
    uint64_t messages, bytes;
    uint8_t *seen; /* one bit for each message of the window */
};

struct player {
    struct peer peer; /* first: a pointer to it is a pointer to its player */
    struct publisher *source;
    bool may_drain, has_key_frame; /* who has not begun to drain when the window opens, parses to the end */
    bool left; /* closed before the end, on purpose */
    struct delivery deliveries[KINDS];
    uint64_t last_video_ns, longest_gap_ns; /* without a video message, in the window */
    uint64_t received_before;               /* bytes, shortly before the end of the window */
    uint64_t missing;                       /* bytes, of one that drains */
};

struct players {
    struct player *all;
    int count, started, failed;
    struct histogram latency[KINDS], connect_time, first_key_frame_time;
    uint64_t repeated, reordered, unstamped;
    bool window_closed; /* and what was on its way has had its time */
};

extern struct players players;

/* Of players who parse, all that is expected of them; of those that drain, bytes. */
struct totals {
    uint64_t expected_messages, expected_bytes, messages, bytes;
    int short_players; /* that miss at least one message */
};

/* When the publishers are there. Decides who may drain. */
void players_allocate(void);

/* Starts those that are due, at a pace of options.ramp a second since ramp_ns. */
void players_start_due(uint64_t ramp_ns);

/* The window opens: nobody begins to drain any more. */
void players_settle(void);

/* A message of the stream has come to a player that parses, or that does not drain yet. */
void player_on_media(struct player *player, enum kind kind, const struct message *message);

/* What was expected of a player that parses, and what came. */
void player_add_to(struct totals *totals, const struct player *player);

void players_print_totals(const struct totals *totals);

/* Every player that parses and is still there has got on to sequence number `ends(player, kind)`. */
bool players_reached(uint64_t (*ends)(const struct player *player, enum kind kind));

/* Behind the last message of the window, and behind the last one sent. */
uint64_t end_of_window(const struct player *player, enum kind kind);
uint64_t end_of_stream(const struct player *player, enum kind kind);

#endif
