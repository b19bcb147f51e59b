/* What gzip packed [RFC 1952, RFC 1951]. */
#ifndef INFLATE_H
#define INFLATE_H

#include "base.h"

/* Appends what was packed; false when it is no whole gzip. The check sum is not looked at. */
bool gunzip(struct buffer *to, const uint8_t *from, size_t length);

#endif
