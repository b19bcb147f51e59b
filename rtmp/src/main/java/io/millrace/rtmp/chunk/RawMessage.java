package io.millrace.rtmp.chunk;

import io.millrace.bytes.Bytes;

/**
 * One message after chunk reassembly, before its body is looked at.
 *
 * @param timestamp milliseconds modulo 2^32, as the low 32 bits of an int
 * @param typeId message type ID, 0 to 255
 * @param streamId message stream ID; 0 is the NetConnection
 */
public record RawMessage(int timestamp, int typeId, int streamId, Bytes body) {}
