#include "rtmp.h"

#include <string.h>

enum { AMF_NUMBER = 0, AMF_STRING = 2, AMF_OBJECT = 3, AMF_NULL = 5, AMF_OBJECT_END = 9 };

void write_message(struct buffer *to, unsigned csid, unsigned type, uint32_t stream_id, const void *body, size_t length,
                   size_t chunk_size) {
    uint8_t header[12] = {(uint8_t)csid};
    put_u24(header + 4, (uint32_t)length);
    header[7] = (uint8_t)type;
    put_u32_le(header + 8, stream_id);
    append(to, header, sizeof header);
    for (size_t at = 0; at < length; at += chunk_size) {
        if (at) append_u8(to, 0xc0 | csid);
        append(to, (const uint8_t *)body + at, length - at < chunk_size ? length - at : chunk_size);
    }
}

void amf_key(struct buffer *to, const char *name) {
    uint8_t length[2];
    put_u16(length, (uint32_t)strlen(name));
    append(to, length, sizeof length);
    append(to, name, strlen(name));
}

void amf_string(struct buffer *to, const char *value) {
    append_u8(to, AMF_STRING);
    amf_key(to, value);
}

void amf_number(struct buffer *to, double value) {
    uint64_t bits;
    uint8_t bytes[8];
    memcpy(&bits, &value, sizeof bits);
    put_u64(bytes, bits);
    append_u8(to, AMF_NUMBER);
    append(to, bytes, sizeof bytes);
}

void amf_null(struct buffer *to) { append_u8(to, AMF_NULL); }

void amf_begin_object(struct buffer *to) { append_u8(to, AMF_OBJECT); }

void amf_end_object(struct buffer *to) {
    amf_key(to, "");
    append_u8(to, AMF_OBJECT_END);
}

bool amf_read_string(const uint8_t **from, const uint8_t *end, char *value, size_t size) {
    const uint8_t *at = *from;
    if (end - at < 3 || at[0] != AMF_STRING) return false;
    size_t length = (size_t)at[1] << 8 | at[2];
    if ((size_t)(end - at) - 3 < length || length >= size) return false;
    memcpy(value, at + 3, length);
    value[length] = 0;
    *from = at + 3 + length;
    return true;
}

bool amf_read_number(const uint8_t **from, const uint8_t *end, double *value) {
    const uint8_t *at = *from;
    if (end - at < 9 || at[0] != AMF_NUMBER) return false;
    uint64_t bits = get_u64(at + 1);
    memcpy(value, &bits, sizeof bits);
    *from = at + 9;
    return true;
}
