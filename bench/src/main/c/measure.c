#include "measure.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#define SUB_BUCKETS 64

static unsigned bucket_of(uint64_t nanos) {
    if (nanos < SUB_BUCKETS) return (unsigned)nanos;
    unsigned exponent = 63u - (unsigned)__builtin_clzll(nanos); /* >= 6 */
    unsigned bucket = (exponent - 5) * SUB_BUCKETS + (unsigned)((nanos >> (exponent - 6)) & (SUB_BUCKETS - 1));
    return bucket < HISTOGRAM_BUCKETS ? bucket : HISTOGRAM_BUCKETS - 1;
}

/* The largest value of a bucket, so that a quantile is never reported too small. */
static uint64_t top_of(unsigned bucket) {
    if (bucket < SUB_BUCKETS) return bucket;
    unsigned shift = bucket / SUB_BUCKETS - 1;
    return ((uint64_t)(SUB_BUCKETS + bucket % SUB_BUCKETS + 1) << shift) - 1;
}

void histogram_add(struct histogram *histogram, uint64_t nanos) {
    histogram->buckets[bucket_of(nanos)]++;
    histogram->count++;
    if (nanos > histogram->max) histogram->max = nanos;
}

double histogram_ms(const struct histogram *histogram, double quantile) {
    if (!histogram->count) return 0;
    uint64_t rank = (uint64_t)(quantile * (double)histogram->count), seen = 0;
    for (unsigned i = 0; i < HISTOGRAM_BUCKETS; i++) {
        seen += histogram->buckets[i];
        if (seen > rank) return (double)(top_of(i) < histogram->max ? top_of(i) : histogram->max) / 1e6;
    }
    return (double)histogram->max / 1e6;
}

/* User and system clock ticks and resident pages: fields 14, 15 and 24 of proc_pid_stat(5). */
static int process_stat(int pid, unsigned long *user, unsigned long *system, long *pages) {
    char path[64], line[2048];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *file = fopen(path, "r");
    if (!file) return 0;
    int found = 0;
    if (fgets(line, sizeof line, file)) {
        char *after_name = strrchr(line, ')'); /* a name may hold spaces and parentheses */
        found = after_name
                && sscanf(after_name + 2,
                          "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu %*d %*d %*d %*d %*d %*d %*u %*u %ld",
                          user, system, pages) == 3;
    }
    fclose(file);
    return found;
}

double process_cpu_seconds(int pid) {
    unsigned long user, system;
    long pages;
    return process_stat(pid, &user, &system, &pages) ? (double)(user + system) / (double)sysconf(_SC_CLK_TCK) : 0;
}

double process_system_seconds(int pid) {
    unsigned long user, system;
    long pages;
    return process_stat(pid, &user, &system, &pages) ? (double)system / (double)sysconf(_SC_CLK_TCK) : 0;
}

double process_rss_mib(int pid) {
    unsigned long user, system;
    long pages;
    return process_stat(pid, &user, &system, &pages) ? (double)pages * (double)sysconf(_SC_PAGESIZE) / (1 << 20) : 0;
}

double core_busy_seconds(int core) {
    FILE *file = fopen("/proc/stat", "r");
    if (!file) return 0;
    char line[512], name[16];
    snprintf(name, sizeof name, "cpu%d ", core);
    double busy = 0;
    while (fgets(line, sizeof line, file)) {
        if (strncmp(line, name, strlen(name)) != 0) continue;
        double user, nice, system, irq, softirq, steal;
        if (sscanf(line, "%*s %lf %lf %lf %*f %*f %lf %lf %lf", &user, &nice, &system, &irq, &softirq, &steal) == 6)
            busy = (user + nice + system + irq + softirq + steal) / (double)sysconf(_SC_CLK_TCK);
        break;
    }
    fclose(file);
    return busy;
}

static double seconds(struct timeval t) { return (double)t.tv_sec + (double)t.tv_usec / 1e6; }

double own_cpu_seconds(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}
