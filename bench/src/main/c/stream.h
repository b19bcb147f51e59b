/*
 * The synthetic stream: AVC-shaped video and AAC-shaped audio, cut into chunks once. One pass over it lasts a whole
 * number of groups of pictures, and it is repeated without a seam.
 *
 * Every media message carries a stamp (magic, sequence number, CLOCK_MONOTONIC time of the write), so that a player on
 * the same machine measures the latency through the server and sees each lost, repeated or reordered message.
 */
#ifndef STREAM_H
#define STREAM_H

#include "base.h"

#define STAMP_MAGIC "MILLRACE" /* then the sequence number and the time, 8 bytes each */
#define STAMP_LENGTH 24

enum kind { VIDEO, AUDIO, KINDS };

struct stream_options {
    int video_kbps, audio_kbps; /* audio_kbps 0: no audio */
    int fps, gop;               /* frames per second and per group of pictures */
    size_t chunk_size;
};

/* One media message as it goes on the wire. */
struct slot {
    uint8_t *wire;
    size_t length;
    uint32_t payload;  /* bytes of the message body */
    uint64_t due_ns;   /* from the start of a pass */
    enum kind kind;
};

struct stream {
    struct slot *slots;
    size_t count;
    uint64_t pass_ns;
    double messages_per_second[KINDS];
    struct buffer headers; /* metadata and sequence headers as chunks */
    size_t header_offsets[3];
    int header_count;
};

struct stamp {
    uint64_t sequence, sent_ns;
};

void stream_build(struct stream *stream, const struct stream_options *options);

/* Sets the message stream ID of the metadata and sequence headers. */
void stream_address_headers(struct stream *stream, uint32_t stream_id);

/* Sets what changes each time a slot is sent. */
void slot_prepare(struct slot *slot, uint32_t timestamp_ms, uint32_t stream_id, struct stamp stamp);

/* False when the body does not carry a stamp of ours. */
bool read_stamp(enum kind kind, const uint8_t *head, uint32_t length, struct stamp *stamp);

bool is_key_frame(const uint8_t *video_head, uint32_t length);

#endif
