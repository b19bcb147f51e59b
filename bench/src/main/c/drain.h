/*
 * Did a player that drains get every byte?
 *
 * All players of a stream are sent the same bytes for each message from their first ones on. Players who parse tell how
 * long each message is on the wire. One that drains knows the last messages it has read whole, and how many bytes came
 * behind them; when the publishers have stopped and nothing more comes, that number must be the length of all later
 * messages. A ping now and then is more than that, but less than any message. Which messages are missing is not known,
 * and not when they were late: only whether something is, and how many bytes.
 */
#ifndef DRAIN_H
#define DRAIN_H

#include "player.h"

struct drain_result {
    int players, short_players;
    uint64_t short_bytes;
    uint64_t most_surplus; /* of one player that misses nothing */
};

void drain_allocate(void);

/* A player who parses has got this message, which took so many bytes with its chunk headers. */
void drain_learn(const struct player *player, enum kind kind, uint64_t sequence, uint32_t wire_length);

/*
 * This player has a message of each kind, and of what comes next players who parse see all. (A player's first message
 * of a kind may have a longer header than the same one has for others.)
 */
bool drain_can_begin(const struct player *player);

/* Every player has got as many bytes as the window has, or everything that was sent. */
bool drain_past_window(void);
bool drain_all_here(void);

/* What has not come yet of the window counts as missing, even if it comes later. */
void drain_close_window(void);

/* Stops the publishers and waits until all is here or nothing more comes; then counts what is missing. */
void drain_finish(void);

struct drain_result drain_result(void);

#endif
