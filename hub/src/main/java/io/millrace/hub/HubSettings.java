package io.millrace.hub;

import java.time.Duration;

/**
 * Bounds of every stream.
 *
 * @param maxLag a viewer further behind jumps to the newest join point; what is newer is kept
 * @param maxStreamBytes media bytes that one stream's log and each of its renditions keep at most
 * @param maxStreams streams published at one time; viewers may wait for as many again
 * @param maxRenditions forms of one stream that are encoded once for all; a viewer of one more encodes for itself
 * @param renditionLinger how long a rendition outlives its last viewer
 * @param publisherSilence a publisher that has sent nothing for this long may be replaced by another
 * @param maxSlabBytes bytes that the logs of all streams keep at most, and likewise their renditions; beyond that no past is
 *     kept for viewers to come, and no new renditions are made
 * @param maxReserveBytes unused memory of renditions that is kept for later
 */
public record HubSettings(
        Duration maxLag,
        int maxStreamBytes,
        int maxStreams,
        int maxRenditions,
        Duration renditionLinger,
        Duration publisherSilence,
        long maxSlabBytes,
        long maxReserveBytes) {

    HubSettings withMaxLag(Duration other) {
        return new HubSettings(
                other,
                maxStreamBytes,
                maxStreams,
                maxRenditions,
                renditionLinger,
                publisherSilence,
                maxSlabBytes,
                maxReserveBytes);
    }

    public static HubSettings defaults() {
        return new HubSettings(
                Duration.ofSeconds(5),
                32 << 20,
                10_000,
                16,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1L << 30,
                64L << 20);
    }
}
