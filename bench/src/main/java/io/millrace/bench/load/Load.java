package io.millrace.bench.load;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * What the servers have to bear, and what is reported of it.
 *
 * @param name of the report and its files
 * @param kind the load generator's command
 * @param warmup the generator's options for one round that is not measured, by name of the server
 * @param measured the generator's options for a measured round, by name of the server
 * @param connections most of them at one time
 * @param limit of the time that one round may take
 * @param compared the figure whose ratio is reported
 */
record Load(
        String name,
        String description,
        String kind,
        Function<String, List<String>> warmup,
        Function<String, List<String>> measured,
        int connections,
        Duration limit,
        List<Figure> figures,
        Figure compared) {

    Load {
        figures = List.copyOf(figures);
    }
}
