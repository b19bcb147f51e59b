#include "inflate.h"

#include <string.h>

#define LONGEST_CODE 15
#define GZIP_HEAD 10

struct bits {
    const uint8_t *from, *end;
    uint32_t held;
    int count;
    bool failed;
};

/* A canonical Huffman code: how many symbols have each length, and the symbols in the order of their codes. */
struct code {
    uint16_t counts[LONGEST_CODE + 1], symbols[288];
};

static unsigned take(struct bits *in, int count) {
    while (in->count < count) {
        if (in->from == in->end) {
            in->failed = true;
            return 0;
        }
        in->held |= (uint32_t)*in->from++ << in->count;
        in->count += 8;
    }
    unsigned value = in->held & ((1u << count) - 1);
    in->held >>= count;
    in->count -= count;
    return value;
}

static void build(struct code *code, const uint8_t *lengths, int count) {
    uint16_t offsets[LONGEST_CODE + 2] = {0};
    memset(code->counts, 0, sizeof code->counts);
    for (int i = 0; i < count; i++) code->counts[lengths[i]]++;
    code->counts[0] = 0;
    for (int i = 1; i <= LONGEST_CODE; i++) offsets[i + 1] = (uint16_t)(offsets[i] + code->counts[i]);
    for (int i = 0; i < count; i++)
        if (lengths[i]) code->symbols[offsets[lengths[i]]++] = (uint16_t)i;
}

static unsigned symbol(struct bits *in, const struct code *code) {
    int value = 0, first = 0, index = 0;
    for (int length = 1; length <= LONGEST_CODE && !in->failed; length++) {
        value |= (int)take(in, 1);
        int count = code->counts[length];
        if (value - first < count) return code->symbols[index + value - first];
        index += count;
        first = (first + count) << 1;
        value <<= 1;
    }
    in->failed = true;
    return 0;
}

static void read_codes(struct bits *in, struct code *literals, struct code *distances) {
    static const uint8_t order[] = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    uint8_t lengths[288 + 32] = {0};
    unsigned literal_count = take(in, 5) + 257, distance_count = take(in, 5) + 1, count = take(in, 4) + 4;
    for (unsigned i = 0; i < count; i++) lengths[order[i]] = (uint8_t)take(in, 3);
    build(literals, lengths, 19);
    unsigned at = 0, total = literal_count + distance_count;
    uint8_t all[288 + 32] = {0};
    while (at < total && !in->failed) {
        unsigned next = symbol(in, literals);
        if (next < 16) {
            all[at++] = (uint8_t)next;
            continue;
        }
        uint8_t repeated = next == 16 && at ? all[at - 1] : 0;
        unsigned times = next == 16 ? 3 + take(in, 2) : next == 17 ? 3 + take(in, 3) : 11 + take(in, 7);
        while (times-- && at < total) all[at++] = repeated;
    }
    build(literals, all, (int)literal_count);
    build(distances, all + literal_count, (int)distance_count);
}

static void fixed_codes(struct code *literals, struct code *distances) {
    uint8_t lengths[288];
    for (int i = 0; i < 288; i++) lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    build(literals, lengths, 288);
    memset(lengths, 5, 30);
    build(distances, lengths, 30);
}

static void copy(struct bits *in, struct buffer *to, size_t begin, unsigned length, unsigned distance) {
    if (distance > to->length - begin) {
        in->failed = true;
        return;
    }
    while (length--) append_u8(to, to->bytes[to->length - distance]);
}

static void read_block(struct bits *in, struct buffer *to, size_t begin, const struct code *literals,
                       const struct code *distances) {
    static const uint16_t lengths[] = {3,  4,  5,  6,  7,  8,  9,  10, 11,  13,  15,  17,  19,  23, 27,
                                       31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258};
    static const uint8_t length_bits[] = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0};
    static const uint16_t distance_bases[] = {1,   2,   3,   4,   5,   7,    9,    13,   17,   25,   33,   49,   65,    97,    129,
                                              193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
    while (!in->failed) {
        unsigned next = symbol(in, literals);
        if (next < 256) {
            append_u8(to, next);
        } else if (next == 256) {
            return;
        } else {
            if (next > 285) break;
            unsigned length = lengths[next - 257] + take(in, length_bits[next - 257]), far = symbol(in, distances);
            if (far > 29) break;
            copy(in, to, begin, length, distance_bases[far] + take(in, far < 2 ? 0 : (int)far / 2 - 1));
        }
    }
    in->failed = true;
}

static void read_stored(struct bits *in, struct buffer *to) {
    in->held = 0;
    in->count = 0;
    unsigned length = take(in, 16);
    take(in, 16);
    if (in->failed || length > (size_t)(in->end - in->from)) {
        in->failed = true;
        return;
    }
    append(to, in->from, length);
    in->from += length;
}

bool gunzip(struct buffer *to, const uint8_t *from, size_t length) {
    if (length < GZIP_HEAD || from[0] != 0x1f || from[1] != 0x8b || from[3]) return false; /* no optional fields */
    struct bits in = {.from = from + GZIP_HEAD, .end = from + length};
    struct code literals, distances;
    size_t begin = to->length;
    bool last;
    do {
        last = take(&in, 1);
        unsigned type = take(&in, 2);
        if (type == 0) {
            read_stored(&in, to);
            continue;
        }
        if (type == 1) fixed_codes(&literals, &distances);
        else read_codes(&in, &literals, &distances);
        read_block(&in, to, begin, &literals, &distances);
    } while (!last && !in.failed);
    return !in.failed;
}
