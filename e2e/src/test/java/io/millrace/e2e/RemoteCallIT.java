package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.server.application.Admission;
import io.millrace.server.application.Application;
import io.millrace.server.application.Arguments;
import io.millrace.server.application.CallException;
import io.millrace.server.application.Client;
import io.millrace.server.application.Methods;
import io.millrace.testkit.Amf3;
import io.millrace.testkit.RawRtmpPeer;
import io.millrace.testkit.RawRtmpPeer.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Remote calls in both directions and both encodings, between an application and a peer that shares no code with it. */
class RemoteCallIT {
    private static final int MAX_CALLS = 20;
    private static final Calls CALLS = new Calls();
    private static final TestServer SERVER = TestServer.start(Map.of("calls", CALLS), "rtmp.max-calls=" + MAX_CALLS);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static final class Calls implements Application {
        final Queue<CompletableFuture<AmfValue>> later = new ConcurrentLinkedQueue<>();

        @Override
        public Admission connect(Client client, Arguments arguments) {
            return arguments.size() == 0
                    ? Admission.accept()
                    : Admission.reject(
                            "not you",
                            AmfProperties.builder()
                                    .put("user", arguments.get(0))
                                    .build());
        }

        @Override
        public Methods methods() {
            return Methods.builder()
                    .on("echo", (client, arguments) -> arguments.get(0))
                    .on("add", (client, arguments) -> new AmfNumber(arguments.number(0) + arguments.number(1)))
                    .on("fail", (client, arguments) -> {
                        throw new IllegalStateException("what nobody must know");
                    })
                    .on("failOften", (client, arguments) -> {
                        throw new IllegalStateException("as often as it is called");
                    })
                    .onAsync("later", (client, arguments) -> later())
                    .onAsync("back", (client, arguments) -> back(client, arguments))
                    .build();
        }

        private CompletionStage<AmfValue> later() {
            var answer = new CompletableFuture<AmfValue>();
            later.add(answer);
            return answer;
        }

        /** Calls the caller and gives it what came of that. */
        private static CompletionStage<AmfValue> back(Client client, Arguments arguments) {
            return client.call(arguments.string(0), arguments.get(1)).handle((value, thrown) -> switch (thrown) {
                case null -> value;
                case CallException e -> new AmfString("error " + e.getMessage());
                case TimeoutException e -> new AmfString("timeout");
                default -> new AmfString(thrown.toString());
            });
        }
    }

    private static RawRtmpPeer connect(int objectEncoding) throws IOException {
        return connect(SERVER, objectEncoding);
    }

    private static RawRtmpPeer connect(TestServer server, int objectEncoding) throws IOException {
        var peer = RawRtmpPeer.open(server.address());
        peer.handshake();
        peer.command(0, "connect", 1, Map.of("app", "calls", "objectEncoding", objectEncoding));
        Map<?, ?> information = (Map<?, ?>) peer.values("_result").get(3);
        assertThat(information.get("objectEncoding")).isEqualTo((double) objectEncoding);
        return peer;
    }

    private static String error(Message message) {
        Object information = message.values().get(3);
        Map<?, ?> properties = (Map<?, ?>) (information instanceof Amf3(Object amf3) ? amf3 : information);
        assertThat(properties.get("code")).isEqualTo("NetConnection.Call.Failed");
        return (String) properties.get("description");
    }

    @Test
    @DisplayName("R-110, R-131: arguments and results of every type, in AMF0")
    void echoInAmf0() throws Exception {
        var values = Arrays.asList(
                1.5,
                "größe",
                true,
                null,
                List.of(1.0, "two", List.of()),
                Map.of("a", Map.of("b", false)),
                "long ".repeat(3000));
        try (var peer = connect(0)) {
            for (Object value : values) {
                peer.command(0, "echo", 8, null, value);
                Message result = peer.readCommand("_result");
                assertThat(result.typeId()).isEqualTo(RawRtmpPeer.COMMAND);
                assertThat(result.values()).isEqualTo(Arrays.asList("_result", 8.0, null, value));
            }
        }
    }

    @Test
    @DisplayName("R-074, R-123, A3-01: arguments and results in AMF3, in messages of type 17")
    void echoInAmf3() throws Exception {
        try (var peer = connect(3)) {
            var value = Map.of("list", List.of(1, -1, 1.5, "a", "a"), "nested", Map.of("yes", true));
            peer.commandAmf3("echo", 8, null, new Amf3(value));
            Message result = peer.readCommand("_result");
            assertThat(result.typeId()).isEqualTo(RawRtmpPeer.COMMAND_AMF3);
            assertThat(result.values()).isEqualTo(Arrays.asList("_result", 8.0, null, new Amf3(value)));
            peer.commandAmf3("echo", 9, null, new Amf3(new byte[] {0, 1, 2}));
            assertThat(peer.values("_result").get(3)).isEqualTo(new Amf3(ByteBuffer.wrap(new byte[] {0, 1, 2})));
            peer.commandAmf3("add", 10, null, new Amf3(20), new Amf3(0.5));
            assertThat(peer.values("_result").get(3)).isEqualTo(20.5);
        }
    }

    @Test
    @DisplayName("R-075: a client that speaks AMF3 may use both forms at any time")
    void bothFormsInOneSession() throws Exception {
        try (var peer = connect(3)) {
            peer.command(0, "add", 8, null, 1, 2);
            assertThat(peer.values("_result").get(3)).isEqualTo(3.0);
            peer.commandAmf3("add", 9, null, 1, new Amf3(2));
            assertThat(peer.values("_result").get(3)).isEqualTo(3.0);
        }
    }

    @Test
    @DisplayName("R-075: a client of AMF0 never gets a message of type 15, 16 or 17, nor AMF3 inside one")
    void amf0Only() throws Exception {
        try (var peer = connect(0)) {
            peer.commandAmf3("echo", 7, null, new Amf3(List.of(1, "a")));
            List<Message> all = new ArrayList<>();
            all.add(peer.read()); // one after the other: answers may come in any order
            peer.command(0, "echo", 8, null, new Amf3(new byte[] {1}));
            all.add(peer.read());
            peer.command(0, "add", 9, (Object) null);
            all.add(peer.read());
            assertThat(all).extracting(Message::typeId).containsOnly(RawRtmpPeer.COMMAND);
            assertThat(all.getFirst().values().get(3)).isEqualTo(List.of(1.0, "a"));
            assertThat(all.get(1).body().get(all.get(1).body().limit() - 1)).isEqualTo((byte) 0x0D); // unsupported
        }
    }

    @Test
    @DisplayName("R-112: calls that fail are answered with what went wrong, and no more")
    void errors() throws Exception {
        for (int encoding : List.of(0, 3)) {
            try (var peer = connect(encoding)) {
                peer.command(0, "add", 5, null, "one", 2);
                assertThat(error(peer.readCommand("_error"))).isEqualTo("argument 1 is not a number");
                peer.command(0, "add", 5);
                assertThat(error(peer.readCommand("_error"))).isEqualTo("argument 1 is not a number");
                peer.command(0, "fail", 5, (Object) null);
                assertThat(error(peer.readCommand("_error"))).isEqualTo("The method failed.");
                peer.command(0, "nothing", 5, (Object) null);
                assertThat(error(peer.readCommand("_error"))).isEqualTo("There is no method \"nothing\".");
            }
        }
    }

    @Test
    @DisplayName("R-112: calls that fail are lines in the log, a few of each client")
    void failuresAreLogged() throws Exception {
        try (var peer = connect(0)) {
            String calls = "127.0.0.1:" + peer.localAddress().getPort() + ": call of ";
            for (int call = 0; call < 7; call++) {
                peer.command(0, "add", 5, null, "one", 2);
                error(peer.readCommand("_error"));
            }
            assertThat(ServerLog.lines(calls))
                    .hasSize(5)
                    .allMatch(line -> line.endsWith(calls + "add failed: argument 1 is not a number"));
        }
        try (var peer = connect(0)) {
            for (int call = 0; call < 7; call++) {
                peer.command(0, "failOften", 5, (Object) null);
                error(peer.readCommand("_error"));
            }
            assertThat(ServerLog.lines("the application failed at method \"failOften\""))
                    .hasSize(5);
        }
    }

    @Test
    @DisplayName("R-131: the server calls the client, which answers with a result or an error")
    void serverCallsClient() throws Exception {
        for (int encoding : List.of(0, 3)) {
            try (var peer = connect(encoding)) {
                assertThat(back(peer, "_result", Map.of("a", "b"))).isEqualTo(Map.of("a", "b"));
                assertThat(back(peer, "_error", Map.of("description", "no"))).isEqualTo("error no");
            }
        }
    }

    @ParameterizedTest
    @DisplayName("R-112, R-131: calls that nobody answers fail when their time is up, in both directions")
    @ValueSource(ints = {0, 3})
    void noAnswer(int encoding) throws Exception {
        try (var server = TestServer.start(Map.of("calls", new Calls()), "rtmp.call-timeout=2s");
                var peer = connect(server, encoding)) {
            peer.command(0, "later", 5, (Object) null);
            assertThat(error(peer.readCommand("_error"))).isEqualTo("There is no answer yet.");
            peer.command(0, "back", 6, null, "ask", "x");
            assertThat(peer.readCommand("ask").typeId())
                    .isEqualTo(encoding == 3 ? RawRtmpPeer.COMMAND_AMF3 : RawRtmpPeer.COMMAND);
            // Both calls time out together, and either may be first.
            Message answer = peer.read();
            assertThat(
                            answer.values().get(0).equals("_error")
                                    ? error(answer)
                                    : answer.values().get(3))
                    .isIn("There is no answer yet.", "timeout");
        }
    }

    private static Object back(RawRtmpPeer peer, String answer, Object value) throws IOException {
        peer.command(0, "back", 6, null, "ask", "x");
        List<Object> asked = peer.values("ask");
        assertThat(asked.subList(2, 4)).isEqualTo(Arrays.asList(null, "x"));
        peer.command(0, answer, (double) asked.get(1), null, value);
        Object result = peer.values("_result").get(3);
        return result instanceof Amf3(Object amf3) ? amf3 : result;
    }

    @Test
    @DisplayName("R-115: a flood of calls, huge ones and broken ones harm nobody, and each call has its answer")
    void floods() throws Exception {
        try (var peer = connect(0);
                var bystander = connect(0)) {
            for (int call = 0; call < 1000; call++) {
                peer.command(0, "later", 100 + call, (Object) null);
            }
            Set<Object> answered = new HashSet<>();
            for (int call = MAX_CALLS; call < 1000; call++) {
                Message refusal = peer.readCommand("_error");
                assertThat(error(refusal)).isEqualTo("Too many calls wait for an answer.");
                answered.add(refusal.values().get(1));
            }
            await().untilAsserted(() -> assertThat(CALLS.later).hasSize(MAX_CALLS));
            CALLS.later.forEach(answer -> answer.complete(new AmfString("at last")));
            for (int call = 0; call < MAX_CALLS; call++) {
                List<Object> result = peer.values("_result");
                assertThat(result.get(3)).isEqualTo("at last");
                answered.add(result.get(1));
            }
            assertThat(answered).hasSize(1000);
            peer.message(3, 0, RawRtmpPeer.COMMAND, 0, new byte[4 << 20]);
            peer.command(0, "echo", 7, null, "still here");
            assertThat(peer.values("_result").get(3)).isEqualTo("still here");
            bystander.command(0, "add", 7, null, 1, 1);
            assertThat(bystander.values("_result").get(3)).isEqualTo(2.0);
        }
    }

    @Test
    @DisplayName("R-124: the application rejects a client, and tells it more than a reason")
    void rejected() throws Exception {
        try (var peer = RawRtmpPeer.open(SERVER.address())) {
            peer.handshake();
            peer.command(0, "connect", 1, Map.of("app", "calls"), "Eve");
            Map<?, ?> information = (Map<?, ?>) peer.values("_error").get(3);
            assertThat(information.get("code")).isEqualTo("NetConnection.Connect.Rejected");
            assertThat(information.get("description")).isEqualTo("not you");
            assertThat(information.get("application")).isEqualTo(Map.of("user", "Eve"));
            peer.awaitClosed();
        }
    }
}
