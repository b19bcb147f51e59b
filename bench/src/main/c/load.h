/* What both kinds of run share: options, publishers, the event loop. */
#ifndef LOAD_H
#define LOAD_H

#include "publisher.h"

#define MOST_WATCHED 16
#define MOST_QUERIES 8

struct options {
    int port, http_port, publisher_count, player_count;
    const char *carrier; /* of players; NULL: RTMP */
    bool keys;           /* players of HLS have a query each */
    int parse_count; /* players that parse all the time; 0: all of them */
    double after_seconds; /* how long recovery is waited for; 0: not at all */
    double seconds, settle_seconds, ramp; /* ramp: players that start per second */
    int sessions;
    int inflight; /* connections of a storm at a time */
    bool storm_publish;
    int sink_core; /* of the limit's other ends; -1: not pinned */
    const char *stream_prefix;
    const char *queries[MOST_QUERIES]; /* players append them to the stream name in turns */
    int query_count;
    const char *file; /* what recorded players play, as a path of this machine; NULL: not given */
    const char *recordings; /* where the server records, APP/STREAM.flv; NULL: publishers do not ask for it */
    struct stream_options stream;
    int watched_pids[MOST_WATCHED], watched_count, watched_core; /* watched_core -1: none */
};

struct load {
    struct options options;
    struct stream stream;
    struct peer_context context;
    struct publishers publishers;
    double server_rss_idle_mib; /* before the first connection */
    int failures;
    char first_failure[200];
};

extern struct load load;

/* Counts a failure and keeps the first reason. */
void load_failed(const char *who, int id, const char *reason);

void load_open_epoll(void);

/* Handles events and sends what is due until done says so or the time is over. Returns what done says then. */
bool load_run_until(bool (*done)(void), double seconds);

/* Starts all publishers and waits until each has begun; ends the program when one has not. */
void load_start_publishers(void);

void load_stream_name(char *name, size_t size, int publisher);

/* What server and generator have used until now. */
struct usage {
    double server_cpu, server_system_cpu, server_rss_mib, core_busy, generator_cpu;
    uint64_t at_ns;
};

double load_server_rss_mib(void);
struct usage load_usage(void);

/* The reports: one JSON object without nesting, on one line of standard output. */
void print_times(const char *name, const struct histogram *times);
void print_usage(struct usage before, struct usage after);

int fanout_run(void);
int hls_run(void);
int ingest_run(void);
int limit_run(void);
int recorded_run(void);
int sessions_run(void);
int storm_run(void);

#endif
