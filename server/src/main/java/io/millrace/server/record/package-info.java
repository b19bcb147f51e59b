/** Writes live streams to FLV files. */
package io.millrace.server.record;
