/*
 * One RTMP connection as a client has it: publisher or player.
 *
 *   CONNECTING -> HANDSHAKE -> CONNECT -> CREATE_STREAM -> START -> LIVE
 *        \____________\___________\____________\____________\______\-> ENDED
 *
 * Bytes come in through peer_on_events (from epoll); what happens goes to the functions of struct peer_events.
 */
#ifndef PEER_H
#define PEER_H

#include <netinet/in.h>

#include "chunk_reader.h"
#include "stream.h"

enum peer_state { IDLE, CONNECTING, HANDSHAKE, CONNECT, CREATE_STREAM, START, LIVE, ENDED };

struct peer;

struct peer_events {
    /* The server has said that publishing or playing has begun. */
    void (*live)(struct peer *peer);
    /* A whole audio or video message has come that is not empty. */
    void (*media)(struct peer *peer, enum kind kind, const struct message *message);
    /* The server has said that playing came to its end. NULL: that is a failure. */
    void (*stopped)(struct peer *peer);
    /* The connection is over before peer_close was called. */
    void (*failed)(struct peer *peer, const char *reason);
};

/* What players speak in place of RTMP; the socket is the same. */
struct peer_protocol {
    void (*open)(struct peer *peer); /* connected */
    const char *(*read)(struct peer *peer, const uint8_t *from, const uint8_t *end); /* NULL, or why it cannot go on */
};

/* What all connections of a run share. */
struct peer_context {
    int epoll, drained_epoll; /* a connection moves to the second one when it begins to drain */
    struct sockaddr_in server, player_server; /* where publishers connect to, and players */
    const struct peer_protocol *player_protocol; /* NULL: RTMP */
    int sources; /* connections come from 127.0.0.1, .2, ... in turns: each has its own range of ports */
    char tc_url[160];
    const char *app;
    size_t chunk_size;        /* that publishers announce */
    const char *publish_type; /* live or record */
    struct peer_events events;
};

struct peer {
    const struct peer_context *context;
    enum peer_state state;
    bool publisher, waits_for_room;
    int socket, id;
    char stream_name[128];
    uint32_t stream_id; /* message stream ID, from createStream */
    uint64_t started_ns, asked_ns, live_ns; /* connect() called, publish or play sent, live */
    /* incoming */
    uint8_t handshake[1537]; /* S0 and S1 */
    uint32_t handshake_left;
    struct chunk_reader chunks;
    uint64_t received, acknowledged, window;
    /*
     * Set by whoever has seen enough: when all that was read is handled, the connection begins to drain. The kernel throws
     * away what comes, it only counts and acknowledges. Nothing is answered any more, no ping either.
     */
    bool wants_to_drain, drains;
    uint64_t unread; /* of one that drains: bytes behind the last message that was read whole */
    /* outgoing */
    struct buffer queue;
    size_t queue_sent;
    const struct peer_protocol *protocol; /* NULL: RTMP */
    void *protocol_state;                 /* belongs to the protocol */
};

/* Begins to connect; the outcome comes as an event. The context must outlive the peer. */
void peer_start(struct peer *peer, const struct peer_context *context, int id, bool publisher, const char *stream_name);

/* Playing has begun. */
void peer_become_live(struct peer *peer);

/* Handles what epoll reported for this peer. */
void peer_on_events(struct peer *peer, uint32_t epoll_events);

/* Sends bytes in order, queued when the socket is full. */
void peer_send(struct peer *peer, const void *bytes, size_t count);

/* Bytes that the server has not taken yet. */
size_t peer_queued(const struct peer *peer);

/* Ends the connection: a publisher deletes its stream first. Frees what the peer holds; may be called twice. */
void peer_close(struct peer *peer);

/* Ends the connection because of an error and reports it. */
__attribute__((format(printf, 2, 3))) void peer_fail(struct peer *peer, const char *format, ...);

#endif
