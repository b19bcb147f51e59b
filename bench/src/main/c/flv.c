#include "flv.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "chunk_reader.h"

#define CHUNK_HEADER 12
#define FILE_HEAD 13 /* with the zero before the first tag */
#define TAG_HEADER 11
#define ONE_CHUNK 0xffffff /* so that a message lies there in one piece */
#define SET_DATA_FRAME 16 /* length of that string as AMF0: a publisher says it, a file does not hold it */

static void write_bytes(FILE *file, const void *bytes, size_t count) {
    if (fwrite(bytes, 1, count, file) != count) die("the file cannot be written: %s", strerror(errno));
}

/* Writes one message that is one chunk. */
static void write_tag(FILE *file, const uint8_t *wire, size_t length, uint32_t timestamp_ms) {
    unsigned type = wire[7];
    size_t skipped = CHUNK_HEADER + (type == TYPE_DATA ? SET_DATA_FRAME : 0), size = length - skipped;
    uint8_t header[TAG_HEADER] = {(uint8_t)type}, end[4];
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
    static const uint8_t head[FILE_HEAD] = {'F', 'L', 'V', 1, 5, 0, 0, 0, 9, 0, 0, 0, 0};
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

/* Reads the next tag and the first MEDIA_HEAD bytes of its body; false when it is not whole. */
static bool read_tag(FILE *file, uint8_t *header, uint8_t *head, uint32_t *size) {
    uint8_t end[4];
    if (fread(header, TAG_HEADER, 1, file) != 1) return false;
    *size = get_u24(header + 1);
    size_t known = *size < MEDIA_HEAD ? *size : MEDIA_HEAD;
    return fread(head, 1, known, file) == known && !fseeko(file, (off_t)(*size - known), SEEK_CUR)
        && fread(end, sizeof end, 1, file) == 1 && get_u32(end) == *size + TAG_HEADER;
}

struct recording flv_read(const char *path) {
    struct recording recording = {0};
    FILE *file = fopen(path, "rb");
    if (!file) return recording;
    uint64_t next[KINDS] = {0};
    uint8_t header[TAG_HEADER], head[MEDIA_HEAD];
    uint32_t size;
    fseeko(file, FILE_HEAD, SEEK_SET);
    while (read_tag(file, header, head, &size)) {
        enum kind kind = header[0] == TYPE_VIDEO ? VIDEO : AUDIO;
        struct stamp stamp;
        if (header[0] == TYPE_DATA || !read_stamp(kind, head, size, &stamp)) continue; /* metadata, sequence headers */
        if (stamp.sequence < next[kind]) {
            recording.repeated++;
            continue;
        }
        next[kind] = stamp.sequence + 1;
        recording.messages[kind]++;
        recording.bytes[kind] += size;
    }
    fclose(file);
    return recording;
}
