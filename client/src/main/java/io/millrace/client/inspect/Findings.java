package io.millrace.client.inspect;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes what the rules find, and gives it on with its place: of each requirement and direction the first few, and of the
 * rest the number. A stream that breaks a rule does so in each message. For one thread.
 */
final class Findings {
    static final int SHOWN = 5;

    /** Takes a finding with its place. */
    interface Receiver {
        void accept(Direction direction, long offset, Finding finding, boolean last);
    }

    private record Key(Direction direction, String requirement) {}

    private final Receiver receiver;
    private final Map<Key, Integer> counts = new HashMap<>();
    private final Map<String, Integer> totals = new TreeMap<>();
    private final Map<Severity, Integer> severities = new EnumMap<>(Severity.class);

    private Direction direction = Direction.TO_SERVER;
    private long offset;

    Findings(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Where that is, of which the next findings are. */
    void at(Direction newDirection, long newOffset) {
        direction = newDirection;
        offset = newOffset;
    }

    void violation(String requirement, String text) {
        add(new Finding(Severity.VIOLATION, requirement, text));
    }

    void warning(String requirement, String text) {
        add(new Finding(Severity.WARNING, requirement, text));
    }

    void note(String requirement, String text) {
        add(new Finding(Severity.NOTE, requirement, text));
    }

    void addAll(List<Finding> findings) {
        findings.forEach(this::add);
    }

    private void add(Finding finding) {
        int count = counts.merge(new Key(direction, finding.requirement()), 1, Integer::sum);
        totals.merge(finding.requirement(), 1, Integer::sum);
        severities.merge(finding.severity(), 1, Integer::sum);
        if (count <= SHOWN) {
            receiver.accept(direction, offset, finding, count == SHOWN);
        }
    }

    /** How often each requirement was named. */
    Map<String, Integer> byRequirement() {
        return totals;
    }

    int count(Severity severity) {
        return severities.getOrDefault(severity, 0);
    }
}
