#include "publisher.h"

static uint64_t due_of(const struct publishers *publishers, const struct publisher *publisher) {
    const struct stream *stream = publishers->stream;
    return publisher->base_ns + publisher->passes * stream->pass_ns + stream->slots[publisher->next].due_ns;
}

void publisher_live(struct publishers *publishers, struct publisher *publisher) {
    struct stream *stream = publishers->stream;
    stream_address_headers(stream, publisher->peer.stream_id);
    peer_send(&publisher->peer, stream->headers.bytes, stream->headers.length);
    /* Several publishers are spread over one frame, as unrelated encoders would be. */
    uint64_t frame_ns = (uint64_t)((double)NANOS / stream->messages_per_second[VIDEO]);
    publisher->base_ns = now_ns() + frame_ns * (uint64_t)publisher->peer.id / (uint64_t)publishers->count;
    publishers->due_ns = 0;
}

static void send_next(struct publishers *publishers, struct publisher *publisher) {
    struct stream *stream = publishers->stream;
    struct slot *slot = &stream->slots[publisher->next];
    uint64_t due = due_of(publishers, publisher), now = now_ns();
    uint64_t sequence = publisher->sequence[slot->kind]++;
    slot_prepare(slot, (uint32_t)((publisher->passes * stream->pass_ns + slot->due_ns) / 1000000),
                 publisher->peer.stream_id, (struct stamp){.sequence = sequence, .sent_ns = now});
    if (publishers->window_open) {
        publisher->window[slot->kind].messages++;
        publisher->window[slot->kind].bytes += slot->payload;
        histogram_add(&publishers->lag, now > due ? now - due : 0);
        size_t queued = peer_queued(&publisher->peer);
        if (queued > publishers->most_queued) publishers->most_queued = queued;
    }
    peer_send(&publisher->peer, slot->wire, slot->length);
    if (++publisher->next == stream->count) {
        publisher->next = 0;
        publisher->passes++;
    }
}

void publishers_pump(struct publishers *publishers) {
    uint64_t now = now_ns();
    if (now < publishers->due_ns) return;
    publishers->due_ns = UINT64_MAX;
    for (int i = 0; i < publishers->count; i++) {
        struct publisher *publisher = &publishers->all[i];
        while (publisher->peer.state == LIVE && due_of(publishers, publisher) <= now) send_next(publishers, publisher);
        if (publisher->peer.state == LIVE && due_of(publishers, publisher) < publishers->due_ns)
            publishers->due_ns = due_of(publishers, publisher);
    }
}

void publishers_open_window(struct publishers *publishers) {
    publishers->window_open = true;
    for (int i = 0; i < publishers->count; i++)
        for (int kind = 0; kind < KINDS; kind++)
            publishers->all[i].window[kind] = (struct sent){.first = publishers->all[i].sequence[kind]};
}

void publishers_stop(struct publishers *publishers) {
    publishers->window_open = false;
    publishers->due_ns = UINT64_MAX;
}
