package io.millrace.server.httpvod;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Times as HTTP has them, in whole seconds [RFC9110 §5.6.7]. */
final class HttpDate {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT);

    /** What is to be understood; the first alone is sent. Of RFC 850 the day of the week is left out, and years begin with 1970. */
    private static final List<DateTimeFormatter> KNOWN = List.of(
            FORMAT,
            new DateTimeFormatterBuilder()
                    .appendPattern("dd-MMM-")
                    .appendValueReduced(ChronoField.YEAR, 2, 2, 1970)
                    .appendPattern(" HH:mm:ss 'GMT'")
                    .toFormatter(Locale.ROOT),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ROOT));

    private HttpDate() {}

    static String format(Instant time) {
        return FORMAT.format(time.atOffset(ZoneOffset.UTC));
    }

    /** Empty if it is none. */
    static Optional<Instant> parse(String text) {
        String known = text.replaceFirst("^\\w+day, ", "");
        for (DateTimeFormatter format : KNOWN) {
            try {
                return Optional.of(LocalDateTime.parse(known, format).toInstant(ZoneOffset.UTC));
            } catch (DateTimeParseException e) {
                // Perhaps one of the others.
            }
        }
        return Optional.empty();
    }
}
