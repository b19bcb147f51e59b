package io.millrace.client.inspect;

import java.util.Map;
import java.util.TreeMap;

/** What one direction of a connection came to. For one thread. */
final class Totals {
    private long bytes;
    private long missingBytes;
    private long unexplainedBytes;
    private long chunks;
    private final Map<Integer, Long> messages = new TreeMap<>();

    void bytes(long count) {
        bytes += count;
    }

    /** Bytes that were sent but not seen. */
    void missing(long count) {
        missingBytes += count;
    }

    void unexplained(long count) {
        unexplainedBytes += count;
    }

    void chunk() {
        chunks++;
    }

    void message(int typeId) {
        messages.merge(typeId, 1L, Long::sum);
    }

    long bytes() {
        return bytes;
    }

    long unexplainedBytes() {
        return unexplainedBytes;
    }

    Fields toFields() {
        var byType = new Fields();
        messages.forEach((typeId, count) -> byType.put(MessageType.name(typeId), count));
        long count = messages.values().stream().mapToLong(Long::longValue).sum();
        Fields fields = new Fields().put("bytes", bytes).put("chunks", chunks).put("messages", count);
        fields.group("messagesByType", byType).put("unexplainedBytes", unexplainedBytes);
        return missingBytes == 0 ? fields : fields.put("missingBytes", missingBytes);
    }
}
