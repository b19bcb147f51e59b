package io.millrace.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Times as people write them: {@code 90}, {@code 90s}, {@code 1.5m}, {@code 500ms}, {@code 2h}; up to {@code 10000h}. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,3})?)(ms|s|m|h|)");

    private static final Duration MAX = Duration.ofHours(10_000); // what is counted in nanoseconds goes on for longer

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        Duration time = form.matches() ? time(form) : MAX.plusMillis(1);
        if (time.compareTo(MAX) > 0) {
            throw new TypeConversionException(
                    "'" + text + "' is no time (expected: such as 90, 90s, 1.5m, 500ms, up to 10000h)");
        }
        return time;
    }

    private static Duration time(Matcher form) {
        long unitMillis = switch (form.group(2)) {
            case "ms" -> 1;
            case "m" -> 60_000;
            case "h" -> 3_600_000;
            default -> 1000;
        };
        return Duration.ofMillis(new BigDecimal(form.group(1))
                .multiply(BigDecimal.valueOf(unitMillis))
                .longValue());
    }
}
