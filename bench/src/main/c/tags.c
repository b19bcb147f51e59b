#define _GNU_SOURCE /* memmem */
#include "tags.h"

#include <string.h>

#define FILE_HEAD 13 /* with the zero before the first tag */
#define TAG_HEADER 11
#define TAG_END 4
#define LARGEST_BOX (64u << 20)

/* Copies what is still missing of `to`; returns how many bytes it took. */
static uint32_t take(uint8_t *to, uint32_t has, uint32_t size, const uint8_t *from, const uint8_t *end) {
    uint32_t count = size - has;
    if (count > (size_t)(end - from)) count = (uint32_t)(end - from);
    memcpy(to + has, from, count);
    return count;
}

static void tell_tag(const struct flv_reader *reader, on_media_message *on_message, void *context) {
    unsigned type = reader->header[0];
    struct message message = {
        .type = type, .length = reader->length, .wire_length = TAG_HEADER + reader->length + TAG_END, .body = reader->head};
    if (type == TYPE_VIDEO || type == TYPE_AUDIO) on_message(context, &message);
}

void flv_read_tags(struct flv_reader *reader, const uint8_t *from, const uint8_t *end, on_media_message *on_message,
                   void *context) {
    while (from < end) {
        uint32_t header = reader->begun ? TAG_HEADER : FILE_HEAD;
        if (reader->at < header) {
            uint32_t count = take(reader->header, reader->at, header, from, end);
            from += count;
            reader->at += count;
            if (reader->at < header) return;
            reader->length = get_u24(reader->header + 1);
            if (!reader->begun) reader->begun = true, reader->at = 0;
            continue;
        }
        uint32_t body = reader->at - TAG_HEADER, known = reader->length < MEDIA_HEAD ? reader->length : MEDIA_HEAD;
        if (body < known) {
            uint32_t count = take(reader->head, body, known, from, end);
            from += count;
            reader->at += count;
            continue;
        }
        uint32_t left = TAG_HEADER + reader->length + TAG_END - reader->at;
        if (left > (size_t)(end - from)) {
            reader->at += (uint32_t)(end - from);
            return;
        }
        from += left;
        reader->at = 0;
        tell_tag(reader, on_message, context);
    }
}

/* One sample as the body of the message that it was published in. */
static void tell_sample(enum kind kind, const uint8_t *from, uint32_t length, on_media_message *on_message, void *context) {
    static const uint8_t video[] = {0x27, 1, 0, 0, 0}, audio[] = {0xaf, 1};
    uint8_t head[sizeof video + MEDIA_HEAD];
    size_t prefix = kind == VIDEO ? sizeof video : sizeof audio;
    memcpy(head, kind == VIDEO ? video : audio, prefix);
    memcpy(head + prefix, from, length < MEDIA_HEAD ? length : MEDIA_HEAD);
    if (kind == VIDEO && from[4] == 0x65) head[0] = 0x17;
    struct message message = {.type = kind == VIDEO ? TYPE_VIDEO : TYPE_AUDIO,
                              .length = length + (uint32_t)prefix,
                              .wire_length = length,
                              .body = head};
    on_message(context, &message);
}

static bool has_stamp(const uint8_t *at, const uint8_t *end) {
    return end - at >= STAMP_LENGTH && !memcmp(at, STAMP_MAGIC, strlen(STAMP_MAGIC));
}

/* A sample of video: the length of its only NAL unit, its type, and the stamp. */
static bool is_video(const uint8_t *at, const uint8_t *end) {
    return end - at >= 5 && has_stamp(at + 5, end) && (at[4] == 0x65 || at[4] == 0x41)
        && get_u32(at) <= (size_t)(end - at) - 4;
}

/* Samples tell where they end: of video by the unit's length, of audio by where the next one begins. */
static const char *read_samples(const uint8_t *from, const uint8_t *end, on_media_message *on_message, void *context) {
    while (from < end) {
        const uint8_t *next = end;
        enum kind kind = is_video(from, end) ? VIDEO : AUDIO;
        if (kind == VIDEO) {
            next = from + 4 + get_u32(from);
        } else if (!has_stamp(from, end)) {
            return "a sample that is none of the stream's";
        } else {
            const uint8_t *at = memmem(from + 1, (size_t)(end - from) - 1, STAMP_MAGIC, strlen(STAMP_MAGIC));
            if (at) next = at - 5 > from && is_video(at - 5, end) ? at - 5 : at;
        }
        tell_sample(kind, from, (uint32_t)(next - from), on_message, context);
        from = next;
    }
    return NULL;
}

const char *mp4_read_boxes(struct mp4_reader *reader, const uint8_t *from, const uint8_t *end,
                           on_media_message *on_message, void *context) {
    struct buffer *box = &reader->box;
    while (from < end) {
        uint32_t size = box->length >= 8 ? get_u32(box->bytes) : 8;
        if (size < 8 || size > LARGEST_BOX) return "no box of MP4";
        size_t count = size - box->length;
        if (count > (size_t)(end - from)) count = (size_t)(end - from);
        append(box, from, count);
        from += count;
        if (box->length < 8 || box->length < get_u32(box->bytes)) continue;
        bool has_media = !memcmp(box->bytes + 4, "mdat", 4);
        size = (uint32_t)box->length;
        box->length = 0;
        if (has_media) {
            const char *error = read_samples(box->bytes + 8, box->bytes + size, on_message, context);
            if (error) return error;
        }
    }
    return NULL;
}
