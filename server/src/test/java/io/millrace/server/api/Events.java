package io.millrace.server.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Server-Sent Events, read as a browser does. */
final class Events implements AutoCloseable {
    private final InputStream in;
    private final BufferedReader reader;

    record Event(String id, String type, JsonNode data) {}

    private Events(InputStream in) {
        this.in = in;
        this.reader = new BufferedReader(new InputStreamReader(in, UTF_8));
    }

    static Events follow(ApiScene scene, String path, Map<String, String> headers)
            throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                scene.follow(ApiService.ROOT + path, headers, BodyHandlers.ofInputStream());
        assertThat(response.headers().firstValue("content-type")).contains("text/event-stream");
        return new Events(response.body());
    }

    Event await(String type) throws IOException {
        return until(type).getLast();
    }

    /** All up to the first of that type. */
    List<Event> until(String type) throws IOException {
        List<Event> events = new ArrayList<>();
        do {
            events.add(next());
        } while (!events.getLast().type().equals(type));
        return events;
    }

    private Event next() throws IOException {
        String id = "";
        String type = "";
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            if (line.startsWith("id: ")) {
                id = line.substring(4);
            } else if (line.startsWith("event: ")) {
                type = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return new Event(id, type, ApiScene.JSON.readTree(line.substring(6)));
            }
        }
        throw new AssertionError("the events end");
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
