package io.millrace.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** How a command ended, for scripts; the same numbers for all commands. */
enum ExitCode {
    DONE(0, "All went well."),
    FAULT(1, "A fault of millrace; please report it, with what -vv shows."),
    USAGE(2, "The command line or the configuration is wrong: an option, a URL, a value, a port in use."),
    FILE(3, "A file is missing, cannot be read or written, is cut short, or is no media."),
    UNREACHABLE(4, "Nobody answers: unknown host, closed port, no TLS, no answer in time."),
    REFUSED(5, "The server said no: credentials, application, stream name, codec."),
    BROKEN(6, "The connection broke, or the other side does not speak RTMP."),
    INTERRUPTED(130, "Ended by Ctrl-C, in good order (143: by SIGTERM).");

    private final int number;
    private final String meaning;

    ExitCode(int number, String meaning) {
        this.number = number;
        this.meaning = meaning;
    }

    int number() {
        return number;
    }

    String meaning() {
        return meaning;
    }

    /** Number and meaning of some, for the help of a command. */
    static Map<String, String> table(ExitCode... codes) {
        Map<String, String> table = new LinkedHashMap<>();
        for (ExitCode code : codes) {
            table.put(String.format("%3d", code.number), code.meaning);
        }
        return table;
    }
}
