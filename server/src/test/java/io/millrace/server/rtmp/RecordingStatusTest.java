package io.millrace.server.rtmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.server.application.StreamRecorder.Event;
import io.millrace.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a publisher is told of its recording, and how. */
final class RecordingStatusTest {
    private final List<Consumer<Event>> told = new ArrayList<>();

    private Client publisher(String record, String type) {
        ServerConfig config = ServerConfig.defaults().with("applications.live.record", record);
        var server = new Server(config, (stream, application, name, append, events) -> told.add(events));
        Client client = server.connect("live");
        client.call(client.createStream(), "publish", 0, "cam", type);
        client.heard();
        return client;
    }

    /** As {@code error NetStream.Record.Failed}. */
    private static List<String> statuses(Client client) {
        client.send(); // its loop runs
        return client.messages().stream()
                .map(message -> ((Command) MessageCodec.decode(message.typeId(), message.body()))
                        .argument(1)
                        .asProperties())
                .map(said -> said.string("level").orElseThrow() + " "
                        + said.string("code").orElseThrow())
                .toList();
    }

    @Test
    @DisplayName("R-142, IP-51: a gap is no error, at which encoders stop, since the recording goes on")
    void gap() {
        Client client = publisher("requested", "record");
        told.getFirst().accept(new Event.Started());
        told.getFirst().accept(new Event.Gap(1200));
        told.getFirst().accept(new Event.Stopped());
        assertThat(statuses(client))
                .containsExactly(
                        "status NetStream.Record.Start",
                        "status NetStream.Record.Failed",
                        "status NetStream.Record.Stop");
    }

    @Test
    @DisplayName("R-142: that there is no recording, or no more, is an error")
    void failure() {
        Client client = publisher("requested", "record");
        told.getFirst().accept(new Event.NoAccess("it cannot be written"));
        told.getFirst().accept(new Event.Failed("too little room on the disk"));
        assertThat(statuses(client))
                .containsExactly("error NetStream.Record.NoAccess", "error NetStream.Record.Failed");
    }

    @Test
    @DisplayName("IP-51: who did not ask for a recording is not told of it")
    void notAskedFor() {
        Client client = publisher("always", "live");
        told.getFirst().accept(new Event.Failed("too little room on the disk"));
        assertThat(statuses(client)).isEmpty();
    }
}
