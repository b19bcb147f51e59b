/* What is seen of a server that has more players than it can serve: who hears nothing, and when all is well again. */
#ifndef OVERLOAD_H
#define OVERLOAD_H

#include "player.h"

#define SILENCE_SECONDS 2
#define PLAYERS_LEFT 100

void overload_on_video(struct player *player, uint64_t now_ns, uint64_t age_ns);

void overload_open_window(void);

/* SILENCE_SECONDS before the window ends. */
void overload_watch_silence(void);

/* Counts silent players and the longest gaps. */
void overload_close_window(void);

/* Closes all players but PLAYERS_LEFT and waits until these are served in time again. */
void overload_recover(void);

void overload_print(void);

#endif
