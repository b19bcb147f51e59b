/* Players of a fan-out run who get the stream in one answer, or one WebSocket. */
#ifndef HTTP_PLAYER_H
#define HTTP_PLAYER_H

#include "peer.h"

/* What --carrier names; NULL for RTMP. */
const struct peer_protocol *http_player_protocol(void);

#endif
