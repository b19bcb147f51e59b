#include "stream.h"

#include <stdlib.h>
#include <string.h>

#include "rtmp.h"

#define CHUNK_HEADER 12 /* type 0 chunk, one byte basic header */
#define VIDEO_STAMP_AT 10 /* after the tag header (5), the NAL unit's length (4) and its type (1) */
#define AUDIO_STAMP_AT 2
#define KEY_FRAME_WEIGHT 8 /* a key frame is as large as this many others */
#define SMALLEST_BODY 64

static uint32_t next_random(void) { /* xorshift64: the same stream in every run */
    static uint64_t state = 88172645463325252ull;
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 32);
}

static size_t stamp_at(enum kind kind) { return kind == VIDEO ? VIDEO_STAMP_AT : AUDIO_STAMP_AT; }

static void add_header(struct stream *stream, unsigned csid, unsigned type, const void *body, size_t length,
                       size_t chunk_size) {
    stream->header_offsets[stream->header_count++] = stream->headers.length;
    write_message(&stream->headers, csid, type, 0, body, length, chunk_size);
}

static void add_headers(struct stream *stream, const struct stream_options *options) {
    /* 1280x720 constrained baseline: a record that a server can parse. */
    static const uint8_t avc[] = {0x17, 0x00, 0x00, 0x00, 0x00, 0x01, 0x42, 0xc0, 0x1f, 0xff, 0xe1, 0x00,
                                  0x19, 0x67, 0x42, 0xc0, 0x1f, 0xd9, 0x00, 0x50, 0x05, 0xbb, 0x01, 0x10,
                                  0x00, 0x00, 0x03, 0x00, 0x10, 0x00, 0x00, 0x03, 0x03, 0xc0, 0xf1, 0x83,
                                  0x24, 0x80, 0x01, 0x00, 0x05, 0x68, 0xcb, 0x83, 0xcb, 0x20};
    static const uint8_t aac[] = {0xaf, 0x00, 0x11, 0x90}; /* AAC-LC, 48 kHz, stereo */

    struct buffer metadata = {0};
    amf_string(&metadata, "@setDataFrame");
    amf_string(&metadata, "onMetaData");
    amf_begin_object(&metadata);
    amf_key(&metadata, "width"), amf_number(&metadata, 1280);
    amf_key(&metadata, "height"), amf_number(&metadata, 720);
    amf_key(&metadata, "framerate"), amf_number(&metadata, options->fps);
    amf_key(&metadata, "videodatarate"), amf_number(&metadata, options->video_kbps);
    amf_key(&metadata, "videocodecid"), amf_number(&metadata, 7);
    if (options->audio_kbps) amf_key(&metadata, "audiocodecid"), amf_number(&metadata, 10);
    amf_end_object(&metadata);
    add_header(stream, 4, TYPE_DATA, metadata.bytes, metadata.length, options->chunk_size);
    release(&metadata);

    add_header(stream, 6, TYPE_VIDEO, avc, sizeof avc, options->chunk_size);
    if (options->audio_kbps) add_header(stream, 5, TYPE_AUDIO, aac, sizeof aac, options->chunk_size);
}

static void add_slot(struct stream *stream, enum kind kind, uint64_t due_ns, const uint8_t *body, size_t length,
                     size_t chunk_size) {
    struct buffer wire = {0};
    write_message(&wire, kind == VIDEO ? 6 : 5, kind == VIDEO ? TYPE_VIDEO : TYPE_AUDIO, 0, body, length, chunk_size);
    stream->slots[stream->count++] = (struct slot){
        .wire = wire.bytes, .length = wire.length, .payload = (uint32_t)length, .due_ns = due_ns, .kind = kind};
}

static void fill(uint8_t *body, size_t length) {
    for (size_t i = 0; i < length; i++) body[i] = (uint8_t)next_random();
}

static int by_due_time(const void *left, const void *right) {
    const struct slot *a = left, *b = right;
    if (a->due_ns != b->due_ns) return a->due_ns < b->due_ns ? -1 : 1;
    return (int)a->kind - (int)b->kind;
}

void stream_build(struct stream *stream, const struct stream_options *options) {
    memset(stream, 0, sizeof *stream);
    add_headers(stream, options);

    int frames = options->gop;
    while (frames < 2 * options->fps) frames += options->gop; /* a pass is never shorter than two seconds */
    stream->pass_ns = (uint64_t)frames * NANOS / (uint64_t)options->fps;
    double pass_seconds = (double)stream->pass_ns / 1e9;
    /* AAC has 1024 samples a frame; their number is rounded so that the pass closes. */
    int audio_frames = options->audio_kbps ? (int)(pass_seconds * 48000 / 1024 + 0.5) : 0;
    stream->slots = allocate(sizeof *stream->slots * (size_t)(frames + audio_frames));
    stream->messages_per_second[VIDEO] = frames / pass_seconds;
    stream->messages_per_second[AUDIO] = audio_frames / pass_seconds;

    double gop_bytes = options->video_kbps * 125.0 * options->gop / options->fps;
    double frame_bytes = gop_bytes / (options->gop - 1 + KEY_FRAME_WEIGHT);
    uint8_t *body = allocate((size_t)gop_bytes + (size_t)options->audio_kbps * 125 + SMALLEST_BODY);
    for (int i = 0; i < frames; i++) {
        bool key = i % options->gop == 0;
        /* Inter frames vary by 15 % around their mean, as an encoder's do. */
        double bytes = frame_bytes * (key ? KEY_FRAME_WEIGHT : 0.85 + 0.30 * (next_random() % 1000) / 1000.0);
        size_t length = bytes < SMALLEST_BODY ? SMALLEST_BODY : (size_t)bytes;
        fill(body, length);
        memcpy(body, key ? "\x17\x01\0\0\0" : "\x27\x01\0\0\0", 5);
        put_u32(body + 5, (uint32_t)(length - 9));
        body[9] = key ? 0x65 : 0x41; /* IDR or non-IDR slice */
        add_slot(stream, VIDEO, (uint64_t)i * NANOS / (uint64_t)options->fps, body, length, options->chunk_size);
    }
    for (int i = 0; i < audio_frames; i++) {
        double bytes = options->audio_kbps * 125.0 * pass_seconds / audio_frames;
        size_t length = bytes < SMALLEST_BODY ? SMALLEST_BODY : (size_t)bytes;
        fill(body, length);
        memcpy(body, "\xaf\x01", 2);
        add_slot(stream, AUDIO, (uint64_t)i * stream->pass_ns / (uint64_t)audio_frames, body, length,
                 options->chunk_size);
    }
    free(body);
    qsort(stream->slots, stream->count, sizeof *stream->slots, by_due_time);
}

void stream_address_headers(struct stream *stream, uint32_t stream_id) {
    for (int i = 0; i < stream->header_count; i++)
        put_u32_le(stream->headers.bytes + stream->header_offsets[i] + 8, stream_id);
}

void slot_prepare(struct slot *slot, uint32_t timestamp_ms, uint32_t stream_id, struct stamp stamp) {
    put_u24(slot->wire + 1, timestamp_ms); /* a run is shorter than the 4.6 hours that 24 bits hold */
    put_u32_le(slot->wire + 8, stream_id);
    uint8_t *at = slot->wire + CHUNK_HEADER + stamp_at(slot->kind);
    memcpy(at, STAMP_MAGIC, strlen(STAMP_MAGIC));
    put_u64(at + 8, stamp.sequence);
    put_u64(at + 16, stamp.sent_ns);
}

bool read_stamp(enum kind kind, const uint8_t *head, uint32_t length, struct stamp *stamp) {
    const uint8_t *at = head + stamp_at(kind);
    if (length < stamp_at(kind) + STAMP_LENGTH || memcmp(at, STAMP_MAGIC, strlen(STAMP_MAGIC))) return false;
    *stamp = (struct stamp){.sequence = get_u64(at + 8), .sent_ns = get_u64(at + 16)};
    return true;
}

bool is_key_frame(const uint8_t *video_head, uint32_t length) {
    return length > 1 && video_head[0] == 0x17 && video_head[1] == 1;
}
