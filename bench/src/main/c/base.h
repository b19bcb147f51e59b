/* What every part uses: the clock, big-endian access, a growing buffer. */
#ifndef BASE_H
#define BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NANOS ((uint64_t)1000000000)

/* CLOCK_MONOTONIC in nanoseconds. */
uint64_t now_ns(void);

/* Ends the program with exit code 2 and one line on stderr. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

/* Zeroed memory, or the program ends. */
void *allocate(size_t bytes);
void *reallocate(void *memory, size_t bytes);

void put_u16(uint8_t *to, uint32_t value);
void put_u24(uint8_t *to, uint32_t value);
void put_u32(uint8_t *to, uint32_t value);
void put_u64(uint8_t *to, uint64_t value);
uint32_t get_u24(const uint8_t *from);
uint32_t get_u32(const uint8_t *from);
uint64_t get_u64(const uint8_t *from);
/* The message stream ID is the one little-endian field of RTMP. */
void put_u32_le(uint8_t *to, uint32_t value);

struct buffer {
    uint8_t *bytes;
    size_t length, capacity;
};

void append(struct buffer *to, const void *bytes, size_t count);
void append_u8(struct buffer *to, unsigned value);
void release(struct buffer *buffer);

#endif
