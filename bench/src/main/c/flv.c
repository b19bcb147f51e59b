#include "flv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "rtmp.h"

#define CHUNK_HEADER 12
#define ONE_CHUNK 0xffffff /* so that a message lies there in one piece */
#define SET_DATA_FRAME 16 /* length of that string as AMF0: a publisher says it, a file does not hold it */

static void write_bytes(FILE *file, const void *bytes, size_t count) {
    if (fwrite(bytes, 1, count, file) != count) die("the file cannot be written: %s", strerror(errno));
}

/* Writes one message that is one chunk. */
static void write_tag(FILE *file, const uint8_t *wire, size_t length, uint32_t timestamp_ms) {
    unsigned type = wire[7];
    size_t skipped = CHUNK_HEADER + (type == TYPE_DATA ? SET_DATA_FRAME : 0), size = length - skipped;
    uint8_t header[11] = {(uint8_t)type}, end[4];
    put_u24(header + 1, (uint32_t)size);
    put_u24(header + 4, timestamp_ms & 0xffffff);
    header[7] = (uint8_t)(timestamp_ms >> 24);
    put_u32(end, (uint32_t)(size + sizeof header));
    write_bytes(file, header, sizeof header);
    write_bytes(file, wire + skipped, size);
    write_bytes(file, end, sizeof end);
}

static void write_headers(FILE *file, const struct stream *stream) {
    for (int i = 0; i < stream->header_count; i++) {
        size_t from = stream->header_offsets[i];
        size_t to = i + 1 < stream->header_count ? stream->header_offsets[i + 1] : stream->headers.length;
        write_tag(file, stream->headers.bytes + from, to - from, 0);
    }
}

struct recording flv_write(const char *path, double seconds, const struct stream_options *options) {
    static const uint8_t head[] = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};
    struct stream_options unchunked = *options;
    unchunked.chunk_size = ONE_CHUNK;
    struct stream stream;
    stream_build(&stream, &unchunked);
    FILE *file = fopen(path, "wb");
    if (!file) die("%s: %s", path, strerror(errno));
    write_bytes(file, head, sizeof head);
    write_headers(file, &stream);

    struct recording recording = {0};
    for (uint64_t start_ns = 0; (double)start_ns < seconds * 1e9; start_ns += stream.pass_ns)
        for (size_t i = 0; i < stream.count; i++) {
            struct slot *slot = &stream.slots[i];
            uint32_t timestamp_ms = (uint32_t)((start_ns + slot->due_ns) / 1000000);
            slot_prepare(slot, timestamp_ms, 0, (struct stamp){.sequence = recording.messages[slot->kind]++});
            recording.bytes[slot->kind] += slot->payload;
            write_tag(file, slot->wire, slot->length, timestamp_ms);
        }
    if (fclose(file)) die("%s: %s", path, strerror(errno));
    return recording;
}
