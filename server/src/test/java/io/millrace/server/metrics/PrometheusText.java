package io.millrace.server.metrics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text format of Prometheus, version 0.0.4, read by its description and not by the code that writes it. */
record PrometheusText(List<Family> families) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_][a-zA-Z0-9_]*)=\"((?:[^\"\\\\]|\\\\.)*)\",?");

    /** What belongs to one name. */
    record Family(String name, String type, String help, List<Sample> samples) {}

    record Sample(String name, Map<String, String> labels, double value) {}

    static PrometheusText of(String text) {
        List<Family> families = new ArrayList<>();
        Map<String, String> helps = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            if (line.startsWith("# HELP ")) {
                String[] parts = line.split(" ", 4);
                helps.put(parts[2], parts[3]);
            } else if (line.startsWith("# TYPE ")) {
                String[] parts = line.split(" ", 4);
                families.add(new Family(parts[2], parts[3], helps.getOrDefault(parts[2], ""), new ArrayList<>()));
            } else if (!line.isEmpty()) {
                families.getLast().samples().add(sample(line));
            }
        }
        return new PrometheusText(families);
    }

    private static Sample sample(String line) {
        Matcher sample = SAMPLE.matcher(line);
        if (!sample.matches()) {
            throw new IllegalArgumentException("no sample: " + line);
        }
        return new Sample(sample.group(1), labels(sample.group(3)), value(sample.group(4)));
    }

    private static Map<String, String> labels(String text) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (text != null) {
            Matcher label = LABEL.matcher(text);
            int end = 0;
            while (label.find() && label.start() == end) {
                end = label.end();
                labels.put(label.group(1), unescaped(label.group(2)));
            }
            if (end != text.length()) {
                throw new IllegalArgumentException("no labels: " + text);
            }
        }
        return labels;
    }

    private static String unescaped(String value) {
        return Pattern.compile("\\\\(.)").matcher(value).replaceAll(escape -> {
            String character = escape.group(1).equals("n") ? "\n" : escape.group(1);
            return Matcher.quoteReplacement(character);
        });
    }

    private static double value(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    /** The families of ours. */
    List<Family> own() {
        return families.stream()
                .filter(family -> family.name().startsWith("millrace_"))
                .toList();
    }

    Family family(String name) {
        return families.stream()
                .filter(family -> family.name().equals(name))
                .findAny()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** Of the one sample with exactly these labels, in pairs of name and value. */
    double value(String name, String... labels) {
        Map<String, String> wanted = new LinkedHashMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            wanted.put(labels[i], labels[i + 1]);
        }
        return families.stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.name().equals(name) && sample.labels().equals(wanted))
                .mapToDouble(Sample::value)
                .findAny()
                .orElseThrow(() -> new AssertionError("no sample " + name + wanted));
    }

    /** All values of a label, each once, in their order. */
    List<String> labelValues(String label) {
        return families.stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample -> sample.labels().containsKey(label))
                .map(sample -> sample.labels().get(label))
                .distinct()
                .toList();
    }
}
