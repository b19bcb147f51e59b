/*
 * rtmpload: an independent RTMP load generator for Linux. One thread, epoll, nothing but libc.
 * It shares no code with the server that it measures. docs/benchmarks.md explains the figures.
 */
#include <arpa/inet.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "load.h"

static const char usage[] =
    "usage: rtmpload fanout|hls|ingest|recorded|sessions|storm --port PORT [options]\n"
    "       rtmpload limit [options]\n"
    "\n"
    "fanout     publishers x players on 127.0.0.1 for a fixed time\n"
    "hls        one publisher x players by low-latency HLS, as hls.js does\n"
    "ingest     publishers alone for a fixed time\n"
    "recorded   writes --file and plays it as PREFIX-0, each player from its beginning to its end\n"
    "sessions   one publisher, and players one after the other, each until its first key frame\n"
    "storm      connections that come and go, each until it may play\n"
    "limit      sends the stream to --players sockets of a child process: no server, the kernel's best\n"
    "\n"
    "  --publishers N      (default 1)\n"
    "  --players N         spread evenly over the publishers' streams (default 1)\n"
    "  --seconds S         length of the measured window (default 10)\n"
    "  --settle S          time before it, when all players have a key frame (default 3)\n"
    "  --ramp N            players started per second (default 500)\n"
    "  --parse N           players who read every message, at least one of each stream; the others only count bytes,\n"
    "                      once they have a key frame (default: all read)\n"
    "  --http-port PORT    where players connect to who do not speak RTMP\n"
    "  --carrier NAME      fanout: what players speak, of rtmp, http-flv, ws-flv, http-mp4 (default rtmp)\n"
    "  --keys              hls: each player has a query of its own\n"
    "  --after S           then close all players but 100 and see when these are served in time again, for up to S\n"
    "                      seconds (default 0: not)\n"
    "  --sources N         players and publishers come from 127.0.0.1 to 127.0.0.N in turns (default 1; storm: 16)\n"
    "  --inflight N        storm: connections at a time (default 50)\n"
    "  --storm-publish     storm: each publishes a stream of its own instead of playing\n"
    "  --sink-core N       limit: processor of the child (default: not pinned)\n"
    "  --sessions N        (default 100)\n"
    "  --app NAME          (default live)\n"
    "  --stream PREFIX     streams are PREFIX-0, PREFIX-1, ... (default bench)\n"
    "  --queries Q,Q       players append these to the stream name, in turns: \",?tracks=all\"\n"
    "  --file PATH         where the server finds PREFIX-0\n"
    "  --recordings DIR    ingest: ask to be recorded, and look for all in DIR/NAME/PREFIX-0.flv, ...\n"
    "  --kbps N            video bit rate (default 2400; storm: 16)\n"
    "  --audio-kbps N      audio bit rate, 0: none (default 100; storm: 0)\n"
    "  --fps N --gop N     frames per second, frames per group of pictures (default 30, 60)\n"
    "  --chunk-size N      of what publishers send (default 60000)\n"
    "  --watch-pid P,P     server processes whose processor time is reported\n"
    "  --watch-core N      also report how busy this processor was\n"
    "\n"
    "Prints one line of JSON. Exit code 0: all connections worked, 1: some failed, 2: it could not run.\n";

enum option_code { PORT = 256, PUBLISHERS, PLAYERS, SECONDS, SETTLE, RAMP, PARSE, AFTER, SOURCES, INFLIGHT, STORM_PUBLISH,
                   SINK_CORE, HTTP_PORT, CARRIER, KEYS, SESSIONS, APP, STREAM, QUERIES, FILE_PATH, RECORDINGS, KBPS, AUDIO_KBPS, FPS, GOP,
                   CHUNK_SIZE, WATCH_PID, WATCH_CORE, HELP };

static double number(const char *name, const char *text, double least, double most) {
    char *end;
    double value = strtod(text, &end);
    if (end == text || *end || value < least || value > most)
        die("--%s %s (allowed: %.0f to %.0f)", name, text, least, most);
    return value;
}

static void watch_pids(char *list) {
    for (char *pid = strtok(list, ","); pid; pid = strtok(NULL, ",")) {
        if (load.options.watched_count == MOST_WATCHED) die("more than %d processes to watch", MOST_WATCHED);
        load.options.watched_pids[load.options.watched_count++] = (int)number("watch-pid", pid, 1, 1 << 30);
    }
}

/* Not strtok: an empty one is a name without a query. */
static void split_queries(char *list) {
    for (char *query = list; query; ) {
        if (load.options.query_count == MOST_QUERIES) die("more than %d queries", MOST_QUERIES);
        load.options.queries[load.options.query_count++] = query;
        query = strchr(query, ',');
        if (query) *query++ = 0;
    }
}

static void parse_options(int count, char **arguments) {
    static const struct option known[] = {
        {"port", 1, 0, PORT},           {"publishers", 1, 0, PUBLISHERS}, {"players", 1, 0, PLAYERS},
        {"http-port", 1, 0, HTTP_PORT}, {"carrier", 1, 0, CARRIER},       {"keys", 0, 0, KEYS},
        {"seconds", 1, 0, SECONDS},     {"settle", 1, 0, SETTLE},         {"ramp", 1, 0, RAMP},
        {"parse", 1, 0, PARSE},         {"after", 1, 0, AFTER},           {"sources", 1, 0, SOURCES},
        {"inflight", 1, 0, INFLIGHT},   {"storm-publish", 0, 0, STORM_PUBLISH}, {"sink-core", 1, 0, SINK_CORE},
        {"sessions", 1, 0, SESSIONS},   {"app", 1, 0, APP},               {"stream", 1, 0, STREAM},
        {"queries", 1, 0, QUERIES},
        {"file", 1, 0, FILE_PATH},      {"recordings", 1, 0, RECORDINGS},
        {"kbps", 1, 0, KBPS},           {"audio-kbps", 1, 0, AUDIO_KBPS}, {"fps", 1, 0, FPS},
        {"gop", 1, 0, GOP},             {"chunk-size", 1, 0, CHUNK_SIZE}, {"watch-pid", 1, 0, WATCH_PID},
        {"watch-core", 1, 0, WATCH_CORE}, {"help", 0, 0, HELP},           {0, 0, 0, 0}};
    struct options *options = &load.options;
    *options = (struct options){.publisher_count = 1, .player_count = 1, .seconds = 10, .settle_seconds = 3, .ramp = 500,
                                .sessions = 100, .inflight = 50, .stream_prefix = "bench", .watched_core = -1, .sink_core = -1,
                                .stream = {.video_kbps = -1, .audio_kbps = -1, .fps = 30, .gop = 60, .chunk_size = 60000}};
    load.context.app = "live";
    load.context.publish_type = "live";
    int code, index;
    while ((code = getopt_long(count, arguments, "", known, &index)) != -1) {
        const char *name = code >= PORT ? known[index].name : NULL;
        switch (code) {
        case PORT: options->port = (int)number(name, optarg, 1, 65535); break;
        case HTTP_PORT: options->http_port = (int)number(name, optarg, 1, 65535); break;
        case CARRIER: options->carrier = optarg; break;
        case KEYS: options->keys = true; break;
        case PUBLISHERS: options->publisher_count = (int)number(name, optarg, 1, 1000); break;
        case PLAYERS: options->player_count = (int)number(name, optarg, 1, 20000); break;
        case SECONDS: options->seconds = number(name, optarg, 1, 600); break;
        case SETTLE: options->settle_seconds = number(name, optarg, 0, 60); break;
        case RAMP: options->ramp = number(name, optarg, 1, 100000); break;
        case PARSE: options->parse_count = (int)number(name, optarg, 1, 20000); break;
        case AFTER: options->after_seconds = number(name, optarg, 0, 600); break;
        case SOURCES: load.context.sources = (int)number(name, optarg, 1, 250); break;
        case INFLIGHT: options->inflight = (int)number(name, optarg, 1, 10000); break;
        case STORM_PUBLISH: options->storm_publish = true; break;
        case SINK_CORE: options->sink_core = (int)number(name, optarg, 0, 4095); break;
        case SESSIONS: options->sessions = (int)number(name, optarg, 1, 100000); break;
        case APP: load.context.app = optarg; break;
        case STREAM: options->stream_prefix = optarg; break;
        case QUERIES: split_queries(optarg); break;
        case FILE_PATH: options->file = optarg; break;
        case RECORDINGS: options->recordings = optarg; break;
        case KBPS: options->stream.video_kbps = (int)number(name, optarg, 16, 200000); break;
        case AUDIO_KBPS: options->stream.audio_kbps = (int)number(name, optarg, 0, 1000); break;
        case FPS: options->stream.fps = (int)number(name, optarg, 1, 240); break;
        case GOP: options->stream.gop = (int)number(name, optarg, 1, 2400); break;
        case CHUNK_SIZE: options->stream.chunk_size = (size_t)number(name, optarg, 128, 0xffffff); break;
        case WATCH_PID: watch_pids(optarg); break;
        case WATCH_CORE: options->watched_core = (int)number(name, optarg, 0, 4095); break;
        case HELP: fputs(usage, stdout); exit(0);
        default: fputs(usage, stderr); exit(2);
        }
    }
    bool serverless = optind < count && !strcmp(arguments[optind], "limit");
    if ((!options->port && !serverless) || optind != count - 1) {
        fputs(usage, stderr);
        exit(2);
    }
    bool storm = !strcmp(arguments[optind], "storm");
    if (options->stream.video_kbps < 0) options->stream.video_kbps = storm ? 16 : 2400;
    if (options->stream.audio_kbps < 0) options->stream.audio_kbps = storm ? 0 : 100;
    if (!load.context.sources) load.context.sources = storm ? 16 : 1;
}

#define MOST_SOCKETS 4 /* of one player, by HLS */

/* One file descriptor for each connection, and some. */
static void raise_file_limit(void) {
    rlim_t needed = (rlim_t)(MOST_SOCKETS * load.options.player_count + load.options.publisher_count + load.options.inflight + 64);
    struct rlimit limit;
    getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= needed) return;
    if (limit.rlim_max < needed) limit.rlim_max = needed; /* only root may */
    limit.rlim_cur = needed;
    if (setrlimit(RLIMIT_NOFILE, &limit)) die("%llu open files are needed (ulimit -n)", (unsigned long long)needed);
}

static int (*run_of(const char *kind))(void) {
    if (!strcmp(kind, "fanout")) return fanout_run;
    if (!strcmp(kind, "hls")) return hls_run;
    if (!strcmp(kind, "ingest")) return ingest_run;
    if (!strcmp(kind, "recorded")) return recorded_run;
    if (!strcmp(kind, "limit")) return limit_run;
    if (!strcmp(kind, "sessions")) return sessions_run;
    if (!strcmp(kind, "storm")) return storm_run;
    die("%s (allowed: fanout, hls, ingest, limit, recorded, sessions, storm)", kind);
}

int main(int count, char **arguments) {
    parse_options(count, arguments);
    int (*run)(void) = run_of(arguments[optind]);
    raise_file_limit();

    load.context.server = (struct sockaddr_in){.sin_family = AF_INET, .sin_port = htons((uint16_t)load.options.port),
                                               .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    load.context.player_server = load.context.server;
    load.context.player_server.sin_port = htons((uint16_t)load.options.http_port);
    load.context.chunk_size = load.options.stream.chunk_size;
    load_open_epoll();
    snprintf(load.context.tc_url, sizeof load.context.tc_url, "rtmp://127.0.0.1:%d/%s", load.options.port, load.context.app);
    stream_build(&load.stream, &load.options.stream);
    load.server_rss_idle_mib = load_server_rss_mib();
    return run();
}
