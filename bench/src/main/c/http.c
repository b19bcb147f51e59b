#define _GNU_SOURCE /* strcasestr */
#include "http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LONGEST_HEAD 8192
#define FRAME_CLOSE 8
#define FRAME_PING 9

int http_get(char *to, size_t size, int port, const char *target, int viewer, const char *more) {
    return snprintf(to, size,
                    "GET %s HTTP/1.1\r\n"
                    "Host: 127.0.0.1:%d\r\n"
                    "Connection: keep-alive\r\n"
                    "sec-ch-ua-platform: \"Linux\"\r\n"
                    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) rtmpload/%d\r\n"
                    "sec-ch-ua: \"Chromium\";v=\"156\", \"Not-A.Brand\";v=\"24\"\r\n"
                    "sec-ch-ua-mobile: ?0\r\n"
                    "Accept: */*\r\n"
                    "Origin: http://localhost\r\n"
                    "Sec-Fetch-Site: cross-site\r\n"
                    "Sec-Fetch-Mode: cors\r\n"
                    "Sec-Fetch-Dest: empty\r\n"
                    "Referer: http://localhost/\r\n"
                    "Accept-Encoding: gzip, deflate, br, zstd\r\n"
                    "Accept-Language: en-US,en;q=0.9\r\n"
                    "%s\r\n",
                    target, port, viewer, more);
}

static const char *field(const struct buffer *head, const char *name) {
    const char *at = strcasestr((const char *)head->bytes, name);
    return at ? at + strlen(name) : NULL;
}

/* The head is there, with its last empty line. */
static const char *begin_body(struct http_reader *reader, const struct http_events *events, void *context) {
    append_u8(&reader->head, 0);
    const char *length = field(&reader->head, "\r\ncontent-length:");
    reader->gzip = field(&reader->head, "\r\ncontent-encoding: gzip") != NULL;
    if (sscanf((const char *)reader->head.bytes, "HTTP/1.1 %d", &reader->status) != 1) return "no answer of HTTP/1.1";
    reader->state = reader->status == 101                                              ? HTTP_FRAME_HEAD
                    : field(&reader->head, "\r\ntransfer-encoding: chunked") ? HTTP_CHUNK_SIZE
                                                                                      : HTTP_LENGTH;
    if (reader->state == HTTP_LENGTH && !length) return "an answer without length";
    reader->left = reader->state == HTTP_LENGTH ? strtoull(length, NULL, 10) : 0;
    reader->head.length = 0;
    const char *error = events->head(context, reader->status);
    if (error || reader->state != HTTP_LENGTH || reader->left) return error;
    reader->state = HTTP_HEAD;
    return events->end(context);
}

static const char *read_head(struct http_reader *reader, const uint8_t **from, const uint8_t *end,
                             const struct http_events *events, void *context) {
    struct buffer *head = &reader->head;
    while (*from < end) {
        append_u8(head, *(*from)++);
        if (head->length >= 4 && !memcmp(head->bytes + head->length - 4, "\r\n\r\n", 4))
            return begin_body(reader, events, context);
        if (head->length > LONGEST_HEAD) return "a head that is too long";
    }
    return NULL;
}

/* Up to a line feed; true when it is there. */
static bool read_line(struct http_reader *reader, const uint8_t **from, const uint8_t *end) {
    while (*from < end) {
        uint8_t byte = *(*from)++;
        if (byte == '\n') {
            append_u8(&reader->head, 0);
            reader->head.length = 0; /* the text stays where it is */
            return true;
        }
        if (reader->head.length < LONGEST_HEAD) append_u8(&reader->head, byte);
    }
    return false;
}

/* Two bytes, or four, or ten: a server does not mask. */
static const char *read_frame_head(struct http_reader *reader, const uint8_t **from, const uint8_t *end) {
    struct buffer *head = &reader->head;
    while (*from < end) {
        append_u8(head, *(*from)++);
        unsigned length = head->length > 1 ? head->bytes[1] : 0;
        size_t needed = length == 127 ? 10 : length == 126 ? 4 : 2;
        if (head->length < needed) continue;
        if ((head->bytes[0] & 15) == FRAME_CLOSE) return "closed by the server";
        if ((head->bytes[0] & 15) == FRAME_PING) return "a ping, which is not answered";
        reader->left = needed == 10  ? get_u64(head->bytes + 2)
                       : needed == 4 ? (uint64_t)head->bytes[2] << 8 | head->bytes[3]
                                     : length;
        head->length = 0;
        if (reader->left) reader->state = HTTP_FRAME;
        return NULL;
    }
    return NULL;
}

static const char *read_body(struct http_reader *reader, const uint8_t **from, const uint8_t *end,
                             const struct http_events *events, void *context) {
    uint64_t count = (uint64_t)(end - *from) < reader->left ? (uint64_t)(end - *from) : reader->left;
    const uint8_t *begin = *from;
    *from += count;
    reader->left -= count;
    const char *error = events->body(context, begin, *from);
    if (error || reader->left) return error;
    if (reader->state == HTTP_LENGTH) {
        reader->state = HTTP_HEAD;
        return events->end(context);
    }
    reader->state = reader->state == HTTP_CHUNK ? HTTP_CHUNK_END : HTTP_FRAME_HEAD;
    return NULL;
}

const char *http_read(struct http_reader *reader, const uint8_t *from, const uint8_t *end, const struct http_events *events,
                      void *context) {
    const char *error = NULL;
    while (from < end && !error) switch (reader->state) {
        case HTTP_HEAD: error = read_head(reader, &from, end, events, context); break;
        case HTTP_CHUNK_SIZE:
            if (!read_line(reader, &from, end)) break;
            reader->left = strtoull((const char *)reader->head.bytes, NULL, 16);
            reader->state = reader->left ? HTTP_CHUNK : HTTP_LAST_CHUNK;
            break;
        case HTTP_CHUNK_END:
            if (read_line(reader, &from, end)) reader->state = HTTP_CHUNK_SIZE;
            break;
        case HTTP_LAST_CHUNK:
            if (!read_line(reader, &from, end)) break;
            reader->state = HTTP_HEAD;
            error = events->end(context);
            break;
        case HTTP_FRAME_HEAD: error = read_frame_head(reader, &from, end); break;
        case HTTP_LENGTH:
        case HTTP_CHUNK:
        case HTTP_FRAME: error = read_body(reader, &from, end, events, context); break;
        }
    return error;
}
