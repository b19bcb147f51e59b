package io.millrace.client.file;

import java.io.IOException;

/**
 * Does things with a file on a thread that was interrupted. A file channel closes itself then at the first use, and what is
 * written would never be completed. The interrupt is there again afterwards.
 */
final class Uninterrupted {
    private Uninterrupted() {}

    /** What is done with the file. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    static void run(Action action) throws IOException {
        boolean interrupted = Thread.interrupted();
        try {
            action.run();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
