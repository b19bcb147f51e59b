package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.config.ServerConfig;
import io.millrace.server.config.SharedObjectsConfig;
import io.millrace.testkit.ManualLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How much a server that is killed may lose, with the save interval that it has by default. */
class LossBoundTest {
    private static final int STEPS_PER_INTERVAL = 10;

    @TempDir
    private Path folder;

    private static SharedObjectsConfig config(Path file) {
        return ServerConfig.defaults()
                .with("shared-objects.file", String.valueOf(file))
                .sharedObjects();
    }

    @Test
    @DisplayName("R-093: what was set a save interval ago is in the file, whenever the server is killed")
    void killed() throws IOException {
        Path file = folder.resolve("shared-objects.mv");
        var writer = new ManualLoop();
        var service = new SharedObjectService(config(file), Runnable::run, writer);
        var client = new FakeClient(service, "chat/room1", SharedObjectRules.ALL, new ManualLoop(), false);
        client.persistent = true;
        client.use();
        Duration step = service.config().saveInterval().dividedBy(STEPS_PER_INTERVAL);
        for (int count = 1; count < 5 * STEPS_PER_INTERVAL; count++) {
            client.set("count", count);
            writer.advance(step);
            if (count < STEPS_PER_INTERVAL) {
                assertThat(file).doesNotExist();
            } else {
                assertThat(asKilled(file, count)).isGreaterThan(count - STEPS_PER_INTERVAL);
            }
        }
        service.close();
        writer.runAll();
    }

    /** The count that a server finds which starts with the file as it is now. */
    private double asKilled(Path file, int number) throws IOException {
        Path copy = Files.copy(file, folder.resolve(number + ".mv"));
        try (var next = new SharedObjectService(config(copy), Runnable::run);
                var object = next.use("chat/room1", "so", true).orElseThrow()) {
            AmfValue count = object.slots().get("count");
            assertThat(count).isNotNull();
            return count.asNumber().orElseThrow();
        }
    }
}
