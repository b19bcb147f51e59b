#include "chunk_reader.h"

#include <stdlib.h>
#include <string.h>

#define LONGEST_BODY 65536 /* of a message that is not media */
#define MOST_CHUNK_STREAMS 64

void chunk_reader_init(struct chunk_reader *reader) {
    *reader = (struct chunk_reader){.chunk_size = DEFAULT_CHUNK_SIZE, .current = -1};
}

void chunk_reader_release(struct chunk_reader *reader) {
    for (int i = 0; i < reader->stream_count; i++) release(&reader->streams[i].body);
    free(reader->streams);
    reader->streams = NULL;
    reader->stream_count = 0;
    reader->released = true;
}

static int stream_index(struct chunk_reader *reader, uint32_t csid) {
    for (int i = 0; i < reader->stream_count; i++)
        if (reader->streams[i].csid == csid) return i;
    if (reader->stream_count == MOST_CHUNK_STREAMS) return -1;
    int index = reader->stream_count++;
    reader->streams = reallocate(reader->streams, sizeof *reader->streams * (size_t)(index + 1));
    reader->streams[index] = (struct chunk_stream){.csid = csid};
    return index;
}

/* Reads one chunk header. Returns its length, 0 when more bytes are needed, -1 when it cannot be. */
static int read_header(struct chunk_reader *reader, const uint8_t *from, size_t available) {
    static const unsigned message_header[4] = {11, 7, 3, 0};
    if (available < 1) return 0;
    unsigned format = from[0] >> 6, basic = (from[0] & 63) == 0 ? 2 : (from[0] & 63) == 1 ? 3 : 1;
    if (available < basic + message_header[format]) return 0;
    uint32_t csid = basic == 1 ? from[0] & 63u : 64u + from[1] + (basic == 3 ? 256u * from[2] : 0);
    int index = stream_index(reader, csid);
    if (index < 0) return -1;
    struct chunk_stream *stream = &reader->streams[index];
    const uint8_t *fields = from + basic;
    bool extended = format < 3 ? get_u24(fields) == 0xffffff : stream->extended_timestamp;
    unsigned length = basic + message_header[format] + (extended ? 4 : 0);
    if (available < length) return 0;
    stream->extended_timestamp = extended;
    if (format < 2) {
        if (stream->received) return -1; /* a new message inside another one */
        stream->length = get_u24(fields + 3);
        stream->type = fields[6];
    }
    uint32_t left = stream->length - stream->received;
    reader->chunk_left = left < reader->chunk_size ? left : reader->chunk_size;
    reader->current = index;
    return (int)length;
}

/* Moves *from behind a chunk header. Returns what read_header does; the start of a header is kept for the next piece. */
static int take_header(struct chunk_reader *reader, const uint8_t **from, const uint8_t *end) {
    uint32_t had = reader->header_length;
    size_t available = (size_t)(end - *from), taken = sizeof reader->header - had;
    if (taken > available) taken = available;
    if (had) memcpy(reader->header + had, *from, taken);
    int length = had ? read_header(reader, reader->header, had + taken) : read_header(reader, *from, available);
    if (length == 0) {
        if (!had) memcpy(reader->header, *from, taken);
        reader->header_length = had + (uint32_t)taken;
    } else if (length > 0) {
        *from += (uint32_t)length - had;
        reader->header_length = 0;
    }
    return length;
}

static bool is_media(const struct chunk_stream *stream) {
    return stream->type == TYPE_AUDIO || stream->type == TYPE_VIDEO;
}

static void keep(struct chunk_stream *stream, const uint8_t *from, uint32_t count) {
    if (stream->received == 0) stream->body.length = 0;
    size_t most = is_media(stream) ? MEDIA_HEAD : LONGEST_BODY, room = most - stream->body.length;
    append(&stream->body, from, count < room ? count : room);
}

const char *chunk_reader_read(struct chunk_reader *reader, const uint8_t *from, const uint8_t *end,
                              void (*on_message)(void *context, const struct message *message), void *context) {
    while (!reader->released && (from < end || (reader->current >= 0 && reader->chunk_left == 0))) {
        if (reader->current < 0) {
            int length = take_header(reader, &from, end);
            if (length < 0) return "the chunk stream is out of step";
            if (length == 0) return NULL;
            reader->streams[reader->current].wire_received += (uint32_t)length;
        }
        struct chunk_stream *stream = &reader->streams[reader->current];
        uint32_t count = end - from < reader->chunk_left ? (uint32_t)(end - from) : reader->chunk_left;
        if (stream->length > LONGEST_BODY && !is_media(stream)) return "a command or control message is too long";
        keep(stream, from, count);
        from += count;
        stream->received += count;
        stream->wire_received += count;
        reader->chunk_left -= count;
        if (reader->chunk_left) return NULL;
        reader->current = -1;
        if (stream->received < stream->length) continue;

        uint32_t wire_length = stream->wire_received;
        stream->received = stream->wire_received = 0;
        if (stream->type == TYPE_SET_CHUNK_SIZE && stream->length >= 4) {
            reader->chunk_size = get_u32(stream->body.bytes) & 0x7fffffff;
            if (!reader->chunk_size) return "the server set a chunk size of 0";
        }
        struct message message = {
            .type = stream->type, .length = stream->length, .wire_length = wire_length, .body = stream->body.bytes};
        on_message(context, &message);
    }
    return NULL;
}

uint64_t chunk_reader_partial(const struct chunk_reader *reader) {
    uint64_t bytes = reader->header_length;
    for (int i = 0; i < reader->stream_count; i++) bytes += reader->streams[i].wire_received;
    return bytes;
}
