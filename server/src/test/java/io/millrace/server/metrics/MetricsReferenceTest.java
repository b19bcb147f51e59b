package io.millrace.server.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.DocsFolder;
import io.millrace.server.metrics.PrometheusText.Family;
import io.millrace.server.metrics.PrometheusText.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds names of metrics to the conventions of Prometheus, and what people read about them to what there is. */
final class MetricsReferenceTest {
    private static final String TABLE = "| Metric | Type | Labels | What it is |\n| --- | --- | --- | --- |\n";

    private static final Pattern NAME = Pattern.compile("\\b(millrace|jvm|process)_\\w+");

    private static PrometheusText text;

    /** All metrics there are: those of certificates, streams, tracks and viewers too. */
    @BeforeAll
    static void scrape() throws Exception {
        try (var monitored = new Monitored(Monitored.CONFIG.with("tls.self-signed", "true"))) {
            monitored.publish("cam", 2);
            monitored.connect().play("cam");
            text = monitored.scrape();
        }
    }

    @Test
    void namesAreLowerCaseWordsBehindThePrefix() {
        assertThat(text.own()).extracting(Family::name).allMatch(name -> name.matches("millrace(_[a-z][a-z0-9]*)+"));
        assertThat(text.own().stream().flatMap(family -> family.samples().stream()))
                .flatExtracting(sample -> sample.labels().keySet())
                .allMatch(label -> label.toString().matches("[a-z][a-z0-9]*"));
    }

    @Test
    void eachMetricIsThereOnceWithItsHelp() {
        assertThat(text.own()).extracting(Family::name).doesNotHaveDuplicates();
        assertThat(text.own()).allSatisfy(family -> {
            assertThat(family.help()).as(family.name()).endsWith(".").hasSizeBetween(10, 120);
            assertThat(family.samples()).as(family.name()).isNotEmpty();
        });
    }

    @Test
    void countersAloneEndInTotal() {
        assertThat(text.own())
                .allMatch(family ->
                        family.type().equals("counter") == family.name().endsWith("_total"));
    }

    @Test
    void namesSayNothingOfTheirTypeAndHaveNoSuffixOfAHistogram() {
        assertThat(text.own())
                .extracting(Family::name)
                .noneMatch(name -> Pattern.compile("_(counter|gauge|histogram|summary)(_|$)")
                        .matcher(name)
                        .find())
                .noneMatch(name -> name.matches(".*_(count|sum|bucket|info|created)"));
    }

    @Test
    void unitsAreBaseUnitsInFull() {
        Pattern other = Pattern.compile("_(s|ms|us|ns|sec|m|h|d|b|kb|mb|gb|tb|pb|bit|bits|kilobytes|megabytes"
                + "|milliseconds|microseconds|nanoseconds|minutes|hours|days|percent)(_|$)");
        assertThat(text.own())
                .extracting(Family::name)
                .noneMatch(name -> other.matcher(name).find());
        assertThat(text.own())
                .filteredOn(family -> family.type().equals("histogram"))
                .extracting(Family::name)
                .allMatch(name -> name.endsWith("_seconds"));
    }

    @Test
    void seriesOfServersWithoutStreamsAreFew() {
        long series = text.own().stream()
                .flatMap(family -> family.samples().stream())
                .filter(sample -> !sample.labels().containsKey("stream"))
                .count();
        assertThat(series).isLessThan(250);
    }

    @Test
    void thePageListsTheMetricsThatExist() throws IOException {
        Path page = DocsFolder.file("metrics.md");
        String before = Files.readString(page);
        int table = before.indexOf(TABLE);
        assertThat(table).as("place of the table").isPositive();
        int behind = before.indexOf("\n\n", table);
        DocsFolder.check(page, before.substring(0, table) + TABLE + rows() + before.substring(behind));
    }

    private static String rows() {
        return text.own().stream()
                .sorted(Comparator.comparing(Family::name))
                .map(family -> "| `" + family.name() + "` | " + family.type() + " | " + labels(family) + " | "
                        + family.help() + " |")
                .collect(Collectors.joining("\n"));
    }

    private static String labels(Family family) {
        return family.samples().stream()
                .map(Sample::labels)
                .flatMap(labels -> labels.keySet().stream())
                .filter(label -> !label.equals("le"))
                .distinct()
                .collect(Collectors.joining(", "));
    }

    @Test
    void dashboardAsksForMetricsThatExist() throws IOException {
        String dashboard = Files.readString(DocsFolder.file("grafana/millrace.json"));
        Set<String> known = text.families().stream()
                .flatMap(family -> Stream.concat(
                        Stream.of(family.name()), family.samples().stream().map(Sample::name)))
                .collect(Collectors.toSet());
        Set<String> asked = JsonMapper.shared().readTree(dashboard).findValues("expr").stream()
                .map(JsonNode::asString)
                .flatMap(expression -> NAME.matcher(expression).results())
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(asked).hasSizeGreaterThan(20);
        assertThat(known).containsAll(asked);
    }
}
