package io.millrace.server.metrics;

import io.millrace.bytes.Bytes;
import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

/** A server that is looked at by HTTP, and its publishers and players. */
final class Monitored implements AutoCloseable {
    static final ServerConfig CONFIG = ServerConfig.defaults()
            .with("rtmp.bind", "127.0.0.1")
            .with("rtmp.port", "0")
            .with("http.enabled", "true")
            .with("http.port", "0");

    /** Of an H.264 key frame: 5 bytes of header, 3 of payload. */
    private static final byte[] KEY_FRAME = {0x17, 1, 0, 0, 0, 7, 7, 7};

    static final int PAYLOAD_BYTES = 3;

    final MillraceServer server;
    private final List<RawRtmpPeer> peers = new ArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Monitored(ServerConfig config) throws StartException {
        server = MillraceServer.start(config);
    }

    RawRtmpPeer connect() throws IOException {
        RawRtmpPeer peer = RawRtmpPeer.connect(server.rtmpAddress(), "live");
        peers.add(peer);
        return peer;
    }

    /** Has a stream with that many key frames, 40 ms apart, all of them handled. */
    RawRtmpPeer publish(String name, int keyFrames) throws IOException {
        RawRtmpPeer publisher = connect();
        int streamId = publisher.publish(name);
        for (int i = 0; i < keyFrames; i++) {
            publisher.message(6, i * 40L, RawRtmpPeer.VIDEO, streamId, KEY_FRAME);
        }
        publisher.awaitHandled();
        return publisher;
    }

    /** What HTTP was answered. */
    record Answer(HttpResponse<byte[]> response) {
        int status() {
            return response.statusCode();
        }

        Bytes body() {
            return Bytes.wrap(response.body());
        }

        String text() {
            return body().toUtf8();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path, String... headers) throws IOException, InterruptedException {
        InetSocketAddress address = server.httpAddress().orElseThrow();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + address.getPort() + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return new Answer(client.send(request.build(), BodyHandlers.ofByteArray()));
    }

    PrometheusText scrape() throws IOException, InterruptedException {
        return PrometheusText.of(get("/metrics").text());
    }

    /** Publishers and players go. */
    void hangUp() {
        peers.forEach(RawRtmpPeer::close);
    }

    @Override
    public void close() {
        hangUp();
        client.close();
        server.close();
    }
}
