package io.millrace.server.config;

import java.time.Duration;

/** Remote shared objects: {@code shared-objects:} in millrace.yaml. */
public record SharedObjectsConfig(
        @Option(
                doc = "Where persistent shared objects are stored, a file that is made when there is one to store."
                        + " Relative to where the server was started.",
                byDefault = "shared-objects.mv")
        String file,

        @Option(
                doc =
                        "How often changes of persistent shared objects are written: what a server that is killed may lose.",
                byDefault = "1s",
                min = "10ms",
                max = "1h")
        Duration saveInterval,

        @Option(
                doc =
                        "Tell the users of a shared object of changes no more often than this, all changes since then at a"
                                + " time. The first change after a pause is told at once.",
                byDefault = "10ms",
                max = "1s")
        Duration batch,

        @Option(
                doc = "Shared objects at a time, over all applications, persistent ones without users included.",
                byDefault = "10000",
                min = "1",
                max = "1000000")
        int maxObjects,

        @Option(doc = "Shared objects that one client uses at a time.", byDefault = "100", min = "1", max = "10000")
        int maxObjectsPerClient,

        @Option(
                doc =
                        "Persistent shared objects that the clients of one address, in IPv6 of one network of 64 bits, have"
                                + " made since the server started. One that is emptied and left does not count any more.",
                byDefault = "100",
                min = "1",
                max = "1000000")
        int maxPersistentPerAddress,

        @Option(doc = "Slots of one shared object.", byDefault = "1000", min = "1", max = "10000")
        int maxSlots,

        @Option(doc = "Size of one slot, name and value.", byDefault = "64KiB", min = "64B", max = "512KiB")
        ByteSize maxSlotBytes,

        @Option(
                doc = "Size of one shared object, all slots together. A client that joins is sent it in one message.",
                byDefault = "256KiB",
                min = "64B",
                max = "512KiB")
        ByteSize maxObjectBytes,

        @Option(
                doc =
                        "Changes and messages of one shared object that are kept until its users have been told; beyond that"
                                + " the oldest go. An application's listener may be as far behind.",
                byDefault = "1MiB",
                min = "64B",
                max = "8MiB",
                notBelow = "max-object-bytes")
        ByteSize maxLogBytes,

        @Option(
                doc = "Size of all shared objects together. They take about twice as much memory.",
                byDefault = "64MiB",
                min = "64KiB",
                max = "16GiB")
        ByteSize maxTotalBytes,

        @Option(
                doc = "Changes and messages of one client in a second. What is beyond is refused.",
                byDefault = "1000",
                min = "1",
                max = "1000000")
        int maxUpdatesPerSecond) {
    public SharedObjectsConfig {
        Options.check(
                SharedObjectsConfig.class,
                file,
                saveInterval,
                batch,
                maxObjects,
                maxObjectsPerClient,
                maxPersistentPerAddress,
                maxSlots,
                maxSlotBytes,
                maxObjectBytes,
                maxLogBytes,
                maxTotalBytes,
                maxUpdatesPerSecond);
    }

    public static SharedObjectsConfig defaults() {
        return Options.defaults(SharedObjectsConfig.class);
    }
}
