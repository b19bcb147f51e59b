package io.millrace.server.hls;

/**
 * One run of a packager.
 *
 * @param name in names of files
 * @param firstMsn where media sequences begin
 * @param firstDiscontinuity where discontinuity sequences begin
 */
record HlsLife(String name, long firstMsn, long firstDiscontinuity) {}
