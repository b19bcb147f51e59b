package io.millrace.client.inspect;

import io.millrace.bytes.Bytes;
import io.millrace.client.inspect.Event.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection under inspection: its {@link Dissector}, and the files its media goes to. For one thread. */
final class Inspection {
    private final int connection;
    private final String host;
    private final Consumer<? super Event> out;
    private final Dissector dissector;
    private @Nullable FlvExport export;
    private long micros;

    /**
     * For a connection that begins now.
     *
     * @param host that it leads to, if it is known; empty if not
     */
    Inspection(int connection, InspectOptions options, String host, Consumer<? super Event> out) throws IOException {
        this.connection = connection;
        this.host = host;
        this.out = out;
        Path folder = options.export().orElse(null);
        export = folder == null ? null : new FlvExport(folder, connection);
        dissector = new Dissector(connection, options.detail(), out, this::message);
    }

    Dissector dissector() {
        return dissector;
    }

    void read(Direction direction, long nowMicros, Bytes bytes) {
        micros = nowMicros;
        dissector.read(direction, nowMicros, bytes);
    }

    InspectResult finish(long nowMicros, String reason) {
        micros = nowMicros;
        try {
            if (export != null) {
                export.close();
            }
        } catch (IOException e) {
            failed(e);
        }
        dissector.finish(nowMicros, reason);
        return new InspectResult(1, dissector.unexplainedBytes(), dissector.violations());
    }

    /** Shows nothing more; its files end with what they have. */
    void abandon() throws IOException {
        if (export != null) {
            export.close();
        }
    }

    private void message(WireMessage message, Decoded decoded) {
        if (export != null) {
            try {
                export.message(message, decoded);
            } catch (IOException e) {
                failed(e);
            }
        }
        if (!host.isEmpty()
                && decoded.content() instanceof Content.Values values
                && values.text(0).equals("connect")) {
            compareHost(values);
        }
    }

    /** What the client thinks it talks to goes on as it is: a server may care about it. */
    private void compareHost(Content.Values connect) {
        if (connect.values().size() < 3) {
            return;
        }
        String tcUrl = connect.values().get(2).asProperties().string("tcUrl").orElse("");
        String[] parts = tcUrl.split("/", 4);
        if (parts.length > 2
                && !parts[2].replaceFirst("^.*@", "").replaceFirst(":\\d+$", "").equalsIgnoreCase(host)) {
            note("tcUrl names another host", new Fields().text("tcUrl", tcUrl).text("to", host));
        }
    }

    /** The session goes on without its files. */
    private void failed(IOException e) {
        export = null;
        note("export failed", new Fields().text("reason", String.valueOf(e.getMessage())));
    }

    private void note(String title, Fields fields) {
        List<Field> all = fields.toList();
        out.accept(new Event(Kind.CONNECTION, connection, micros, null, 0, 0, title, all));
    }
}
