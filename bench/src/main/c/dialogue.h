/* What a client says to the server and makes of the answers, from connect to the start of publishing or playing. */
#ifndef DIALOGUE_H
#define DIALOGUE_H

#include "peer.h"

#define DEFAULT_WINDOW 2500000 /* bytes, until the server has set another one */

/* When the handshake is done: the rest follows from the answers. */
void send_connect(struct peer *peer);

void send_acknowledgement(struct peer *peer);
void send_delete_stream(struct peer *peer);

/* Handles a message from the server; the context is the peer. */
void dialogue_on_message(void *context, const struct message *message);

#endif
