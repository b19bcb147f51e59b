/* What is measured: distributions of times, and processor time from /proc. */
#ifndef MEASURE_H
#define MEASURE_H

#include <stdint.h>

#define HISTOGRAM_BUCKETS (64 * 40)

/* Log-linear, 64 buckets for each power of two of nanoseconds: an error below 1.6 %. The maximum is exact. */
struct histogram {
    uint64_t count, max;
    uint64_t buckets[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t nanos);

/* The value in milliseconds that the share `quantile` (0 to 1) of all values is not above; 0 when there is none. */
double histogram_ms(const struct histogram *histogram, double quantile);

/* User plus system seconds of a process with all its threads (/proc/PID/stat); 0 when there is no such process. */
double process_cpu_seconds(int pid);

/* The system seconds among them. */
double process_system_seconds(int pid);

/* Resident memory of a process in MiB. */
double process_rss_mib(int pid);

/* Seconds that one processor was not idle (/proc/stat), whoever used it: also what interrupts took. */
double core_busy_seconds(int core);

/* User plus system seconds of this process. */
double own_cpu_seconds(void);

#endif
