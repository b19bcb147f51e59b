package io.millrace.server.httpvod;

import io.millrace.transport.http.HttpRequest;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How a request for a file is answered: with all of it, a part, or neither [RFC9110 §13, §14]. */
final class FileAnswer {
    private static final Map<String, String> TYPES = Map.of("flv", "video/x-flv", "mp4", "video/mp4");

    private final HttpRequest request;
    private final OpenFile file;
    private final int status;
    private final ByteRange.Answer part;

    FileAnswer(HttpRequest request, OpenFile file) {
        this.request = request;
        this.file = file;
        boolean asksForPart = !request.isHead() && isVersionOfRange(); // of HEAD no part is defined
        part = asksForPart ? ByteRange.of(request.header("range"), file.size()) : new ByteRange.Answer.Whole();
        if (!isWantedVersion()) {
            status = 412;
        } else if (isKnownToClient()) {
            status = 304;
        } else {
            status = switch (part) {
                case ByteRange.Answer.Whole whole -> 200;
                case ByteRange.Answer.Part some -> 206;
                case ByteRange.Answer.Unsatisfiable none -> 416;
            };
        }
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
        headers.put("Last-Modified", HttpDate.format(file.modified()));
        headers.put("Cache-Control", "no-cache"); // it may grow, be replaced and be deleted: to be asked for again
        headers.put("X-Content-Type-Options", "nosniff");
        String name = String.valueOf(file.path().getFileName());
        if (status == 200 || status == 206) {
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

    /** Whether it still is what the client wants to go on with. A date is looked at only where there is no tag. */
    private boolean isWantedVersion() {
        return request.header("if-match")
                .map(tags -> tags(tags).anyMatch(tag -> tag.equals("*") || tag.equals(file.entityTag())))
                .orElseGet(() -> request.header("if-unmodified-since")
                        .flatMap(HttpDate::parse)
                        .map(date -> !file.modified().isAfter(date))
                        .orElse(true));
    }

    /** Likewise. */
    private boolean isKnownToClient() {
        return request.header("if-none-match")
                .map(tags -> tags(tags)
                        .anyMatch(tag ->
                                tag.equals("*") || tag.replaceFirst("^W/", "").equals(file.entityTag())))
                .orElseGet(() -> request.header("if-modified-since")
                        .flatMap(HttpDate::parse)
                        .filter(date -> !file.modified().isAfter(date))
                        .isPresent());
    }

    private static Stream<String> tags(String header) {
        return Stream.of(header.split(",", -1)).map(String::strip);
    }

    /** A part of another version is of no use. A date does not tell versions apart: what is recorded changes within its second. */
    private boolean isVersionOfRange() {
        return request.header("if-range").map(file.entityTag()::equals).orElse(true);
    }
}
