/*
 * Ingest: publishers alone, for a fixed time. With --recordings they ask to be recorded, and each file has to hold every
 * message that its publisher sent, in order, at the latest GRACE_SECONDS after the last of them.
 */
#include <stdio.h>

#include "flv.h"
#include "load.h"

#define GRACE_SECONDS 10
#define COMPLETION_SECONDS 2

static int failed_publishers, whole_files;

static void on_live(struct peer *peer) { publisher_live(&load.publishers, (struct publisher *)peer); }

static void on_failed(struct peer *peer, const char *reason) {
    failed_publishers++;
    load_failed("publisher", peer->id, reason);
}

static void on_media(struct peer *peer, enum kind kind, const struct message *message) {
    (void)peer, (void)kind, (void)message; /* nobody sends a publisher any */
}

static bool never(void) { return false; }

static struct recording recording_of(const struct publisher *publisher) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s/%s.flv", load.options.recordings, load.context.app, publisher->peer.stream_name);
    return flv_read(path);
}

static bool is_whole(const struct publisher *publisher) {
    struct recording recording = recording_of(publisher);
    return recording.messages[VIDEO] == publisher->sequence[VIDEO]
        && recording.messages[AUDIO] == publisher->sequence[AUDIO];
}

/* Goes on with the file that was not whole when it looked last. */
static bool files_whole(void) {
    while (whole_files < load.publishers.count && is_whole(&load.publishers.all[whole_files])) whole_files++;
    return whole_files == load.publishers.count;
}

/* What the files hold of what was sent. */
static void report_files(void) {
    uint64_t sent = 0, recorded = 0, repeated = 0, bytes = 0;
    int short_files = 0;
    for (int i = 0; i < load.publishers.count; i++) {
        const struct publisher *publisher = &load.publishers.all[i];
        struct recording recording = recording_of(publisher);
        bool complete = true;
        for (int kind = 0; kind < KINDS; kind++) {
            sent += publisher->sequence[kind];
            recorded += recording.messages[kind];
            bytes += recording.bytes[kind];
            complete &= recording.messages[kind] == publisher->sequence[kind];
        }
        repeated += recording.repeated;
        short_files += !complete;
    }
    printf(",\"sent_messages\":%llu,\"recorded_messages\":%llu,\"recorded_bytes\":%llu,\"unrecorded\":%llu,"
           "\"short_files\":%d,\"repeated\":%llu",
           (unsigned long long)sent, (unsigned long long)recorded, (unsigned long long)bytes,
           (unsigned long long)(sent - recorded), short_files, (unsigned long long)repeated);
}

static void report(struct usage before, struct usage after) {
    uint64_t bytes = 0;
    for (int i = 0; i < load.publishers.count; i++)
        for (int kind = 0; kind < KINDS; kind++) bytes += load.publishers.all[i].window[kind].bytes;
    printf("{\"run\":\"ingest\",\"publishers\":%d,\"failed_publishers\":%d,\"first_failure\":\"%s\"",
           load.publishers.count, failed_publishers, load.first_failure);
    print_usage(before, after);
    printf(",\"window_bytes\":%llu", (unsigned long long)bytes);
    if (load.options.recordings) report_files();
    print_times("publisher_lag_ms", &load.publishers.lag);
    printf(",\"publisher_most_queued\":%zu}\n", load.publishers.most_queued);
}

int ingest_run(void) {
    load.context.events = (struct peer_events){.live = on_live, .media = on_media, .failed = on_failed};
    load.context.publish_type = load.options.recordings ? "record" : "live";
    load_start_publishers();
    load_run_until(never, load.options.settle_seconds);

    publishers_open_window(&load.publishers);
    struct usage before = load_usage();
    load_run_until(never, load.options.seconds);
    struct usage after = load_usage();
    publishers_stop(&load.publishers);
    if (load.options.recordings) load_run_until(files_whole, GRACE_SECONDS);

    report(before, after);
    for (int i = 0; i < load.publishers.count; i++) peer_close(&load.publishers.all[i].peer);
    if (load.options.recordings) load_run_until(never, COMPLETION_SECONDS); /* whoever waits for us removes the files */
    return load.failures != 0;
}
