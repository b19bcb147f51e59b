/* Publishers of the synthetic stream, paced in real time. */
#ifndef PUBLISHER_H
#define PUBLISHER_H

#include "measure.h"
#include "peer.h"

/* What a publisher has sent while the window was open: sequence numbers first to first + messages - 1. */
struct sent {
    uint64_t first, messages, bytes;
};

struct publisher {
    struct peer peer; /* first: a pointer to it is a pointer to its publisher */
    uint64_t base_ns, passes;
    size_t next; /* slot */
    uint64_t sequence[KINDS];
    struct sent window[KINDS];
};

struct publishers {
    struct publisher *all;
    int count;
    struct stream *stream;
    bool window_open;
    uint64_t due_ns;      /* of the next message of any of them */
    struct histogram lag; /* how late messages were sent in the window */
    size_t most_queued;   /* bytes that a server had not taken when the next message was sent, in the window */
};

/* Called when the server lets a publisher begin: sends metadata and sequence headers, starts its clock. */
void publisher_live(struct publishers *publishers, struct publisher *publisher);

/* Sends every message that is due. */
void publishers_pump(struct publishers *publishers);

void publishers_open_window(struct publishers *publishers);

/* Closes the window; no message is sent any more, though the connections stay. */
void publishers_stop(struct publishers *publishers);

#endif
