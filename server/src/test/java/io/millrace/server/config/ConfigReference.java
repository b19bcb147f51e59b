package io.millrace.server.config;

import java.util.List;

/** Writes what the {@link Option} annotations say as a page for people and as a file to start from. */
final class ConfigReference {
    private static final int LINE_LENGTH = 100;

    private ConfigReference() {}

    /** {@code docs/configuration.md} */
    static String page() {
        StringBuilder out = new StringBuilder("""
                # Configuration

                <!-- Made from the @Option annotations by ./dev docs; a test fails when they differ. -->

                `millrace serve` needs no configuration. What there is to set can be given in four ways; the first that
                names an option wins:

                1. an argument: `--port 1936` (`millrace serve --help` lists the few there are),
                2. an environment variable: `MILLRACE_RTMP_PORT=1936`,
                3. the file given with `--config`: [millrace.yaml](millrace.yaml) is one to start from,
                4. the default.

                A duration is a number with `ms`, `s`, `m` or `h`, a size one with `B`, `KiB`, `MiB` or `GiB`. A key or
                value that is wrong stops the start, with its file, line and column and what is allowed.
                """);
        sections(out, Options.of(ServerConfig.class).specs(), "", "", "##");
        return out.toString();
    }

    private static void sections(
            StringBuilder out, List<OptionSpec> specs, String path, String variablePath, String heading) {
        table(out, specs, path, variablePath);
        for (OptionSpec spec : specs) {
            if (spec.shape() != OptionSpec.Shape.VALUE) {
                String key = path + spec.key();
                out.append('\n')
                        .append(heading)
                        .append(' ')
                        .append(key)
                        .append("\n\n")
                        .append(spec.doc())
                        .append('\n');
                sections(
                        out,
                        Options.of(spec.recordType()).specs(),
                        key + (spec.shape() == OptionSpec.Shape.MAP ? ".PATTERN." : "."),
                        variablePath + spec.key() + ".",
                        heading + "#");
            }
        }
    }

    private static void table(StringBuilder out, List<OptionSpec> specs, String path, String variablePath) {
        out.append("\n| Key | Default | Allowed | Environment |\n| --- | --- | --- | --- |\n");
        StringBuilder notes = new StringBuilder();
        for (OptionSpec spec : specs) {
            if (spec.shape() == OptionSpec.Shape.VALUE) {
                String key = path + spec.key();
                out.append("| `")
                        .append(key)
                        .append("` | ")
                        .append(byDefault(spec))
                        .append(" | ")
                        .append(spec.range());
                out.append(" | `")
                        .append(KeyPath.variable(variablePath + spec.key()))
                        .append("` |\n");
                notes.append("- `")
                        .append(spec.key())
                        .append("`: ")
                        .append(spec.doc())
                        .append('\n');
            }
        }
        out.append('\n').append(notes);
    }

    private static String byDefault(OptionSpec spec) {
        String text = Values.format(spec.byDefault());
        return text.isEmpty() ? "empty" : "`" + text + "`";
    }

    /** {@code docs/millrace.yaml}: groups without values, and all values commented out. */
    static String sample() {
        StringBuilder out = new StringBuilder("""
                # All there is to set. Each value is the default: take away the # of what you change.
                # Made from the @Option annotations by ./dev docs; docs/configuration.md says more.
                """);
        keys(out, Options.of(ServerConfig.class).specs(), "");
        return out.toString();
    }

    private static void keys(StringBuilder out, List<OptionSpec> specs, String indent) {
        for (OptionSpec spec : specs) {
            out.append('\n');
            comment(out, spec.doc(), indent);
            out.append(indent);
            switch (spec.shape()) {
                case VALUE ->
                    out.append('#')
                            .append(spec.key())
                            .append(": ")
                            .append(value(spec))
                            .append('\n');
                case GROUP -> {
                    out.append(spec.key()).append(":\n");
                    keys(out, Options.of(spec.recordType()).specs(), indent + "  ");
                }
                case MAP -> {
                    out.append(spec.key()).append(":\n").append(indent).append("  \"*\":\n");
                    keys(out, Options.of(spec.recordType()).specs(), indent + "    ");
                }
            }
        }
    }

    private static String value(OptionSpec spec) {
        String text = Values.format(spec.byDefault());
        return text.isEmpty() || text.startsWith("{") ? '"' + text + '"' : text;
    }

    private static void comment(StringBuilder out, String text, String indent) {
        String start = indent + "#";
        StringBuilder line = new StringBuilder(start);
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > LINE_LENGTH) {
                out.append(line).append('\n');
                line = new StringBuilder(start);
            }
            line.append(' ').append(word);
        }
        out.append(line).append('\n');
    }
}
