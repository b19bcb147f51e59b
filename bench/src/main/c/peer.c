#include "dialogue.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define HANDSHAKE_PART 1536
#define HANDSHAKE_LENGTH (1 + 2 * HANDSHAKE_PART) /* S0, S1, S2 */
#define MOST_QUEUED (64u << 20)
#define RECEIVE_BUFFER (256 * 1024)
#define MOST_DRAINED (64u << 20)

/* ---------------------------------------------------------------------------------------------- sending */

/*
 * One read of a connection that drains takes all there is, so that it is enough to hear of what comes later (EPOLLET).
 * The end comes but once then, perhaps together with bytes: EPOLLRDHUP tells.
 */
static void listen_to(struct peer *peer, int epoll_operation) {
    uint32_t room = peer->waits_for_room ? EPOLLOUT : 0u, how = peer->drains ? EPOLLET | EPOLLRDHUP : 0u;
    struct epoll_event event = {.events = EPOLLIN | room | how, .data.ptr = peer};
    int epoll = peer->drains ? peer->context->drained_epoll : peer->context->epoll;
    if (epoll_ctl(epoll, epoll_operation, peer->socket, &event)) die("epoll_ctl: %s", strerror(errno));
}

static void wait_for_room(struct peer *peer, bool wait) {
    peer->waits_for_room = wait;
    listen_to(peer, EPOLL_CTL_MOD);
}

static void flush(struct peer *peer) {
    while (peer_queued(peer)) {
        ssize_t sent = send(peer->socket, peer->queue.bytes + peer->queue_sent, peer_queued(peer), MSG_NOSIGNAL);
        if (sent < 0 && errno == EAGAIN) {
            if (!peer->waits_for_room) wait_for_room(peer, true);
            return;
        }
        if (sent < 0) {
            peer_fail(peer, "send: %s", strerror(errno));
            return;
        }
        peer->queue_sent += (size_t)sent;
    }
    peer->queue.length = peer->queue_sent = 0;
    if (peer->waits_for_room) wait_for_room(peer, false);
}

void peer_send(struct peer *peer, const void *bytes, size_t count) {
    if (peer->state == ENDED) return;
    if (peer_queued(peer) + count > MOST_QUEUED) {
        peer_fail(peer, "the server does not take the data: %zu bytes queued", peer_queued(peer));
        return;
    }
    append(&peer->queue, bytes, count);
    if (!peer->waits_for_room) flush(peer);
}

size_t peer_queued(const struct peer *peer) { return peer->queue.length - peer->queue_sent; }

/* ------------------------------------------------------------------------------- receiving and life time */

/* Reads S0, S1 and S2 and sends S1 back as C2. Returns where the chunks begin. */
static const uint8_t *read_handshake(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    while (from < end && peer->handshake_left) {
        size_t at = HANDSHAKE_LENGTH - peer->handshake_left;
        bool first_part = at < sizeof peer->handshake; /* S0 and S1 are kept, S2 is only counted */
        size_t count = first_part ? sizeof peer->handshake - at : peer->handshake_left;
        if (count > (size_t)(end - from)) count = (size_t)(end - from);
        if (first_part) memcpy(peer->handshake + at, from, count);
        from += count;
        peer->handshake_left -= (uint32_t)count;
        if (first_part && at + count == sizeof peer->handshake) peer_send(peer, peer->handshake + 1, HANDSHAKE_PART);
    }
    if (!peer->handshake_left && peer->state == HANDSHAKE) send_connect(peer);
    return from;
}

static void on_connected(struct peer *peer) {
    int error = 0;
    socklen_t length = sizeof error;
    getsockopt(peer->socket, SOL_SOCKET, SO_ERROR, &error, &length);
    if (error) {
        peer_fail(peer, "connect: %s", strerror(error));
        return;
    }
    if (peer->protocol) {
        peer->state = START;
        wait_for_room(peer, false);
        peer->protocol->open(peer);
        return;
    }
    peer->state = HANDSHAKE;
    uint8_t c0_c1[1 + HANDSHAKE_PART] = {3};
    for (size_t i = 9; i < sizeof c0_c1; i++) c0_c1[i] = (uint8_t)(i * 31 + (size_t)peer->id);
    wait_for_room(peer, false);
    peer_send(peer, c0_c1, sizeof c0_c1);
}

static void begin_to_drain(struct peer *peer) {
    peer->unread = chunk_reader_partial(&peer->chunks);
    epoll_ctl(peer->context->epoll, EPOLL_CTL_DEL, peer->socket, NULL);
    peer->drains = true;
    listen_to(peer, EPOLL_CTL_ADD);
}

static void read_bytes(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    if (!peer->protocol && peer->handshake_left) from = read_handshake(peer, from, end);
    const char *error = peer->protocol ? peer->protocol->read(peer, from, end)
                                       : chunk_reader_read(&peer->chunks, from, end, dialogue_on_message, peer);
    if (error) peer_fail(peer, "%s", error);
    else if (peer->wants_to_drain) begin_to_drain(peer);
}

static void on_readable(struct peer *peer) {
    static uint8_t bytes[RECEIVE_BUFFER];
    bool drains = peer->drains;
    ssize_t count = drains ? recv(peer->socket, NULL, MOST_DRAINED, MSG_TRUNC)
                           : recv(peer->socket, bytes, sizeof bytes, 0);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count < 0) {
        peer_fail(peer, "recv: %s", strerror(errno));
        return;
    }
    if (count == 0) {
        peer_fail(peer, "closed by the server");
        return;
    }
    peer->received += (uint64_t)count;
    if (drains) peer->unread += (uint64_t)count;
    else read_bytes(peer, bytes, bytes + count);
    if (!peer->protocol && peer->received - peer->acknowledged >= peer->window / 2 && peer->state >= CONNECT && peer->state < ENDED) {
        peer->acknowledged = peer->received;
        send_acknowledgement(peer);
    }
}

static void bind_to_source(struct peer *peer) {
    int sources = peer->context->sources, on = 1;
    if (sources < 2) return;
    struct sockaddr_in source = {.sin_family = AF_INET,
                                 .sin_addr.s_addr = htonl(INADDR_LOOPBACK + (uint32_t)(peer->id % sources))};
    /* The port is chosen by connect(), which may take one that is in use towards another server. */
    setsockopt(peer->socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    if (bind(peer->socket, (const struct sockaddr *)&source, sizeof source)) die("bind: %s", strerror(errno));
}

void peer_start(struct peer *peer, const struct peer_context *context, int id, bool publisher,
                const char *stream_name) {
    *peer = (struct peer){.context = context,
                          .state = CONNECTING,
                          .publisher = publisher,
                          .id = id,
                          .started_ns = now_ns(),
                          .handshake_left = HANDSHAKE_LENGTH,
                          .window = DEFAULT_WINDOW,
                          .protocol = publisher ? NULL : context->player_protocol};
    const struct sockaddr_in *server = peer->protocol ? &context->player_server : &context->server;
    chunk_reader_init(&peer->chunks);
    snprintf(peer->stream_name, sizeof peer->stream_name, "%s", stream_name);
    peer->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (peer->socket < 0) die("socket: %s", strerror(errno));
    int on = 1;
    setsockopt(peer->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bind_to_source(peer);
    peer->waits_for_room = true;
    listen_to(peer, EPOLL_CTL_ADD);
    if (connect(peer->socket, (const struct sockaddr *)server, sizeof *server)
        && errno != EINPROGRESS)
        peer_fail(peer, "connect: %s", strerror(errno));
}

void peer_on_events(struct peer *peer, uint32_t epoll_events) {
    if (peer->state == IDLE || peer->state == ENDED) return; /* closed by an event handled just before this one */
    if (peer->state == CONNECTING) {
        on_connected(peer);
        return;
    }
    if (epoll_events & EPOLLOUT) flush(peer);
    if (peer->state != ENDED && (epoll_events & (EPOLLIN | EPOLLHUP | EPOLLERR))) on_readable(peer);
    if (peer->state != ENDED && (epoll_events & EPOLLRDHUP)) on_readable(peer); /* finds the end */
}

void peer_become_live(struct peer *peer) {
    if (peer->state != START) return;
    peer->state = LIVE;
    peer->live_ns = now_ns();
    peer->context->events.live(peer);
}

static void end(struct peer *peer) {
    close(peer->socket);
    chunk_reader_release(&peer->chunks);
    release(&peer->queue);
    peer->queue_sent = 0;
    peer->state = ENDED;
}

void peer_close(struct peer *peer) {
    if (peer->state == IDLE || peer->state == ENDED) return;
    if (peer->state == LIVE && peer->publisher) send_delete_stream(peer);
    if (peer->state != ENDED) end(peer);
}

void peer_fail(struct peer *peer, const char *format, ...) {
    if (peer->state == ENDED) return;
    char reason[160];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(reason, sizeof reason, format, arguments);
    va_end(arguments);
    end(peer);
    peer->context->events.failed(peer, reason);
}
