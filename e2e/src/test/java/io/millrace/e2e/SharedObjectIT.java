package io.millrace.e2e;

import static io.millrace.testkit.RawSharedObject.AMF0;
import static io.millrace.testkit.RawSharedObject.AMF3;
import static io.millrace.testkit.RawSharedObject.CHANGE;
import static io.millrace.testkit.RawSharedObject.CLEAR;
import static io.millrace.testkit.RawSharedObject.RELEASE;
import static io.millrace.testkit.RawSharedObject.REMOVE;
import static io.millrace.testkit.RawSharedObject.REQUEST_CHANGE;
import static io.millrace.testkit.RawSharedObject.REQUEST_REMOVE;
import static io.millrace.testkit.RawSharedObject.SEND_MESSAGE;
import static io.millrace.testkit.RawSharedObject.STATUS;
import static io.millrace.testkit.RawSharedObject.SUCCESS;
import static io.millrace.testkit.RawSharedObject.USE;
import static io.millrace.testkit.RawSharedObject.USE_SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.application.Application;
import io.millrace.server.application.Client;
import io.millrace.server.application.SharedObjectRules;
import io.millrace.testkit.RawSharedObject.Content;
import io.millrace.testkit.RawSharedObject.Event;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shared objects over real connections: clients of both encodings, restarts of the server, and clients that mean harm. */
class SharedObjectIT {
    private static final Event WELCOME = Event.of(USE_SUCCESS);
    private static final Event NO_WRITE = Event.of(STATUS, "SharedObject.NoWriteAccess", "error");

    private static SharedObjectPeer client(TestServer server, int typeId, String name) throws IOException {
        return new SharedObjectPeer(server.address(), "chat/room1", typeId, name, false);
    }

    @Test
    @DisplayName("R-090 to R-097, IP-90 to IP-92: every event in both directions, AMF0 and AMF3 mixed")
    void everyEvent() throws IOException {
        try (var server = TestServer.start();
                var first = client(server, AMF0, "so");
                var second = client(server, AMF3, "so");
                var third = client(server, AMF0, "so")) {
            assertThat(first.use()).containsExactly(WELCOME, Event.of(CLEAR));
            first.set("score", 1.0);
            assertThat(first.next()).isEqualTo(new Content("so", 2, false, List.of(Event.of(SUCCESS, "score"))));
            assertThat(second.use()).containsExactly(WELCOME, Event.of(CLEAR), Event.of(CHANGE, "score", 1.0));
            assertThat(third.use()).containsExactly(WELCOME, Event.of(CLEAR), Event.of(CHANGE, "score", 1.0));

            second.set("name", "größe");
            assertThat(second.next().events()).containsExactly(Event.of(SUCCESS, "name"));
            for (SharedObjectPeer other : List.of(first, third)) {
                assertThat(other.next())
                        .isEqualTo(new Content("so", 3, false, List.of(Event.of(CHANGE, "name", "größe"))));
            }

            Event call = Event.of(SEND_MESSAGE, "say", "hi", 2.0, true);
            second.ask(call);
            for (SharedObjectPeer all : List.of(first, second, third)) {
                assertThat(all.next()).isEqualTo(new Content("so", 3, false, List.of(call)));
            }

            first.ask(Event.of(REQUEST_REMOVE, "score"));
            for (SharedObjectPeer all : List.of(first, second, third)) {
                assertThat(all.next()).isEqualTo(new Content("so", 4, false, List.of(Event.of(REMOVE, "score"))));
                assertThat(all.content).containsOnlyKeys("name");
            }

            third.ask(Event.of(RELEASE));
            third.peer().awaitHandled();
            first.set("a", 1.0);
            assertThat(second.until(CHANGE, "a")).containsExactly(Event.of(CHANGE, "a", 1.0));
            assertThat(third.peer().awaitHandled()).isEmpty();
            third.ask(Event.of(REQUEST_CHANGE, "a", 2.0));
            assertThat(third.next().events()).containsExactly(NO_WRITE);
        }
    }

    @Test
    @DisplayName("R-097: the same name in another instance is another object")
    void instances() throws IOException {
        try (var server = TestServer.start();
                var here = client(server, AMF0, "so");
                var there = new SharedObjectPeer(server.address(), "chat/room2", AMF0, "so", false)) {
            here.use();
            here.set("a", 1.0);
            here.next();
            assertThat(there.use()).containsExactly(WELCOME, Event.of(CLEAR));
        }
    }

    @Test
    @DisplayName("R-093, R-098: clients that change one slot at the same time all end with the same value")
    void concurrentChanges() throws IOException {
        try (var server = TestServer.start("threads=4")) {
            List<SharedObjectPeer> clients = new ArrayList<>();
            try {
                for (int i = 0; i < 12; i++) {
                    clients.add(client(server, i % 2 == 0 ? AMF0 : AMF3, "so"));
                    clients.getLast().use();
                }
                for (int round = 0; round < 50; round++) {
                    for (int i = 0; i < clients.size(); i++) {
                        clients.get(i).set("slot" + round % 3, "client " + i + " round " + round);
                    }
                }
                for (SharedObjectPeer client : clients) {
                    long successes = 0;
                    while (successes < 50) {
                        successes += client.next().events().stream()
                                .filter(event -> event.type() == SUCCESS)
                                .count();
                    }
                }
                Event last = Event.of(SEND_MESSAGE, "last");
                clients.getFirst().ask(last);
                for (SharedObjectPeer client : clients) {
                    client.until(SEND_MESSAGE, "last");
                    assertThat(client.content).hasSize(3).isEqualTo(clients.getFirst().content);
                }
            } finally {
                clients.forEach(SharedObjectPeer::close);
            }
        }
    }

    @Test
    @DisplayName("R-093: a temporary object goes with the connection of its last user")
    void temporaryObjectGoesWithItsLastUser() throws IOException {
        try (var server = TestServer.start()) {
            try (var only = client(server, AMF0, "so")) {
                only.use();
                only.set("a", 1.0);
                only.next();
            }
            await().untilAsserted(() -> assertThat(objects(server)).isZero());
            try (var next = client(server, AMF0, "so")) {
                assertThat(next.use()).containsExactly(WELCOME, Event.of(CLEAR));
            }
        }
    }

    private static int objects(TestServer server) {
        return server.running().sharedObjectCounters().objects.get();
    }

    @Test
    @DisplayName(
            "R-093, R-096: a persistent object is there after a restart, with its version, and is not a temporary one")
    void restart(@TempDir Path folder) throws IOException {
        String file = "shared-objects.file=" + folder.resolve("deep/objects.mv");
        try (var server = TestServer.start(file);
                var client = new SharedObjectPeer(server.address(), "chat/room1", AMF3, "saved", true)) {
            client.use();
            client.set("a", 1.0);
            client.set("gone", 1.0);
            client.set("b", "x");
            client.ask(Event.of(REQUEST_REMOVE, "gone"));
            client.until(REMOVE, "gone");
            assertThat(client.version).isEqualTo(5);
        }
        try (var server = TestServer.start(file);
                var client = new SharedObjectPeer(server.address(), "chat/room1", AMF0, "saved", true);
                var temporary = client(server, AMF0, "saved")) {
            assertThat(client.use())
                    .containsExactly(WELCOME, Event.of(CLEAR), Event.of(CHANGE, "a", 1.0), Event.of(CHANGE, "b", "x"));
            assertThat(client.version).isEqualTo(5);
            assertThat(temporary.use()).containsExactly(Event.of(STATUS, "SharedObject.BadPersistence", "error"));
        }
    }

    @Test
    @DisplayName("R-093: a server that is killed loses only what was set after the last save, and needs no end to save")
    void killedServer(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("objects.mv");
        try (var server = ServerProcess.start(
                        "shared-objects.file=" + file,
                        "shared-objects.save-interval=200ms",
                        "shared-objects.max-updates-per-second=1000000");
                var client = new SharedObjectPeer(server.address(), "chat/room1", AMF0, "saved", true)) {
            client.use();
            for (int count = 0; count <= 100; count++) {
                client.set("count", (double) count);
                client.until(SUCCESS, "count");
            }
            await("the last value")
                    .ignoreException(NoSuchFileException.class)
                    .until(() -> count(Files.copy(file, folder.resolve("as-killed.mv"))) == 100);
            client.set("count", 101.0);
            client.until(SUCCESS, "count");
            server.kill();
        }
        assertThat(count(file)).isIn(100, 101);
    }

    /** What a server finds in {@code file}; -1 if nothing. */
    private static int count(Path file) throws IOException {
        try (var server = TestServer.start("shared-objects.file=" + file);
                var client = new SharedObjectPeer(server.address(), "chat/room1", AMF0, "saved", true)) {
            client.use();
            int count = ((Double) client.content.getOrDefault("count", -1.0)).intValue();
            assertThat(client.version).isEqualTo(count + 2);
            return count;
        } finally {
            Files.delete(file);
        }
    }

    @Test
    @DisplayName("R-096: a file that cannot be written is one line in the log, and what it lacks is there in the end")
    void fileThatCannotBeWritten(@TempDir Path folder) throws IOException {
        Path obstacle = Files.writeString(folder.resolve("deep"), "a file where the folder should be");
        Path path = folder.resolve("deep/objects.mv");
        String file = "shared-objects.file=" + path;
        try (var server = TestServer.start(file, "shared-objects.save-interval=10ms");
                var client = new SharedObjectPeer(server.address(), "chat/room1", AMF0, "saved", true)) {
            client.use();
            client.set("a", 1.0);
            client.next();
            var failures = server.running().sharedObjectCounters().writeFailures;
            await().untilAsserted(() -> assertThat(failures.sum()).isGreaterThan(3));
            assertThat(ServerLog.lines("cannot be written to " + path)).hasSize(1);
            Files.delete(obstacle);
            await().untilAsserted(() -> assertThat(ServerLog.lines("are written to " + path + " again"))
                    .hasSize(1));
        }
        try (var server = TestServer.start(file);
                var client = new SharedObjectPeer(server.address(), "chat/room1", AMF0, "saved", true)) {
            assertThat(client.use()).contains(Event.of(CHANGE, "a", 1.0));
        }
    }

    @Test
    @DisplayName("R-096, R-098: who goes over a limit is told, logged and counted, and others notice nothing")
    void limits() throws IOException {
        try (var server = TestServer.start(
                        "shared-objects.max-objects-per-client=3", "shared-objects.max-updates-per-second=1000000");
                var bystanders = new Bystanders(server);
                var user = client(server, AMF0, "so");
                var harm = client(server, AMF0, "so")) {
            user.use();
            harm.use();
            List<Event> many = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                many.add(Event.of(REQUEST_CHANGE, "slot" + i, 1.0));
            }
            harm.ask(many.toArray(Event[]::new));
            assertThat(harm.until(STATUS, NO_WRITE.name())).contains(NO_WRITE);
            user.until(CHANGE, "slot999");
            assertThat(user.content).hasSize(1000);

            harm.ask(Event.of(REQUEST_CHANGE, "slot0", large(15 << 20)));
            assertThat(harm.next().events()).containsExactly(NO_WRITE);
            harm.ask(Event.of(REQUEST_CHANGE, "x".repeat(65_535), 1.0));
            assertThat(harm.next().events()).containsExactly(NO_WRITE);
            harm.ask(new Content("x".repeat(65_535), 0, false, List.of(Event.of(USE))));
            assertThat(harm.next().events())
                    .containsExactly(Event.of(STATUS, "SharedObject.ObjectCreationFailed", "error"));
            for (int i = 0; i < 1000; i++) {
                harm.ask(new Content("other" + i, 0, false, List.of(Event.of(USE))));
                harm.next();
            }
            assertThat(objects(server)).isEqualTo(3);
            assertThat(ServerLog.lines("127.0.0.1:" + harm.peer().localAddress().getPort() + ": "))
                    .hasSize(5)
                    .first()
                    .asString()
                    .contains("1000 updates of shared object so of chat/room1 refused");
            assertThat(server.running().sharedObjectCounters().refused.sum()).isGreaterThan(1900);
            user.set("slot0", 2.0);
            assertThat(user.next().events()).containsExactly(Event.of(SUCCESS, "slot0"));
            bystanders.assertUntouched();
        }
    }

    /** About that many bytes, as an object of strings. */
    private static Map<String, String> large(int bytes) {
        Map<String, String> pieces = new LinkedHashMap<>();
        for (int i = 0; i < bytes / 60_000; i++) {
            pieces.put("piece" + i, "x".repeat(60_000));
        }
        return pieces;
    }

    @Test
    @DisplayName("R-096: rules of an application that throw refuse, and the connection goes on")
    void rulesThatThrow() throws IOException {
        var application = new Application() {
            @Override
            public SharedObjectRules sharedObjects(Client client) {
                return new SharedObjectRules() {
                    @Override
                    public boolean mayWrite(String name, String slot) {
                        return slot.charAt(1) == 'k'; // throws for a short name
                    }
                };
            }
        };
        try (var server = TestServer.start(Map.of("chat", application));
                var client = client(server, AMF0, "so")) {
            client.use();
            client.set("x", 1.0);
            assertThat(client.next().events()).containsExactly(NO_WRITE);
            client.set("ok", 1.0);
            assertThat(client.next().events()).containsExactly(Event.of(SUCCESS, "ok"));
            assertThat(ServerLog.lines("the application failed at a rule for shared objects, mayWrite"))
                    .hasSize(1);
        }
    }

    @Test
    @DisplayName("R-090: a message that cannot be read is dropped and counted, and the connection goes on")
    void malformed() throws IOException {
        try (var server = TestServer.start();
                var client = client(server, AMF0, "so")) {
            client.use();
            for (byte[] body :
                    List.of(new byte[0], new byte[] {0, 9, 1}, new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 3, 127})) {
                client.peer().message(3, 0, AMF0, 0, body);
            }
            client.set("a", 1.0);
            assertThat(client.next().events()).containsExactly(Event.of(SUCCESS, "a"));
            assertThat(server.running()
                            .rtmpCounters()
                            .dropped(DropCause.MALFORMED)
                            .sum())
                    .isEqualTo(3);
        }
    }

    @Test
    @DisplayName("R-115: a stream of messages that cannot be read ends its connection")
    void floodOfMalformed() throws IOException {
        try (var server = TestServer.start();
                var client = client(server, AMF0, "so")) {
            client.use();
            byte[] chunk = HexFormat.of().parseHex("030000000000011300000000" + "00");
            var flood = new ByteArrayOutputStream();
            for (int i = 0; i < 1000; i++) {
                flood.writeBytes(chunk);
            }
            client.peer().send(flood.toByteArray());
            client.peer().awaitClosed();
            server.awaitClosed(client.peer().localAddress(), "malformed messages");
        }
    }
}
