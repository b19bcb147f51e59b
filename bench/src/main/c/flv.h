/* The synthetic stream as an FLV file. */
#ifndef FLV_H
#define FLV_H

#include "stream.h"

/* What a file holds of each kind, headers not counted: sequence numbers 0 to messages - 1. */
struct recording {
    uint64_t messages[KINDS], bytes[KINDS];
};

/* Writes at least so many seconds to a new file, in whole passes; its stamps have no time. */
struct recording flv_write(const char *path, double seconds, const struct stream_options *options);

#endif
