package io.millrace.server.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path in which <code>{name}</code> stands for a part without slashes, and, once at most, <code>{name...}</code> for one or more
 * parts, of which the last may have an ending: <code>/{name...}.flv</code>.
 *
 * @param before parts before the variable one, or all there are
 * @param rest the name of that variable; empty if there is none
 * @param ending behind it, in its part
 * @param after parts behind it
 */
record RoutePattern(List<String> before, String rest, String ending, List<String> after) {
    private static final String OPEN = "{";
    private static final String CLOSE = "}";
    private static final String REST = "...}";

    static RoutePattern of(String pattern) {
        List<String> before = new ArrayList<>();
        List<String> after = new ArrayList<>();
        String rest = "";
        String ending = "";
        for (String part : parts(pattern)) {
            int dots = part.indexOf(REST);
            if (dots < 0) {
                (rest.isEmpty() ? before : after).add(part);
            } else if (rest.isEmpty() && part.startsWith(OPEN)) {
                rest = part.substring(1, dots);
                ending = part.substring(dots + REST.length());
            } else {
                throw new IllegalArgumentException(pattern);
            }
        }
        return new RoutePattern(List.copyOf(before), rest, ending, List.copyOf(after));
    }

    /** Of a path that begins with a slash. */
    static List<String> parts(String path) {
        return List.of(path.substring(1).split("/", -1));
    }

    /** What stands for the variables in a path of these parts; empty if it is another path. */
    Optional<Map<String, String>> match(List<String> parts) {
        int from = before.size();
        int to = parts.size() - after.size();
        boolean fits =
                rest.isEmpty() ? from == to : from < to && parts.get(to - 1).endsWith(ending);
        if (!fits || !match(before, parts.subList(0, from)) || !match(after, parts.subList(to, parts.size()))) {
            return Optional.empty();
        }
        Map<String, String> variables = new LinkedHashMap<>();
        read(before, parts, variables);
        if (!rest.isEmpty()) {
            String all = String.join("/", parts.subList(from, to));
            variables.put(rest, all.substring(0, all.length() - ending.length()));
            read(after, parts.subList(to, parts.size()), variables);
        }
        return variables.containsValue("") ? Optional.empty() : Optional.of(variables);
    }

    private static boolean match(List<String> pattern, List<String> parts) {
        for (int i = 0; i < pattern.size(); i++) {
            if (!isVariable(pattern.get(i)) && !pattern.get(i).equals(parts.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static void read(List<String> pattern, List<String> parts, Map<String, String> variables) {
        for (int i = 0; i < pattern.size(); i++) {
            String part = pattern.get(i);
            if (isVariable(part)) {
                variables.put(part.substring(1, part.length() - 1), parts.get(i));
            }
        }
    }

    private static boolean isVariable(String part) {
        return part.startsWith(OPEN) && part.endsWith(CLOSE);
    }
}
