#define _GNU_SOURCE /* memmem */
#include "dialogue.h"

#include <string.h>

/* Transaction IDs of our calls. */
enum { CALL_CONNECT = 1, CALL_RELEASE_STREAM, CALL_FC_PUBLISH, CALL_CREATE_STREAM, CALL_START };

/* ---------------------------------------------------------------------------------------------- sending */

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

void send_connect(struct peer *peer) {
    struct buffer command = begin_command("connect", CALL_CONNECT);
    amf_begin_object(&command);
    amf_key(&command, "app"), amf_string(&command, peer->context->app);
    amf_key(&command, "flashVer");
    amf_string(&command, peer->publisher ? "FMLE/3.0 (compatible; rtmpload)" : "LNX 9,0,124,2");
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

void send_acknowledgement(struct peer *peer) { send_control(peer, TYPE_ACKNOWLEDGEMENT, (uint32_t)peer->received); }

void send_delete_stream(struct peer *peer) {
    struct buffer command = begin_command("deleteStream", 0);
    amf_null(&command);
    amf_number(&command, peer->stream_id);
    send_command(peer, 0, &command);
}

/* -------------------------------------------------------------------------------------------- receiving */

static void on_status(struct peer *peer, const uint8_t *from, const uint8_t *end) {
    /* The code is looked for as text, since its place in the object varies between servers. */
    const char *started = peer->publisher ? "NetStream.Publish.Start" : "NetStream.Play.Start";
    if (memmem(from, (size_t)(end - from), started, strlen(started))) {
        peer_become_live(peer);
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

void dialogue_on_message(void *context, const struct message *message) {
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
