package io.millrace.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** A site with a page that plays: another origin than the server it plays from, as most sites are. */
final class PlayerPages implements AutoCloseable {
    private static final Map<String, String> TYPES =
            Map.of("html", "text/html; charset=utf-8", "js", "text/javascript; charset=utf-8");

    private final HttpServer server;

    private PlayerPages(HttpServer server) {
        this.server = server;
    }

    static PlayerPages start() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", PlayerPages::answer);
            server.start();
            return new PlayerPages(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page with all players of {@code player.js}. */
    String player() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/player.html";
    }

    /** A file of the resources of tests; empty if there is none. */
    static byte[] file(String name) throws IOException {
        try (InputStream in = PlayerPages.class.getResourceAsStream("/browser/" + name)) {
            return in == null ? new byte[0] : in.readAllBytes();
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String name = exchange.getRequestURI().getPath().substring(1);
            byte[] body = file(name);
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "text/plain");
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(body.length > 0 ? 200 : 404, body.length > 0 ? body.length : -1);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
