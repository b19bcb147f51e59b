package io.millrace.transport;

/** Has time limits. */
interface Ticked {
    /** About once a second, on its event loop. Throws nothing: others of that loop come after it. */
    void tick(long nowNanos);
}
