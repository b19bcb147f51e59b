/* The incoming chunk stream of one connection: bytes in pieces of any size -> messages. */
#ifndef CHUNK_READER_H
#define CHUNK_READER_H

#include "rtmp.h"

#define MEDIA_HEAD 64
#define LONGEST_CHUNK_HEADER 18

struct message {
    unsigned type;
    uint32_t length, wire_length; /* of the body, and of all its chunks with their headers */
    /* The whole body; of audio and video only the first MEDIA_HEAD bytes, the rest is skipped, so that one core can
     * read for many players. */
    const uint8_t *body;
};

struct chunk_stream {
    uint32_t csid, length, received;
    uint32_t wire_received; /* with chunk headers */
    unsigned type;
    bool extended_timestamp;
    struct buffer body;
};

struct chunk_reader {
    uint8_t header[LONGEST_CHUNK_HEADER]; /* one that has begun in an earlier piece */
    uint32_t header_length;
    uint32_t chunk_size; /* as the server has set it */
    uint32_t chunk_left; /* bytes of the current chunk still to come */
    int current;         /* index of its chunk stream, -1 between chunks */
    int stream_count;
    struct chunk_stream *streams;
    bool released;
};

void chunk_reader_init(struct chunk_reader *reader);

/*
 * Hands on every message that ends in these bytes; a Set Chunk Size is acted on here. Returns NULL, or why the
 * connection cannot go on. on_message may call chunk_reader_release: reading stops then.
 */
const char *chunk_reader_read(struct chunk_reader *reader, const uint8_t *from, const uint8_t *end,
                              void (*on_message)(void *context, const struct message *message), void *context);

/* Bytes taken of messages that have not ended. */
uint64_t chunk_reader_partial(const struct chunk_reader *reader);

void chunk_reader_release(struct chunk_reader *reader);

#endif
