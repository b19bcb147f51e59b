package io.millrace.server.sharedobject;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.rtmp.sharedobject.SharedObjectEvent;
import io.millrace.rtmp.sharedobject.SharedObjectEvent.Status;
import io.millrace.rtmp.sharedobject.SharedObjectMessage;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.server.config.ServerConfig;
import io.millrace.testkit.ManualLoop;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** An object {@code so} of an instance, and clients on two event loops. */
abstract class SharedObjectScene {
    static final AmfNumber ONE = new AmfNumber(1);

    final ManualLoop loop = new ManualLoop();
    final ManualLoop otherLoop = new ManualLoop();
    SharedObjectService service = service("batch", "0ms");

    static SharedObjectService service(String... settings) {
        ServerConfig config = ServerConfig.defaults().with("shared-objects.file", "target/no-such/shared-objects.mv");
        for (int i = 0; i < settings.length; i += 2) {
            config = config.with("shared-objects." + settings[i], settings[i + 1]);
        }
        return new SharedObjectService(config.sharedObjects(), Runnable::run);
    }

    FakeClient client() {
        return client(loop, false);
    }

    FakeClient client(ManualLoop itsLoop, boolean amf3) {
        return new FakeClient(service, "chat/room1", SharedObjectRules.ALL, itsLoop, amf3);
    }

    /** A client that uses the object and has been told so. */
    FakeClient user(ManualLoop itsLoop) {
        FakeClient client = client(itsLoop, false).use();
        client.told();
        return client;
    }

    void settle() {
        loop.runAll();
        otherLoop.runAll();
    }

    static SharedObjectMessage message(long version, SharedObjectEvent... events) {
        return new SharedObjectMessage("so", version, false, List.of(events));
    }

    @AfterEach
    void close() {
        service.close();
    }

    /** It asks, and is told of that alone that it may not. */
    void assertRefused(FakeClient client, String name, String code, SharedObjectEvent... events) {
        long before = service.counters().refused.sum();
        client.told();
        client.ask(name, events);
        assertThat(client.told()).singleElement().satisfies(message -> {
            assertThat(message.name()).isEqualTo(name);
            assertThat(message.events()).containsOnly(Status.error(code));
        });
        assertThat(service.counters().refused.sum()).isGreaterThan(before);
    }
}
