/* What a player gets over HTTP: FLV tags, or fragmented MP4, in pieces of any size -> messages as RTMP has them. */
#ifndef TAGS_H
#define TAGS_H

#include "chunk_reader.h"
#include "stream.h"

typedef void on_media_message(void *context, const struct message *message);

struct flv_reader {
    bool begun;          /* behind the head of the file */
    uint32_t at, length; /* bytes taken of the tag at hand, and all of it once that is known */
    uint8_t header[13];
    uint8_t head[MEDIA_HEAD]; /* of the body */
};

void flv_read_tags(struct flv_reader *reader, const uint8_t *from, const uint8_t *end, on_media_message *on_message,
                   void *context);

struct mp4_reader {
    struct buffer box; /* the one at hand */
};

/* Returns NULL, or why it is no fragmented MP4 of our stream. */
const char *mp4_read_boxes(struct mp4_reader *reader, const uint8_t *from, const uint8_t *end,
                           on_media_message *on_message, void *context);

#endif
