/*
 * Storm: connections that come, wait until the server says that playing or publishing has begun, close and come again,
 * --inflight of them at a time. A player closes without a word, a publisher deletes its stream first, as encoders do: a
 * server may keep the stream of one that is lost for it to come back.
 *
 * A player is gone before it is sent much: what a connection costs is asked here, not what media costs. The stream is
 * small all the same, since a server with a GOP cache sends some of it at once and one without does not.
 */
#include <stdio.h>

#include "load.h"

#define CONNECT_TIMEOUT_SECONDS 5
#define MOST_FAILURES 1000 /* then it gives up */

static struct peer *visitors;
static int begun; /* how many connections; each has its own number, and a name to publish */
static bool window_open;
static uint64_t completed;
static int failed, failed_publishers; /* of visitors, in the window; of the stream that they play */
static struct histogram connect_time;

static bool is_visitor(const struct peer *peer) {
    return peer >= visitors && peer < visitors + load.options.inflight;
}

static void on_live(struct peer *peer) {
    if (!is_visitor(peer)) {
        publisher_live(&load.publishers, (struct publisher *)peer);
        return;
    }
    if (window_open) {
        completed++;
        histogram_add(&connect_time, peer->live_ns - peer->started_ns);
    }
    peer_close(peer);
}

static void on_media(struct peer *peer, enum kind kind, const struct message *message) {
    (void)peer, (void)kind, (void)message; /* nobody stays to watch */
}

static void on_failed(struct peer *peer, const char *reason) {
    bool visitor = is_visitor(peer);
    failed += visitor && window_open;
    failed_publishers += !visitor;
    load_failed(visitor ? "visitor" : "publisher", peer->id, reason);
}

/* Between two looks at epoll, since an event may still be about a connection that has ended. */
static bool send_in_the_next(void) {
    if (load.failures >= MOST_FAILURES) return true;
    uint64_t now = now_ns();
    for (int i = 0; i < load.options.inflight; i++) {
        struct peer *visitor = &visitors[i];
        if (visitor->state != IDLE && visitor->state != ENDED) {
            if (now - visitor->started_ns > CONNECT_TIMEOUT_SECONDS * NANOS)
                peer_fail(visitor, "no answer within %d s", CONNECT_TIMEOUT_SECONDS);
            continue;
        }
        char name[96];
        if (load.options.storm_publish) snprintf(name, sizeof name, "%s-visitor-%d", load.options.stream_prefix, begun);
        else load_stream_name(name, sizeof name, begun % load.publishers.count);
        peer_start(visitor, &load.context, begun++, load.options.storm_publish, name);
    }
    return false;
}

static void report(struct usage before, struct usage after) {
    if (!completed) die("not one connection came to its end in the window");
    double window = (double)(after.at_ns - before.at_ns) / 1e9, cpu = after.server_cpu - before.server_cpu;
    printf("{\"run\":\"storm\",\"inflight\":%d,\"connections\":%llu,\"failed\":%d,\"failed_publishers\":%d,"
           "\"first_failure\":\"%s\",\"connections_per_second\":%.1f,\"cpu_us_per_connection\":%.2f",
           load.options.inflight, (unsigned long long)completed, failed, failed_publishers, load.first_failure,
           (double)completed / window, cpu * 1e6 / (double)completed);
    print_usage(before, after);
    print_times("connect_ms", &connect_time);
    puts("}");
}

int storm_run(void) {
    load.context.events = (struct peer_events){.live = on_live, .media = on_media, .failed = on_failed};
    if (!load.options.storm_publish) load_start_publishers();
    visitors = allocate(sizeof *visitors * (size_t)load.options.inflight);
    load_run_until(send_in_the_next, load.options.settle_seconds);

    window_open = true;
    struct usage before = load_usage();
    load_run_until(send_in_the_next, load.options.seconds);
    struct usage after = load_usage();
    window_open = false;

    report(before, after);
    for (int i = 0; i < load.options.inflight; i++) peer_close(&visitors[i]);
    for (int i = 0; i < load.publishers.count; i++) peer_close(&load.publishers.all[i].peer);
    return load.failures != 0;
}
