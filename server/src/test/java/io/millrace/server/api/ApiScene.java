package io.millrace.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.MillraceServer;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server with its API, and an operator who uses it. */
final class ApiScene implements AutoCloseable {
    static final ServerConfig CONFIG = ServerConfig.defaults()
            .with("rtmp.bind", "127.0.0.1")
            .with("rtmp.port", "0")
            .with("http.enabled", "true")
            .with("http.port", "0");

    static final JsonMapper JSON = JsonMapper.shared();

    private static final byte[] KEY_FRAME = {0x17, 1, 0, 0, 0, 42};

    final MillraceServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final List<RawRtmpPeer> peers = new ArrayList<>();

    private ApiScene(ServerConfig config) throws Exception {
        server = MillraceServer.start(config);
    }

    static ApiScene start() throws Exception {
        return start(CONFIG);
    }

    static ApiScene start(ServerConfig config) throws Exception {
        return new ApiScene(config);
    }

    InetSocketAddress http() {
        return server.httpAddress().orElseThrow();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + http().getPort() + path);
    }

    /** What is answered there, below the root of the API. */
    JsonNode get(String path) throws Exception {
        return JSON.readTree(send("GET", path, "").body());
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body, Map.of("Content-Type", "application/json"));
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        return send(method, path, body, Map.of());
    }

    HttpResponse<String> send(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        return client.send(request(method, ApiService.ROOT + path, body, headers), BodyHandlers.ofString());
    }

    /** Follows an answer that does not end, below the root of the server. */
    <T> HttpResponse<T> follow(String path, Map<String, String> headers, HttpResponse.BodyHandler<T> body)
            throws IOException, InterruptedException {
        return client.send(request("GET", path, "", headers), body);
    }

    private HttpRequest request(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return request.build();
    }

    /** A client that stays until the scene ends, or it does. */
    RawRtmpPeer connect(String application, Map<String, Object> properties) throws IOException {
        RawRtmpPeer peer = RawRtmpPeer.connect(server.rtmpAddress(), application, properties);
        peers.add(peer);
        return peer;
    }

    RawRtmpPeer connect(String application) throws IOException {
        return connect(application, Map.of());
    }

    /** One who publishes that stream of {@code live}, and has sent a frame that players have. */
    RawRtmpPeer publisher(String name) throws IOException {
        RawRtmpPeer publisher = connect("live");
        int streamId = publisher.publish(name);
        assertThat(streamId).isEqualTo(1);
        keyFrame(publisher, name, 40);
        return publisher;
    }

    /** One more frame, which a new player has when this returns. */
    void keyFrame(RawRtmpPeer publisher, String name, long millis) throws IOException {
        publisher.message(6, millis, RawRtmpPeer.VIDEO, 1, KEY_FRAME);
        RawRtmpPeer player = connect("live");
        player.play(name);
        while (player.read(RawRtmpPeer.VIDEO).timestampMillis() < millis) {
            // What it was published before.
        }
    }

    /** What happens, without figures. */
    Events events(Map<String, String> headers) throws IOException, InterruptedException {
        return Events.follow(this, "/events?figures=false", headers);
    }

    @Override
    public void close() {
        client.shutdownNow();
        peers.forEach(RawRtmpPeer::close);
        server.close();
    }
}
