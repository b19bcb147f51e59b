/* What a player takes from a playlist of low-latency HLS. */
#ifndef HLS_PLAYLIST_H
#define HLS_PLAYLIST_H

#include "base.h"

#define LONGEST_URI 256

struct place {
    long msn, part; /* media sequence number, and the index in that segment */
};

bool is_before(struct place left, struct place right);

struct playlist_events {
    void (*part)(void *context, struct place place, const char *uri);
    void (*map)(void *context, const char *uri); /* an init segment */
};

/* Reads the text, and writes into it. Returns the place of the part that comes next; msn -1: it is no such playlist. */
struct place playlist_read(char *text, const struct playlist_events *events, void *context);

/* The URIs of the first video and the first audio playlist of a master playlist; empty where there is none. */
void master_read(char *text, char video[LONGEST_URI], char audio[LONGEST_URI]);

#endif
