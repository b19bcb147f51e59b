package io.millrace.cli;

import java.io.IOException;

/** Whoever read our standard output has had enough, such as {@code head} or a player that was closed: no failure. */
final class OutputClosedException extends IOException {
    private static final long serialVersionUID = 1L;
}
