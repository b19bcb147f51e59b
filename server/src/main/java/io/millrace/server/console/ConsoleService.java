package io.millrace.server.console;

import io.millrace.bytes.Bytes;
import io.millrace.server.http.Routes;
import io.millrace.transport.http.HttpExchange;
import io.millrace.transport.http.HttpRequest;
import io.millrace.transport.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Answers requests for the console: a page at {@code /} and its files below {@code /console/}. They are the same for everybody
 * and hold no data, so anybody may have them. Any thread may call it.
 */
public final class ConsoleService {
    static final String PAGE = "index.html";

    /** All that the page consists of. */
    static final List<String> FILES = List.of(
            "api.js",
            "chart.js",
            "config-view.js",
            "console.css",
            "dialogs.js",
            "dom.js",
            "events-view.js",
            "format.js",
            "icon.svg",
            "ladders.js",
            "main.js",
            "overview-view.js",
            "preview.js",
            "preview-panel.js",
            "publish-help.js",
            "recordings-view.js",
            "sessions-view.js",
            "store.js",
            "stream-actions.js",
            "stream-view.js",
            "streams-view.js",
            "types.js",
            "urls.js",
            "virtual-table.js");

    /** What may stand in a policy as it is: nothing else can be meant by it. */
    private static final Pattern HOST = Pattern.compile("([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}])(:\\d{1,5})?");

    /** A file of the console, which does not change while the server runs. */
    private record Asset(String entityTag, HttpResponse response) {
        static Asset of(String name) {
            Bytes content = read(name);
            var checksum = new CRC32C();
            checksum.update(content.asByteBuffer());
            // Weak, as it stands for the compressed one too.
            String tag = "W/\"" + content.length() + "-" + Long.toHexString(checksum.getValue()) + '"';
            HttpResponse response = HttpResponse.of(200, type(name), content)
                    .compressed()
                    .with("ETag", tag)
                    .with("Cache-Control", "no-cache") // another version of the server has others
                    .with("X-Content-Type-Options", "nosniff")
                    .with("Referrer-Policy", "no-referrer");
            return new Asset(tag, response);
        }

        private static Bytes read(String name) {
            try (InputStream in = Objects.requireNonNull(ConsoleService.class.getResourceAsStream(name), name)) {
                return Bytes.wrap(in.readAllBytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static String type(String name) {
            return switch (name.substring(name.lastIndexOf('.') + 1)) {
                case "html" -> "text/html; charset=utf-8";
                case "css" -> "text/css; charset=utf-8";
                case "js" -> "text/javascript; charset=utf-8";
                case "svg" -> "image/svg+xml";
                default -> throw new IllegalArgumentException(name);
            };
        }

        boolean isKnownTo(HttpRequest request) {
            return request.header("if-none-match").stream()
                    .flatMap(tags -> Stream.of(tags.split(",", -1)))
                    .map(String::strip)
                    .anyMatch(tag -> tag.equals("*") || tag.equals(entityTag));
        }

        HttpResponse to(HttpRequest request) {
            return isKnownTo(request)
                    ? new HttpResponse(
                            304, response.headers(), List.of(), response.gzip().map(body -> Bytes.EMPTY))
                    : response;
        }
    }

    /** Has it asked for what it answers. */
    public void addTo(Routes routes) {
        var page = Asset.of(PAGE);
        routes.add("GET", "/", (exchange, variables) -> answer(exchange, page));
        for (String name : FILES) {
            var file = Asset.of(name);
            routes.add("GET", "/console/" + name, (exchange, variables) -> answer(exchange, file));
        }
    }

    private static void answer(HttpExchange exchange, Asset asset) {
        HttpRequest request = exchange.request();
        exchange.respond(asset.to(request).with("Content-Security-Policy", policy(request)));
    }

    /**
     * Nothing may be loaded, run or sent but from and to here. Not every browser takes 'self' for WebSockets too, so the host
     * that was asked for is named.
     */
    private static String policy(HttpRequest request) {
        String host = request.header("host")
                .filter(name -> HOST.matcher(name).matches())
                .orElse("");
        String sockets = host.isEmpty() ? "" : (request.tls() ? " wss://" : " ws://") + host;
        return "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'" + sockets
                + "; img-src 'self' data: blob:; media-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'"
                + "; form-action 'none'";
    }
}
