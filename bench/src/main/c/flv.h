/* The synthetic stream as an FLV file. */
#ifndef FLV_H
#define FLV_H

#include "stream.h"

/* What a file holds of each kind, headers not counted. */
struct recording {
    uint64_t messages[KINDS], bytes[KINDS];
    uint64_t repeated; /* or before their turn; these are not counted otherwise */
};

/* Writes at least so many seconds to a new file, in whole passes; its stamps have sequence numbers from 0, and no time. */
struct recording flv_write(const char *path, double seconds, const struct stream_options *options);

/* What is in the file now, up to the first tag that is not whole. Nothing when it is not there. */
struct recording flv_read(const char *path);

#endif
