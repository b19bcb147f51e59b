package io.millrace.server.config;

/** How the event loops wait for sockets. */
public enum TransportKind {
    /** The best this machine has: epoll on Linux, kqueue on macOS, else nio. */
    AUTO,
    EPOLL,
    KQUEUE,
    NIO,
    IO_URING
}
