package io.millrace.server.rtmp;

import io.millrace.hub.Hub;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.IntSupplier;

/**
 * What the players of one connection share.
 *
 * @param questions hold back what the client says while a file is looked for: it has few open at a time
 * @param files runs what opens, reads and closes files
 * @param loop the connection's event loop
 * @param onMore to be run when a player has more to send
 * @param chunkSize of what is sent
 * @param maxAheadMillis most that a recorded stream is sent ahead of its time [IP-34]
 * @param maxPlaylistItems that wait in one playlist
 */
record PlayerContext(
        Hub hub,
        StreamOpener opener,
        Questions questions,
        Executor files,
        ScheduledExecutorService loop,
        Runnable onMore,
        IntSupplier chunkSize,
        long maxAheadMillis,
        int maxPlaylistItems) {}
