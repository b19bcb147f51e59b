package io.millrace.server.httpvod;

import io.millrace.transport.http.HttpRequest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a request for a file is answered: with all of it, a part, or neither [RFC9110 §13, §14]. */
final class FileAnswer {
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Map<String, String> TYPES = Map.of("flv", "video/x-flv", "mp4", "video/mp4");

    private final HttpRequest request;
    private final OpenFile file;
    private final int status;
    private final ByteRange.Answer part;

    FileAnswer(HttpRequest request, OpenFile file) {
        this.request = request;
        this.file = file;
        part = hasVersionForRange() ? ByteRange.of(request.header("range"), file.size()) : new ByteRange.Answer.Whole();
        status = isKnownToClient()
                ? 304
                : switch (part) {
                    case ByteRange.Answer.Whole whole -> 200;
                    case ByteRange.Answer.Part some -> 206;
                    case ByteRange.Answer.Unsatisfiable none -> 416;
                };
    }

    int status() {
        return status;
    }

    /** What of the file is sent; empty if the head is all there is. */
    Optional<ByteRange> range() {
        return switch (part) {
            case ByteRange.Answer.Whole whole
            when status == 200 && file.size() > 0 -> Optional.of(new ByteRange(0, file.size()));
            case ByteRange.Answer.Part(ByteRange range) when status == 206 -> Optional.of(range);
            default -> Optional.empty();
        };
    }

    /** They may be added to. */
    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Accept-Ranges", "bytes");
        headers.put("ETag", file.entityTag());
        headers.put("Last-Modified", HTTP_DATE.format(file.modified()));
        headers.put("Cache-Control", "no-cache"); // it may grow, be replaced and be deleted: to be asked for again
        headers.put("X-Content-Type-Options", "nosniff");
        String name = String.valueOf(file.path().getFileName());
        if (status != 304 && status != 416) {
            headers.put("Content-Type", TYPES.getOrDefault(extension(name), "application/octet-stream"));
            range().ifPresent(range -> headers.put("Content-Length", Long.toString(range.length())));
        }
        if (status == 206) {
            range().ifPresent(range -> headers.put("Content-Range", range.contentRange(file.size())));
        } else if (status == 416) {
            headers.put("Content-Range", "bytes */" + file.size());
        }
        if (request.parameter("download").filter("1"::equals).isPresent()) {
            headers.put(
                    "Content-Disposition", "attachment; filename=\"" + name.replaceAll("[^A-Za-z0-9._ -]", "_") + '"');
        }
        return headers;
    }

    private static String extension(String name) {
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    /** A date is looked at only where there is no tag. */
    private boolean isKnownToClient() {
        return request.header("if-none-match")
                .map(tags -> Stream.of(tags.split(",", -1))
                        .map(String::strip)
                        .anyMatch(tag ->
                                tag.equals("*") || tag.replaceFirst("^W/", "").equals(file.entityTag())))
                .orElseGet(() -> request.header("if-modified-since")
                        .flatMap(FileAnswer::date)
                        .filter(date -> !file.modified().isAfter(date))
                        .isPresent());
    }

    /** A part of another version is of no use. */
    private boolean hasVersionForRange() {
        return request.header("if-range")
                .map(version -> version.equals(file.entityTag())
                        || date(version).filter(file.modified()::equals).isPresent())
                .orElse(true);
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
