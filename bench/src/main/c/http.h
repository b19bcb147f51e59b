/* The client's half of HTTP/1.1: answers in pieces of any size, and the messages of a WebSocket behind its upgrade. */
#ifndef HTTP_H
#define HTTP_H

#include "base.h"

enum http_state { HTTP_HEAD, HTTP_LENGTH, HTTP_CHUNK_SIZE, HTTP_CHUNK, HTTP_CHUNK_END, HTTP_LAST_CHUNK, HTTP_FRAME_HEAD,
                  HTTP_FRAME };

/* A string that is returned is why the connection cannot go on. */
struct http_events {
    const char *(*head)(void *context, int status);
    const char *(*body)(void *context, const uint8_t *from, const uint8_t *end);
    const char *(*end)(void *context); /* the answer is whole: the next one may be asked for */
};

struct http_reader {
    enum http_state state;
    int status;
    bool gzip;             /* of the answer at hand */
    uint64_t left;         /* of the body, the chunk or the frame */
    struct buffer head;    /* lines of the answer; then of a chunk or a frame, what tells its length */
};

/* Begins in state HTTP_HEAD, as a zeroed one is. Returns NULL, or why the connection cannot go on. */
const char *http_read(struct http_reader *reader, const uint8_t *from, const uint8_t *end, const struct http_events *events,
                      void *context);

/* The head of a GET as a browser sends it; `more` are further lines, each with its CRLF. Returns its length. */
int http_get(char *to, size_t size, int port, const char *target, int viewer, const char *more);

#endif
