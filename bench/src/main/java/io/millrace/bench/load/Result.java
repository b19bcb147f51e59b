package io.millrace.bench.load;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What the load generator said of one round.
 *
 * @param json one JSON object without nesting
 */
public record Result(String json, Map<String, String> values) {
    private static final Pattern MEMBER = Pattern.compile("\"(\\w+)\":(?:\"([^\"]*)\"|([-+.\\w]+))");

    public Result {
        values = Map.copyOf(values);
    }

    public static Result parse(String json) {
        var values = new HashMap<String, String>();
        var members = MEMBER.matcher(json);
        while (members.find()) {
            String text = members.group(2);
            values.put(members.group(1), text == null ? members.group(3) : text);
        }
        return new Result(json.strip(), values);
    }

    /** A round that gave no figures at all. */
    public static Result failed(String reason) {
        String text = reason.replaceAll("[\"\\\\\\p{Cntrl}]", " ").strip();
        return new Result("{\"first_failure\":\"" + text + "\"}", Map.of("first_failure", text));
    }

    /** With one more figure. */
    public Result with(String name, double value) {
        var more = new HashMap<>(values);
        more.put(name, "" + value);
        String members = json.substring(0, json.lastIndexOf('}'));
        return new Result(members + ",\"" + name + "\":" + value + "}", more);
    }

    public boolean hasFigures() {
        return values.containsKey("run");
    }

    /** The number of that name; NaN when the round has none. */
    public double number(String name) {
        String value = values.get(name);
        return value == null ? Double.NaN : Double.parseDouble(value);
    }

    public String text(String name) {
        return values.getOrDefault(name, "");
    }
}
