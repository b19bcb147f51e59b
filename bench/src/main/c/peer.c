#define _GNU_SOURCE /* memmem */
#include "peer.h"

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
#define DEFAULT_WINDOW 2500000
#define RECEIVE_BUFFER (256 * 1024)
#define MOST_DRAINED (64u << 20)

/* Transaction IDs of our calls. */
enum { CALL_CONNECT = 1, CALL_RELEASE_STREAM, CALL_FC_PUBLISH, CALL_CREATE_STREAM, CALL_START };

/* ---------------------------------------------------------------------------------------------- sending */

static void wait_for_room(struct peer *peer, bool wait) {
    struct epoll_event event = {.events = EPOLLIN | (wait ? EPOLLOUT : 0u), .data.ptr = peer};
    peer->waits_for_room = wait;
    epoll_ctl(peer->context->epoll, EPOLL_CTL_MOD, peer->socket, &event);
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

static void send_message(struct peer *peer, unsigned csid, unsigned type, uint32_t stream_id, const void *body,
                         size_t length) {
    struct buffer wire = {0};
    write_message(&wire, csid, type, stream_id, body, length, DEFAULT_CHUNK_SIZE);
    peer_send(peer, wire.bytes, wire.length);
    release(&wire);
}

static void send_control(struct peer *peer, unsigned type, uint32_t value) {
    uint8_t body[4];
    put_u32(body, value);
    send_message(peer, 2, type, 0, body, sizeof body);
}

/* Sends a command and frees it. */
static void send_command(struct peer *peer, uint32_t stream_id, struct buffer *command) {
    send_message(peer, stream_id ? 8 : 3, TYPE_COMMAND, stream_id, command->bytes, command->length);
    release(command);
}

static struct buffer begin_command(const char *name, double transaction_id) {
    struct buffer command = {0};
    amf_string(&command, name);
    amf_number(&command, transaction_id);
    return command;
}

static void send_connect(struct peer *peer) {
    struct buffer command = begin_command("connect", CALL_CONNECT);
    amf_begin_object(&command);
    amf_key(&command, "app"), amf_string(&command, peer->context->app);
    amf_key(&command, "flashVer"), amf_string(&command, peer->publisher ? "FMLE/3.0 (compatible; rtmpload)" : "LNX 9,0,124,2");
    amf_key(&command, "tcUrl"), amf_string(&command, peer->context->tc_url);
    amf_end_object(&command);
    peer->state = CONNECT;
    send_command(peer, 0, &command);
}

static void call_with_stream_name(struct peer *peer, const char *name, double transaction_id) {
    struct buffer command = begin_command(name, transaction_id);
    amf_null(&command);
    amf_string(&command, peer->stream_name);
    send_command(peer, 0, &command);
}

static void send_create_stream(struct peer *peer) {
    peer->state = CREATE_STREAM;
    send_control(peer, TYPE_WINDOW_SIZE, DEFAULT_WINDOW);
    if (peer->publisher) {
        call_with_stream_name(peer, "releaseStream", CALL_RELEASE_STREAM);
        call_with_stream_name(peer, "FCPublish", CALL_FC_PUBLISH);
    }
    struct buffer command = begin_command("createStream", CALL_CREATE_STREAM);
    amf_null(&command);
    send_command(peer, 0, &command);
}

static void send_publish(struct peer *peer) {
    struct buffer command = begin_command("publish", CALL_START);
    amf_null(&command);
    amf_string(&command, peer->stream_name);
    amf_string(&command, peer->context->publish_type);
    send_command(peer, peer->stream_id, &command);
    send_control(peer, TYPE_SET_CHUNK_SIZE, (uint32_t)peer->context->chunk_size);
}

static void send_play(struct peer *peer) {
    struct buffer command = begin_command("play", CALL_START);
    amf_null(&command);
    amf_string(&command, peer->stream_name);
    amf_number(&command, -2000); /* live, or recorded when there is no live stream: what FFmpeg sends */
    send_command(peer, peer->stream_id, &command);
    uint8_t buffer_length[10];
    put_u16(buffer_length, EVENT_SET_BUFFER_LENGTH);
    put_u32(buffer_length + 2, peer->stream_id);
    put_u32(buffer_length + 6, 1000);
    send_message(peer, 2, TYPE_USER_CONTROL, 0, buffer_length, sizeof buffer_length);
}

static void send_start(struct peer *peer) {
    peer->state = START;
    peer->asked_ns = now_ns();
    if (peer->publisher) send_publish(peer);
    else send_play(peer);
}

/* --------------------------------------------------------------------------------------------- messages */

static void become_live(struct peer *peer) {
    if (peer->state != START) return;
    peer->state = LIVE;
    peer->live_ns = now_ns();
    peer->context->events.live(peer);
}

static void on_status(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    /* The code is looked for as text, since its place in the object varies between servers. */
    const char *started = peer->publisher ? "NetStream.Publish.Start" : "NetStream.Play.Start";
    if (memmem(from, (size_t)(end - from), started, strlen(started))) {
        become_live(peer);
        return;
    }
    static const char stopped[] = "NetStream.Play.Stop";
    if (peer->context->events.stopped && memmem(from, (size_t)(end - from), stopped, strlen(stopped))) {
        peer->context->events.stopped(peer);
        return;
    }
    static const char *const bad[] = {"NetStream.Publish.BadName", "NetStream.Publish.Denied", "NetStream.Play.Failed",
                                      "NetStream.Play.StreamNotFound", "NetStream.Play.UnpublishNotify",
                                      "NetStream.Play.Stop"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (memmem(from, (size_t)(end - from), bad[i], strlen(bad[i]))) {
            peer_fail(peer, "onStatus %s", bad[i]);
            return;
        }
}

static void on_command(struct peer *peer, const uint8_t *from, size_t length) {
    const uint8_t *end = from + length;
    char name[64];
    double transaction_id, stream_id;
    if (!amf_read_string(&from, end, name, sizeof name) || !amf_read_number(&from, end, &transaction_id)) return;
    if (!strcmp(name, "onStatus")) {
        on_status(peer, from, end);
    } else if (!strcmp(name, "_error") && (transaction_id == CALL_CONNECT || transaction_id == CALL_CREATE_STREAM)) {
        peer_fail(peer, "_error to %s", transaction_id == CALL_CONNECT ? "connect" : "createStream");
    } else if (!strcmp(name, "_result") && transaction_id == CALL_CONNECT && peer->state == CONNECT) {
        send_create_stream(peer);
    } else if (!strcmp(name, "_result") && transaction_id == CALL_CREATE_STREAM && peer->state == CREATE_STREAM) {
        if (from < end) from++; /* the command object is null: one byte */
        if (amf_read_number(&from, end, &stream_id)) {
            peer->stream_id = (uint32_t)stream_id;
            send_start(peer);
        } else {
            peer_fail(peer, "createStream answered without a stream ID");
        }
    }
}

static void on_message(void *context, const struct message *message) {
    struct peer *peer = context;
    const uint8_t *body = message->body;
    uint32_t length = message->length;
    switch (message->type) {
    case TYPE_WINDOW_SIZE:
        if (length >= 4) peer->window = get_u32(body);
        break;
    case TYPE_USER_CONTROL:
        if (length >= 6 && body[0] == 0 && body[1] == EVENT_PING_REQUEST) {
            uint8_t pong[6] = {0, EVENT_PING_RESPONSE, body[2], body[3], body[4], body[5]};
            send_message(peer, 2, TYPE_USER_CONTROL, 0, pong, sizeof pong);
        }
        break;
    case TYPE_AUDIO:
    case TYPE_VIDEO:
        if (length) peer->context->events.media(peer, message->type == TYPE_VIDEO ? VIDEO : AUDIO, message);
        break;
    case TYPE_COMMAND:
        on_command(peer, body, length);
        break;
    }
}

/* --------------------------------------------------------------------------------------------- life time */

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
    peer->state = HANDSHAKE;
    uint8_t c0_c1[1 + HANDSHAKE_PART] = {3};
    for (size_t i = 9; i < sizeof c0_c1; i++) c0_c1[i] = (uint8_t)(i * 31 + (size_t)peer->id);
    wait_for_room(peer, false);
    peer_send(peer, c0_c1, sizeof c0_c1);
}

static void read_bytes(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    if (peer->handshake_left) from = read_handshake(peer, from, end);
    const char *error = chunk_reader_read(&peer->chunks, from, end, on_message, peer);
    if (error) peer_fail(peer, "%s", error);
    else if (peer->drains) peer->unread = chunk_reader_partial(&peer->chunks);
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
    if (peer->received - peer->acknowledged >= peer->window / 2 && peer->state >= CONNECT && peer->state < ENDED) {
        peer->acknowledged = peer->received;
        send_control(peer, TYPE_ACKNOWLEDGEMENT, (uint32_t)peer->received);
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
                          .window = DEFAULT_WINDOW};
    chunk_reader_init(&peer->chunks);
    snprintf(peer->stream_name, sizeof peer->stream_name, "%s", stream_name);
    peer->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (peer->socket < 0) die("socket: %s", strerror(errno));
    int on = 1;
    setsockopt(peer->socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    bind_to_source(peer);
    struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = peer};
    peer->waits_for_room = true;
    if (epoll_ctl(context->epoll, EPOLL_CTL_ADD, peer->socket, &event)) die("epoll_ctl: %s", strerror(errno));
    if (connect(peer->socket, (const struct sockaddr *)&context->server, sizeof context->server)
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
    if (peer->state == LIVE && peer->publisher) {
        struct buffer command = begin_command("deleteStream", 0);
        amf_null(&command);
        amf_number(&command, peer->stream_id);
        send_command(peer, 0, &command);
    }
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
