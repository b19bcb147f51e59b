/*
 * Limit: what the kernel lets a server do at best. No server takes part and no protocol is spoken: this process sends the
 * stream to all players in a plain loop, in real time, one send() for each video message with the audio before it. A
 * child drains the other ends of the sockets on a processor of its own. The caller pins this process as it would a server.
 */
#define _GNU_SOURCE /* accept4, sched_setaffinity */
#include <errno.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

#define EVENTS 1024
#define MOST_DRAINED (64u << 20)
#define CONNECT_TIMEOUT_SECONDS 20

/* What every player is sent at a time. */
struct piece {
    struct buffer bytes;
    uint64_t due_ns; /* from the start of a pass */
};

static struct piece *pieces;
static size_t piece_count;
static int *players;

static struct counts {
    uint64_t sends, bytes, partial, dropped; /* partial: some of it was not taken; dropped: all of it */
} counts;
static struct histogram video_time;

/* ------------------------------------------------------------------------------------- the other ends */

static void pin(int core) {
    cpu_set_t cores;
    CPU_ZERO(&cores);
    CPU_SET(core, &cores);
    if (sched_setaffinity(0, sizeof cores, &cores)) die("processor %d: %s", core, strerror(errno));
}

__attribute__((noreturn)) static void run_sinks(struct sockaddr_in address) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (load.options.sink_core >= 0) pin(load.options.sink_core);
    int epoll = epoll_create1(EPOLL_CLOEXEC);
    for (int i = 0; i < load.options.player_count; i++) {
        int sink = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (sink < 0 || connect(sink, (const struct sockaddr *)&address, sizeof address))
            die("sink %d: %s", i, strerror(errno));
        struct epoll_event event = {.events = EPOLLIN, .data.fd = sink};
        if (epoll_ctl(epoll, EPOLL_CTL_ADD, sink, &event)) die("epoll_ctl: %s", strerror(errno));
    }
    struct epoll_event events[EVENTS];
    for (;;) {
        int count = epoll_wait(epoll, events, EVENTS, -1);
        for (int i = 0; i < count; i++) /* the kernel throws the bytes away */
            if (recv(events[i].data.fd, NULL, MOST_DRAINED, MSG_TRUNC | MSG_DONTWAIT) == 0) _exit(0);
    }
}

/* Connects all players to a child process and returns it. */
static pid_t start_sinks(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1;
    if (listener < 0 || bind(listener, (const struct sockaddr *)&address, length) || listen(listener, SOMAXCONN)
        || getsockname(listener, (struct sockaddr *)&address, &length))
        die("listen: %s", strerror(errno));
    alarm((unsigned)(load.options.player_count / 1000 + CONNECT_TIMEOUT_SECONDS)); /* should the child have ended */
    pid_t child = fork();
    if (child < 0) die("fork: %s", strerror(errno));
    if (child == 0) run_sinks(address);
    players = allocate(sizeof *players * (size_t)load.options.player_count);
    for (int i = 0; i < load.options.player_count; i++) {
        players[i] = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (players[i] < 0) die("accept: %s", strerror(errno));
        setsockopt(players[i], IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    alarm(0);
    close(listener);
    return child;
}

/* ---------------------------------------------------------------------------------------- the send loop */

/* Audio goes with the next video; what is behind the last video goes with the first of the next pass. */
static void cut_into_pieces(void) {
    struct buffer waiting = {0};
    pieces = allocate(sizeof *pieces * load.stream.count);
    for (size_t i = 0; i < load.stream.count; i++) {
        const struct slot *slot = &load.stream.slots[i];
        append(&waiting, slot->wire, slot->length);
        if (slot->kind == AUDIO) continue;
        pieces[piece_count++] = (struct piece){.bytes = waiting, .due_ns = slot->due_ns};
        waiting = (struct buffer){0};
    }
    append(&waiting, pieces[0].bytes.bytes, pieces[0].bytes.length);
    release(&pieces[0].bytes);
    pieces[0].bytes = waiting;
}

static void send_to_all(const struct piece *piece, uint64_t due_ns) {
    for (int i = 0; i < load.options.player_count; i++) {
        ssize_t sent = send(players[i], piece->bytes.bytes, piece->bytes.length, MSG_NOSIGNAL);
        if (sent < 0 && errno != EAGAIN) die("send: %s", strerror(errno));
        counts.sends++;
        counts.bytes += sent > 0 ? (uint64_t)sent : 0;
        counts.dropped += sent < 0;
        counts.partial += sent >= 0 && (size_t)sent < piece->bytes.length;
        histogram_add(&video_time, now_ns() - due_ns);
    }
}

static void sleep_until(uint64_t ns) {
    struct timespec time = {.tv_sec = (time_t)(ns / NANOS), .tv_nsec = (long)(ns % NANOS)};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL) == EINTR) continue;
}

/* Sends what is due from now on, for so many seconds; late when there is more to send than there is time. */
static void send_for(double seconds) {
    uint64_t start = now_ns(), end = start + (uint64_t)(seconds * 1e9);
    for (uint64_t pass = start;; pass += load.stream.pass_ns)
        for (size_t i = 0; i < piece_count; i++) {
            uint64_t due = pass + pieces[i].due_ns;
            sleep_until(due < end ? due : end);
            if (now_ns() >= end) return;
            send_to_all(&pieces[i], due);
        }
}

int limit_run(void) {
    cut_into_pieces();
    pid_t child = start_sinks();
    send_for(load.options.settle_seconds);

    counts = (struct counts){0};
    video_time = (struct histogram){0};
    double sink_before = process_cpu_seconds(child);
    struct usage before = load_usage();
    send_for(load.options.seconds);
    struct usage after = load_usage();
    double sink_cpu = process_cpu_seconds(child) - sink_before, cpu = after.generator_cpu - before.generator_cpu;
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);

    double window = (double)(after.at_ns - before.at_ns) / 1e9;
    printf("{\"run\":\"limit\",\"players\":%d,\"window_s\":%.3f,\"server_cpu\":%.4f,\"server_core_busy\":%.4f,"
           "\"generator_cpu\":%.4f,\"us_per_send\":%.3f,\"sends\":%llu,\"window_bytes\":%llu,\"partial\":%llu,\"dropped\":%llu",
           load.options.player_count, window, cpu / window, (after.core_busy - before.core_busy) / window,
           sink_cpu / window, counts.sends ? cpu * 1e6 / (double)counts.sends : 0, (unsigned long long)counts.sends,
           (unsigned long long)counts.bytes, (unsigned long long)counts.partial, (unsigned long long)counts.dropped);
    print_times("video_ms", &video_time);
    puts("}");
    return 0;
}
