/* What this tool needs of AMF0, and messages cut into chunks. */
#ifndef RTMP_H
#define RTMP_H

#include "base.h"

/* Message type IDs. */
enum {
    TYPE_SET_CHUNK_SIZE = 1,
    TYPE_ACKNOWLEDGEMENT = 3,
    TYPE_USER_CONTROL = 4,
    TYPE_WINDOW_SIZE = 5,
    TYPE_AUDIO = 8,
    TYPE_VIDEO = 9,
    TYPE_DATA = 18,
    TYPE_COMMAND = 20
};

/* User control event types. */
enum { EVENT_SET_BUFFER_LENGTH = 3, EVENT_PING_REQUEST = 6, EVENT_PING_RESPONSE = 7 };

#define DEFAULT_CHUNK_SIZE 128

/* Appends one message as chunks: a type 0 header with timestamp 0, then type 3 headers. csid is 2 to 63. */
void write_message(struct buffer *to, unsigned csid, unsigned type, uint32_t stream_id, const void *body, size_t length,
                   size_t chunk_size);

void amf_string(struct buffer *to, const char *value);
void amf_number(struct buffer *to, double value);
void amf_null(struct buffer *to);
void amf_begin_object(struct buffer *to);
void amf_key(struct buffer *to, const char *name);
void amf_end_object(struct buffer *to);

/* Reads a string or a number at *from and moves *from behind it; false for any other value or a truncated one. */
bool amf_read_string(const uint8_t **from, const uint8_t *end, char *value, size_t size);
bool amf_read_number(const uint8_t **from, const uint8_t *end, double *value);

#endif
