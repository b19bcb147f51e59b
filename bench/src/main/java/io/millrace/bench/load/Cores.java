package io.millrace.bench.load;

import java.util.ArrayList;
import java.util.List;

/**
 * Which processors the server and the generator run on.
 *
 * @param server of every server, -1: not pinned
 * @param generator of the load generator, -1: not pinned
 * @param realTime whether the generator runs in a real-time scheduling class, so that nothing delays its clock
 */
public record Cores(int server, int generator, boolean realTime) {
    private static final String REAL_TIME_PRIORITY = "50";

    /** Pins when there are two processors and taskset may; asks for real time when chrt may. */
    static Cores detect(int server, int generator) {
        boolean pins = Runtime.getRuntime().availableProcessors() > 1
                && Machine.succeeds("taskset", "-c", "" + server, "true")
                && Machine.succeeds("taskset", "-c", "" + generator, "true");
        boolean realTime = Machine.succeeds("chrt", "-r", REAL_TIME_PRIORITY, "true");
        return pins ? new Cores(server, generator, realTime) : new Cores(-1, -1, false);
    }

    List<String> serverCommand(List<String> command) {
        var all = new ArrayList<String>();
        if (server >= 0) {
            all.addAll(List.of("taskset", "-c", "" + server));
        }
        all.addAll(command);
        return all;
    }

    List<String> generatorCommand(List<String> command) {
        var all = new ArrayList<String>();
        if (realTime) {
            all.addAll(List.of("chrt", "-r", REAL_TIME_PRIORITY));
        }
        if (generator >= 0) {
            all.addAll(List.of("taskset", "-c", "" + generator));
        }
        all.addAll(command);
        return all;
    }

    /** Pins this process, when it is the generator itself; at normal priority. */
    public Cores pinThisProcess() {
        String pid = "" + ProcessHandle.current().pid();
        if (generator >= 0 && !Machine.succeeds("taskset", "-a", "-c", "-p", "" + generator, pid)) {
            throw new IllegalStateException("taskset does not pin this process");
        }
        return new Cores(server, generator, false);
    }

    public String description() {
        String pinning = server < 0
                ? "Nothing pinned (one processor, or taskset is not permitted)"
                : "Servers on processor " + server + ", generator on processor " + generator;
        String priority = realTime ? "generator in real time (chrt -r)" : "generator at normal priority (no chrt -r)";
        return pinning + ", " + priority + ".";
    }
}
