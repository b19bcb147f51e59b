package io.millrace.server.hls;

/**
 * One run of a packager.
 *
 * @param name in names of files
 * @param firstNumber where media and discontinuity sequences begin
 */
record HlsLife(String name, long firstNumber) {}
