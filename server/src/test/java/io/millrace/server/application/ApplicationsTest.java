package io.millrace.server.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.amf.Amf3Value.Amf3Array;
import io.millrace.amf.Amf3Value.Amf3ByteArray;
import io.millrace.amf.Amf3Value.Amf3Integer;
import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfAvmPlus;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.amf.AmfValue.AmfUndefined;
import io.millrace.amf.AmfValue.AmfUnsupported;
import io.millrace.bytes.Bytes;
import io.millrace.rtmp.command.ConnectRequest;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.server.application.ApplicationSession.Answer;
import io.millrace.testkit.ManualLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ApplicationsTest {
    private static final AmfValue BYTES = new AmfAvmPlus(new Amf3ByteArray(Bytes.utf8("abc")));

    private final Queue<Runnable> turns = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<Client> seen = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();
    private Admission admission = Admission.accept();
    private SharedObjectRules rules = SharedObjectRules.NONE;
    private final CompletableFuture<AmfValue> later = new CompletableFuture<>();
    private final Applications applications = applications(Duration.ofHours(1));

    private Applications applications(Duration timeout) {
        return new Applications(Map.of("chat*", new Told()), new RulesOnly(), turns::add, timeout, 2, 1000);
    }

    /** Shared objects of which only the rules matter. */
    private final class RulesOnly implements SharedObjects {
        @Override
        public Member join(String instance, SharedObjectRules given, Sink sink) {
            rules = given;
            return NONE.join(instance, given, sink);
        }

        @Override
        public Optional<ServerSharedObject> use(String instance, String name, boolean persistent) {
            return Optional.empty();
        }
    }

    /** The client's way to shared objects that are not asked for anything. */
    private static final class NoSink implements SharedObjects.Sink {
        @Override
        public boolean amf3() {
            return false;
        }

        @Override
        public void send(RtmpMessage.SharedObject message) {}

        @Override
        public boolean isBehind() {
            return false;
        }

        @Override
        public ScheduledExecutorService loop() {
            return new ManualLoop();
        }

        @Override
        public InetAddress address() {
            return InetAddress.getLoopbackAddress();
        }
    }

    /** Writes down what it is told. */
    private final class Told implements Application {
        @Override
        public Admission connect(Client client, Arguments arguments) {
            told.add("connect " + client.instance() + " " + arguments.size());
            return admission;
        }

        @Override
        public void connected(Client client) {
            told.add("connected");
            seen.add(client);
        }

        @Override
        public void disconnected(Client client) {
            told.add("disconnected");
        }

        @Override
        public Admission publish(Client client, StreamPath stream, PublishType type) {
            told.add("publish " + stream + " " + type);
            return admission;
        }

        @Override
        public void unpublished(Client client, StreamPath stream) {
            told.add("unpublished " + stream);
        }

        @Override
        public Admission play(Client client, StreamPath stream) {
            told.add("play " + stream);
            if (stream.name().equals("bad")) {
                throw new IllegalStateException("no such table");
            }
            return admission;
        }

        @Override
        public void stopped(Client client, StreamPath stream) {
            told.add("stopped " + stream);
        }

        @Override
        public SharedObjectRules sharedObjects(Client client) {
            if (client.instance().path().equals("chat/broken")) {
                throw new IllegalStateException("no such table");
            }
            return new SharedObjectRules() {
                @Override
                public boolean mayWrite(String name, String slot) {
                    return slot.isEmpty();
                }

                @Override
                public boolean mayRead(String name) {
                    throw new IllegalStateException("no such row");
                }
            };
        }

        @Override
        public Methods methods() {
            return Methods.builder()
                    .on("twice", (client, arguments) -> new AmfNumber(2 * arguments.number(0)))
                    .on("echo", (client, arguments) -> arguments.get(0))
                    .on(
                            "kind",
                            (client, arguments) ->
                                    new AmfString(arguments.get(0).getClass().getSimpleName()))
                    .on("refuse", (client, arguments) -> {
                        throw new CallException(
                                "not now",
                                AmfProperties.builder().put("wait", 5).build());
                    })
                    .on("fail", (client, arguments) -> {
                        throw new IllegalStateException("secret");
                    })
                    .onAsync("later", (client, arguments) -> later)
                    .build();
        }
    }

    private final class Link implements ClientLink {
        @Override
        public long number() {
            return 7;
        }

        @Override
        public InetSocketAddress remoteAddress() {
            return new InetSocketAddress("127.0.0.1", 1);
        }

        @Override
        public CompletableFuture<AmfValue> call(String method, List<AmfValue> arguments) {
            sent.add(method + arguments);
            return later;
        }

        @Override
        public void send(String method, List<AmfValue> arguments) {
            sent.add(method + arguments);
        }

        @Override
        public void close(String reason) {
            sent.add("close " + reason);
        }
    }

    private ApplicationSession open(String app) {
        return open(app, 0);
    }

    private ApplicationSession open(String app, int objectEncoding) {
        var properties = AmfProperties.builder().put("app", app).put("objectEncoding", objectEncoding);
        var connect = new Command("connect", 1, List.of(properties.buildObject(), new AmfString("Ada")), false);
        return applications.open(ConnectRequest.of(connect), new Link());
    }

    private ApplicationSession connected(String app, int objectEncoding) {
        ApplicationSession session = open(app, objectEncoding);
        assertThat(answer(session.connect())).isEqualTo(Admission.accept());
        session.connected();
        takeTurns();
        told.clear();
        return session;
    }

    private void takeTurns() {
        for (Runnable turn = turns.poll(); turn != null; turn = turns.poll()) {
            turn.run();
        }
    }

    private <T> T answer(CompletionStage<T> stage) {
        takeTurns();
        assertThat(stage.toCompletableFuture()).isDone();
        return stage.toCompletableFuture().join();
    }

    private static CompletionStage<Answer> call(ApplicationSession session, String name, AmfValue... arguments) {
        return session.call(name, List.of(arguments), 1);
    }

    private static String why(Answer answer) {
        return ((Answer.Failed) answer).why().getMessage();
    }

    @Test
    void hooksRunInTheOrderOfWhatTheClientDoes() {
        ApplicationSession session = open("chat/room1?key=1");
        session.connect();
        session.connected();
        session.publish(1, new StreamPath("chat/room1/cam"), PublishType.RECORD);
        session.play(2, new StreamPath("chat/a"));
        session.play(2, new StreamPath("chat/b"));
        session.ended(1);
        session.disconnected();
        assertThat(told).isEmpty(); // not on the thread that says so
        takeTurns();
        assertThat(told)
                .containsExactly(
                        "connect chat/room1 1",
                        "connected",
                        "publish chat/room1/cam RECORD",
                        "play chat/a",
                        "play chat/b",
                        "unpublished chat/room1/cam",
                        "stopped chat/a",
                        "stopped chat/b",
                        "disconnected");
    }

    @Test
    void whatWasRejectedHasNoEnd() {
        ApplicationSession session = connected("chat", 0);
        admission = Admission.reject("full");
        assertThat(answer(session.publish(1, new StreamPath("chat/cam"), PublishType.LIVE)))
                .isEqualTo(admission);
        session.ended(1);
        takeTurns();
        assertThat(told).containsExactly("publish chat/cam LIVE");
    }

    @Test
    void clientThatIsGoneIsNotAskedAboutAndWasNeverThere() {
        ApplicationSession session = open("chat");
        session.connect();
        takeTurns();
        session.disconnected();
        var publish = session.publish(1, new StreamPath("chat/cam"), PublishType.LIVE);
        assertThat(answer(publish)).isInstanceOf(Admission.Reject.class);
        assertThat(told).containsExactly("connect chat 1");
    }

    @Test
    void hookThatThrowsRejectsAndTheNextOneRuns() {
        ApplicationSession session = connected("chat", 0);
        assertThat(answer(session.play(1, new StreamPath("chat/bad")))).isInstanceOf(Admission.Reject.class);
        assertThat(answer(session.play(1, new StreamPath("chat/good")))).isEqualTo(Admission.accept());
    }

    @Test
    void hookThatHangsIsNotWaitedForLongerThanTheTimeout() throws Exception {
        Applications impatient = applications(Duration.ofMillis(1));
        var connect = new Command(
                "connect", 1, List.of(AmfProperties.builder().put("app", "chat").buildObject()), false);
        ApplicationSession session = impatient.open(ConnectRequest.of(connect), new Link());
        assertThat(session.connect().toCompletableFuture().get())
                .isEqualTo(Admission.reject("the application does not answer"));
        assertThat(why(call(session, "twice").toCompletableFuture().get())).isEqualTo("There is no answer yet.");
    }

    @Test
    void streamsOfAnApplicationAreForItsClientsOnly() {
        var path = new StreamPath("chat/cam");
        assertThat(answer(open("live").publish(1, path, PublishType.LIVE))).isInstanceOf(Admission.Reject.class);
        assertThat(answer(open("").play(1, path))).isInstanceOf(Admission.Reject.class);
        assertThat(answer(open("chat/../x").play(1, path))).isInstanceOf(Admission.Reject.class);
        assertThat(answer(open("live").play(1, new StreamPath("live/cam")))).isEqualTo(Admission.accept());
        ApplicationSession chat = connected("chat", 0);
        assertThat(answer(chat.play(1, new StreamPath("live/cam")))).isInstanceOf(Admission.Reject.class);
        assertThat(told).isEmpty();
    }

    @Test
    void instanceIsSharedByThoseOfOnePathAndGoneWithTheLast() {
        ApplicationSession one = connected("chat/room1", 0);
        ApplicationSession two = connected("/chat//room1/", 0);
        connected("chat/room2", 0);
        ApplicationInstance room = seen.get(0).instance();
        assertThat(seen.get(1).instance()).isSameAs(room);
        assertThat(seen.get(2).instance()).isNotSameAs(room);
        assertThat(room.clients()).containsExactlyInAnyOrder(seen.get(0), seen.get(1));
        room.broadcast("news", new AmfNumber(1));
        assertThat(sent).hasSize(2).allMatch(call -> call.startsWith("news"));
        one.disconnected();
        assertThat(room.clients()).containsExactly(seen.get(1));
        two.disconnected();
        connected("chat/room1", 0);
        assertThat(seen.get(3).instance()).isNotSameAs(room);
    }

    @Test
    @DisplayName("R-131: a method's result goes back, whatever it is")
    void callsHaveResults() {
        ApplicationSession session = connected("chat", 0);
        assertThat(answer(call(session, "twice", new AmfNumber(21)))).isEqualTo(new Answer.Result(new AmfNumber(42)));
        CompletionStage<Answer> call = call(session, "later");
        takeTurns();
        later.complete(null);
        assertThat(answer(call)).isEqualTo(new Answer.Result(new AmfNull()));
    }

    @Test
    void callsFailWithWhatTheMethodWantsToTell() {
        ApplicationSession session = connected("chat", 0);
        assertThat(why(answer(call(session, "refuse")))).isEqualTo("not now");
        assertThat(why(answer(call(session, "fail")))).isEqualTo("The method failed.");
        assertThat(why(answer(call(session, "twice", new AmfNull())))).isEqualTo("argument 1 is not a number");
        assertThat(why(answer(call(session, "none")))).isEqualTo("There is no method \"none\".");
        CompletionStage<Answer> call = call(session, "later");
        takeTurns();
        later.completeExceptionally(new CallException("after all, no"));
        assertThat(why(answer(call))).isEqualTo("after all, no");
    }

    @Test
    void moreCallsThanMayWaitFailAtOnce() {
        ApplicationSession session = connected("chat", 0);
        call(session, "twice");
        call(session, "twice");
        CompletionStage<Answer> third = call(session, "twice");
        assertThat(why(third.toCompletableFuture().join())).isEqualTo("Too many calls wait for an answer.");
    }

    @Test
    void callsThatWaitAreBoundedInBytes() {
        ApplicationSession session = connected("chat", 0);
        CompletionStage<Answer> large = session.call("twice", List.of(new AmfNumber(1)), 5000);
        CompletionStage<Answer> behind = session.call("twice", List.of(new AmfNumber(2)), 1);
        assertThat(behind.toCompletableFuture())
                .isCompletedWithValueMatching(answer -> why(answer).equals("Too many calls wait for an answer."));
        assertThat(answer(large)).isEqualTo(new Answer.Result(new AmfNumber(2)));
        CompletionStage<Answer> next = session.call("twice", List.of(new AmfNumber(3)), 999);
        CompletionStage<Answer> fits = session.call("twice", List.of(new AmfNumber(4)), 1);
        assertThat(answer(next)).isEqualTo(new Answer.Result(new AmfNumber(6)));
        assertThat(answer(fits)).isEqualTo(new Answer.Result(new AmfNumber(8)));
    }

    @Test
    @DisplayName("R-096: rules that throw refuse, and so does an application that has none to give")
    void rulesThatThrowRefuse() {
        connected("chat", 0).sharedObjects("chat", new NoSink());
        assertThat(rules.mayCreate("so", true)).isTrue();
        assertThat(rules.maySend("so", "say")).isTrue();
        assertThat(rules.mayWrite("so", "")).isTrue();
        assertThat(rules.mayWrite("so", "a")).isFalse();
        assertThat(rules.mayRead("so")).isFalse();
        connected("chat/broken", 0).sharedObjects("chat/broken", new NoSink());
        assertThat(rules).isSameAs(SharedObjectRules.NONE);
        assertThat(rules.mayCreate("so", false)).isFalse();
        assertThat(rules.mayRead("so")).isFalse();
        assertThat(rules.mayWrite("so", "")).isFalse();
        assertThat(rules.maySend("so", "say")).isFalse();
    }

    @Test
    void playerMayGoOnForever() {
        ApplicationSession session = connected("chat", 0);
        for (int i = 0; i < 10_001; i++) {
            assertThat(answer(session.play(1, new StreamPath("chat/a")))).isEqualTo(Admission.accept());
            assertThat(answer(session.play(1, new StreamPath("chat/b")))).isEqualTo(Admission.accept());
        }
        assertThat(told).filteredOn("play chat/a"::equals).hasSize(10_001);
        assertThat(told)
                .as("all but the last")
                .filteredOn("stopped chat/a"::equals)
                .hasSize(10_000);
        told.clear();
        session.ended(1);
        takeTurns();
        assertThat(told).containsExactly("stopped chat/a", "stopped chat/b");
    }

    @Test
    void streamsOfOneClientHaveALimit() {
        ApplicationSession session = connected("chat", 0);
        for (int i = 0; i < 10_000; i++) {
            assertThat(answer(session.play(1, new StreamPath("chat/" + i)))).isEqualTo(Admission.accept());
        }
        assertThat(answer(session.play(2, new StreamPath("chat/more")))).isInstanceOf(Admission.Reject.class);
        session.ended(1);
        assertThat(answer(session.play(2, new StreamPath("chat/more")))).isEqualTo(Admission.accept());
    }

    @Test
    @DisplayName("R-075: a method need not know the encoding, and a client of AMF0 gets no AMF3")
    void valuesAreInTheEncodingOfTheClient() {
        var array = new AmfAvmPlus(new Amf3Array(List.of(), List.of(new Amf3Integer(1))));
        ApplicationSession amf0 = connected("chat", 0);
        ApplicationSession amf3 = connected("chat", 3);
        assertThat(answer(call(amf3, "kind", array))).isEqualTo(new Answer.Result(new AmfString("AmfStrictArray")));
        assertThat(answer(call(amf3, "echo", array))).isEqualTo(new Answer.Result(array));
        assertThat(answer(call(amf0, "echo", array)))
                .isEqualTo(new Answer.Result(new AmfStrictArray(List.of(new AmfNumber(1)))));
        assertThat(answer(call(amf3, "echo", BYTES))).isEqualTo(new Answer.Result(BYTES));
        assertThat(answer(call(amf0, "echo", BYTES))).isEqualTo(new Answer.Result(new AmfUnsupported()));
        assertThat(answer(call(amf0, "echo"))).isEqualTo(new Answer.Result(new AmfUndefined()));
    }

    @Test
    void clientIsCalledOverItsConnection() {
        connected("chat", 0);
        Client client = seen.getFirst();
        client.attributes().put("name", "Ada");
        assertThat(client.attributes()).containsEntry("name", "Ada");
        assertThat(client.id()).isEqualTo(7);
        assertThat(client.request().arguments()).containsExactly(new AmfString("Ada"));
        assertThat(client.call("ask", BYTES)).isSameAs(later);
        client.close("bye");
        assertThat(sent).containsExactly("ask[AmfUnsupported[]]", "close bye");
    }

    @Test
    void argumentsNameTheOneThatIsWrong() {
        var arguments = new Arguments(List.of(new AmfString("a"), new AmfNumber(1)));
        assertThat(arguments.string(0)).isEqualTo("a");
        assertThat(arguments.number(1)).isEqualTo(1);
        assertThatThrownBy(() -> arguments.bool(1))
                .isInstanceOf(CallException.class)
                .hasMessage("argument 2 is not a boolean");
        assertThatThrownBy(() -> arguments.properties(2)).hasMessage("argument 3 is not an object");
        assertThatThrownBy(() -> arguments.string(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
}
