#define _GNU_SOURCE /* epoll_pwait2 */
#include "load.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>

#define EVENTS 1024
#define DRAIN_EVERY_NS 1000000ull
#define DRAINED_AT_A_TIME 64
#define LONGEST_WAIT_NS 10000000ull
#define PUBLISH_TIMEOUT_SECONDS 10

struct load load;

static uint64_t drain_due_ns;

void load_failed(const char *who, int id, const char *reason) {
    if (!load.failures++)
        snprintf(load.first_failure, sizeof load.first_failure, "%s %d: %s", who, id, reason);
}

/* Waits for publishers and players who read, and handles what has come. */
static void serve_readers(struct timespec wait) {
    static struct epoll_event events[EVENTS];
    int count = epoll_pwait2(load.context.epoll, events, EVENTS, &wait, NULL);
    if (count < 0 && errno != EINTR) die("epoll_pwait2: %s", strerror(errno));
    for (int i = 0; i < count; i++) {
        /* A publisher's clock goes before players' bytes, or the generator would measure itself. */
        publishers_pump(&load.publishers);
        peer_on_events(events[i].data.ptr, events[i].events);
    }
}

/*
 * Looks at those who drain once a millisecond: to wake up for each of them costs more than to drain it. Players who read
 * go first here too: what they see is the server's latency, not that of all the others' bytes.
 */
static void serve_drained(void) {
    static struct epoll_event events[EVENTS];
    if (!load.options.parse_count || now_ns() < drain_due_ns) return;
    int count = epoll_wait(load.context.drained_epoll, events, EVENTS, 0);
    drain_due_ns = count < EVENTS ? now_ns() + DRAIN_EVERY_NS : 0;
    for (int i = 0; i < count; i++) {
        if (i % DRAINED_AT_A_TIME == 0) serve_readers((struct timespec){0});
        publishers_pump(&load.publishers);
        peer_on_events(events[i].data.ptr, events[i].events);
    }
}

void load_open_epoll(void) {
    load.context.epoll = epoll_create1(EPOLL_CLOEXEC);
    load.context.drained_epoll = epoll_create1(EPOLL_CLOEXEC);
}

bool load_run_until(bool (*done)(void), double seconds) {
    uint64_t end = now_ns() + (uint64_t)(seconds * 1e9);
    for (;;) {
        publishers_pump(&load.publishers);
        if (done()) return true;
        uint64_t now = now_ns(), wake = now + LONGEST_WAIT_NS;
        if (now >= end) return false;
        if (wake > end) wake = end;
        if (wake > load.publishers.due_ns) wake = load.publishers.due_ns;
        if (load.options.parse_count && wake > drain_due_ns) wake = drain_due_ns;
        struct timespec wait = {.tv_nsec = wake > now ? (long)(wake - now) : 0};
        serve_readers(wait);
        serve_drained();
    }
}

static bool publishers_live(void) {
    for (int i = 0; i < load.publishers.count; i++)
        if (load.publishers.all[i].peer.state != LIVE) return load.failures > 0;
    return true;
}

void load_start_publishers(void) {
    load.publishers.count = load.options.publisher_count;
    load.publishers.all = allocate(sizeof *load.publishers.all * (size_t)load.publishers.count);
    load.publishers.stream = &load.stream;
    for (int i = 0; i < load.publishers.count; i++) {
        char name[64];
        load_stream_name(name, sizeof name, i);
        peer_start(&load.publishers.all[i].peer, &load.context, i, true, name);
    }
    if (!load_run_until(publishers_live, PUBLISH_TIMEOUT_SECONDS))
        die("not all publishers began within %d s", PUBLISH_TIMEOUT_SECONDS);
    if (load.failures) die("%s", load.first_failure);
}

void load_stream_name(char *name, size_t size, int publisher) {
    snprintf(name, size, "%s-%d", load.options.stream_prefix, publisher);
}

void print_times(const char *name, const struct histogram *times) {
    printf(",\"%s_n\":%llu,\"%s_p50\":%.3f,\"%s_p99\":%.3f,\"%s_max\":%.3f", name, (unsigned long long)times->count, name,
           histogram_ms(times, 0.50), name, histogram_ms(times, 0.99), name, (double)times->max / 1e6);
}

double load_server_rss_mib(void) {
    double mib = 0;
    for (int i = 0; i < load.options.watched_count; i++) mib += process_rss_mib(load.options.watched_pids[i]);
    return mib;
}

struct usage load_usage(void) {
    struct usage usage = {.generator_cpu = own_cpu_seconds(), .at_ns = now_ns()};
    for (int i = 0; i < load.options.watched_count; i++) {
        usage.server_cpu += process_cpu_seconds(load.options.watched_pids[i]);
        usage.server_system_cpu += process_system_seconds(load.options.watched_pids[i]);
    }
    usage.server_rss_mib = load_server_rss_mib();
    if (load.options.watched_core >= 0) usage.core_busy = core_busy_seconds(load.options.watched_core);
    return usage;
}

/* Since 1970, as the logs of other programs have it. */
static double unix_ms(uint64_t at_ns) {
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6 - (double)(now_ns() - at_ns) / 1e6;
}

void print_usage(struct usage before, struct usage after) {
    double window = (double)(after.at_ns - before.at_ns) / 1e9;
    printf(",\"window_s\":%.3f,\"window_end_unix_ms\":%.0f,\"server_cpu\":%.4f,\"server_system_cpu\":%.4f,\"server_core_busy\":%.4f,"
           "\"server_rss_mib\":%.1f,\"server_rss_idle_mib\":%.1f,\"generator_cpu\":%.4f",
           window, unix_ms(after.at_ns), (after.server_cpu - before.server_cpu) / window,
           (after.server_system_cpu - before.server_system_cpu) / window, (after.core_busy - before.core_busy) / window, after.server_rss_mib, load.server_rss_idle_mib,
           (after.generator_cpu - before.generator_cpu) / window);
}
