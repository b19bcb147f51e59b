#include "base.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

uint64_t now_ns(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * NANOS + (uint64_t)t.tv_nsec;
}

void die(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    fputs("rtmpload: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(2);
}

void *allocate(size_t bytes) {
    void *memory = calloc(1, bytes ? bytes : 1);
    if (!memory) die("out of memory");
    return memory;
}

void *reallocate(void *memory, size_t bytes) {
    memory = realloc(memory, bytes);
    if (!memory) die("out of memory");
    return memory;
}

void put_u16(uint8_t *to, uint32_t value) {
    to[0] = (uint8_t)(value >> 8);
    to[1] = (uint8_t)value;
}

void put_u24(uint8_t *to, uint32_t value) {
    to[0] = (uint8_t)(value >> 16);
    put_u16(to + 1, value);
}

void put_u32(uint8_t *to, uint32_t value) {
    to[0] = (uint8_t)(value >> 24);
    put_u24(to + 1, value);
}

void put_u64(uint8_t *to, uint64_t value) {
    put_u32(to, (uint32_t)(value >> 32));
    put_u32(to + 4, (uint32_t)value);
}

uint32_t get_u24(const uint8_t *from) { return (uint32_t)from[0] << 16 | (uint32_t)from[1] << 8 | from[2]; }

uint32_t get_u32(const uint8_t *from) { return (uint32_t)from[0] << 24 | get_u24(from + 1); }

uint64_t get_u64(const uint8_t *from) { return (uint64_t)get_u32(from) << 32 | get_u32(from + 4); }

void put_u32_le(uint8_t *to, uint32_t value) {
    for (int i = 0; i < 4; i++) to[i] = (uint8_t)(value >> 8 * i);
}

void append(struct buffer *to, const void *bytes, size_t count) {
    if (count == 0) return;
    if (to->length + count > to->capacity) {
        size_t capacity = to->capacity ? to->capacity : 256;
        while (capacity < to->length + count) capacity *= 2;
        to->bytes = reallocate(to->bytes, capacity);
        to->capacity = capacity;
    }
    memcpy(to->bytes + to->length, bytes, count);
    to->length += count;
}

void append_u8(struct buffer *to, unsigned value) {
    uint8_t byte = (uint8_t)value;
    append(to, &byte, 1);
}

void release(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}
