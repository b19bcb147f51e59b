package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients that change slots at the same time, and hear of each other late. */
class SharedObjectsPropertyTest {
    private static final int STEPS = 150;

    private final List<ManualLoop> loops = List.of(new ManualLoop(), new ManualLoop());

    @ParameterizedTest
    @DisplayName("R-093, R-094, R-098: whatever clients do, in the end all have what the object has")
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void clientsEndEqual(long seed) {
        var random = new Random(seed);
        var config = ServerConfig.defaults()
                .with("shared-objects.file", "target/no-such/shared-objects.mv")
                .with("shared-objects.batch", "0ms")
                .with("shared-objects.max-object-bytes", "300B")
                .with("shared-objects.max-updates-per-second", "1000000");
        try (var service = new SharedObjectService(config.sharedObjects(), Runnable::run)) {
            List<FakeClient> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(client(service, loops.get(i / 2), i % 2 == 0).use());
                clients.getLast().reads = false;
            }
            for (int step = 0; step < STEPS; step++) {
                act(clients.get(random.nextInt(clients.size())), random, step);
            }
            for (FakeClient client : clients) {
                client.behind = false;
            }
            loops.forEach(loop -> loop.advance(Duration.ofSeconds(1)));
            FakeClient late = client(service, loops.getFirst(), false).use();
            for (FakeClient client : clients) {
                readAll(client);
                assertThat(client.content).isEqualTo(late.content);
            }
        }
    }

    private static FakeClient client(SharedObjectService service, ManualLoop loop, boolean amf3) {
        return new FakeClient(service, "chat/room1", SharedObjectRules.ALL, loop, amf3);
    }

    private void act(FakeClient client, Random random, int step) {
        String slot = "slot" + random.nextInt(3);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> client.set(slot, step);
            case 3 -> client.remove(slot);
            case 4, 5 -> client.read();
            case 6 -> readAll(client);
            case 7, 8 -> loops.get(random.nextInt(loops.size())).runAll();
            default -> client.behind = !client.behind;
        }
    }

    private static void readAll(FakeClient client) {
        while (client.read()) {
            // all of it
        }
    }
}
