package io.millrace.bench.load;

import java.util.List;
import java.util.stream.Collectors;

/** All rounds of a run with all that the generator said of them, to keep. */
public final class RoundsJson {
    private RoundsJson() {}

    public static String of(String name, Machine machine, List<String> conditions, List<Round> rounds) {
        String all = rounds.stream()
                .map(round -> "    {\"server\":%s,\"round\":%d,\"whole\":%b,\"result\":%s}"
                        .formatted(
                                quoted(round.server()),
                                round.number(),
                                round.whole(),
                                round.result().json()))
                .collect(Collectors.joining(",\n"));
        return """
                {
                  "name": %s,
                  "commit": %s,
                  "processor": %s,
                  "processors": %d,
                  "kernel": %s,
                  "java": %s,
                  "conditions": %s,
                  "rounds": [
                %s
                  ]
                }
                """.formatted(
                        quoted(name),
                        quoted(machine.commit()),
                        quoted(machine.processor()),
                        machine.processors(),
                        quoted(machine.kernel()),
                        quoted(machine.java()),
                        conditions.stream().map(RoundsJson::quoted).collect(Collectors.joining(", ", "[", "]")),
                        all);
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
