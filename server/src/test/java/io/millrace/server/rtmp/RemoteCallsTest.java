package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfObject;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.rtmp.message.MessageCodec;
import io.millrace.rtmp.message.RtmpMessage.Command;
import io.millrace.rtmp.session.SessionEvent.DropCause;
import io.millrace.server.application.Admission;
import io.millrace.server.application.Application;
import io.millrace.server.application.Arguments;
import io.millrace.server.application.CallException;
import io.millrace.server.application.Methods;
import io.millrace.server.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RemoteCallsTest {
    private static final AmfValue NO_NAME =
            AmfProperties.builder().put("", "AMF has no such name").buildObject();

    private final CompletableFuture<AmfValue> late = new CompletableFuture<>();
    private final List<io.millrace.server.application.Client> connected = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Server server = server("30s");
    private Client client;

    private Server server(String callTimeout) {
        ServerConfig config =
                ServerConfig.defaults().with("rtmp.call-timeout", callTimeout).with("rtmp.max-calls", "2");
        return new Server(config, Map.of("live", new Calls()));
    }

    private final class Calls implements Application {
        @Override
        public Admission connect(io.millrace.server.application.Client asked, Arguments arguments) {
            var info = AmfProperties.builder().put("try", "later").build();
            return arguments.get(0).equals(new AmfString("bad"))
                    ? Admission.reject("Go away.", info)
                    : Admission.accept();
        }

        @Override
        public void connected(io.millrace.server.application.Client who) {
            connected.add(who);
        }

        @Override
        public void disconnected(io.millrace.server.application.Client who) {
            told.add("disconnected");
        }

        @Override
        public Admission publish(io.millrace.server.application.Client who, StreamPath stream, PublishType type) {
            return stream.name().equals("no") ? Admission.reject("not that one") : Admission.accept();
        }

        @Override
        public void unpublished(io.millrace.server.application.Client who, StreamPath stream) {
            told.add("unpublished " + stream);
        }

        @Override
        public Methods methods() {
            return Methods.builder()
                    .on("greet", (who, arguments) -> new AmfNumber(arguments.size()))
                    .on("noName", (who, arguments) -> NO_NAME)
                    .onAsync("late", (who, arguments) -> late)
                    .build();
        }
    }

    @BeforeEach
    void connect() throws InterruptedException {
        client = connect(server);
    }

    private static Client connect(Server to) throws InterruptedException {
        Client connecting = to.accept();
        connecting.handshake();
        connecting.connect("live");
        to.decide();
        assertThat(connecting.heard()).last().isEqualTo("_result NetConnection.Connect.Success");
        return connecting;
    }

    private io.millrace.server.application.Client remote() {
        return connected.getLast();
    }

    private List<Command> commands() {
        return client.messages().stream()
                .map(message -> (Command) MessageCodec.decode(message.typeId(), message.body()))
                .toList();
    }

    @Test
    @DisplayName("R-111: the answer has the number of the call, and 0 wants none")
    void callIsAnswered() throws Exception {
        client.call(0, "greet", 7.5, "a", "b");
        assertThat(client.heard()).isEmpty();
        server.decide();
        assertThat(commands()).containsExactly(Command.of("_result", 7.5, new AmfNumber(2)));
        client.call(0, "greet", 0);
        client.call(0, "nothing", 0);
        server.decide();
        assertThat(client.heard()).isEmpty();
        assertThat(server.counters().calls.sum()).isEqualTo(3);
    }

    @Test
    @DisplayName("R-113: numbers of calls may repeat; each call has its answer")
    void numbersRepeat() throws Exception {
        client.send(0, 0, command("greet", 5), command("greet", 5, "a"));
        server.decide();
        assertThat(commands())
                .containsExactly(
                        Command.of("_result", 5, new AmfNumber(0)), Command.of("_result", 5, new AmfNumber(1)));
    }

    @Test
    @DisplayName("R-112: an unknown method is an error for those who want an answer")
    void unknownMethod() {
        client.call(0, "nothing", 3);
        assertThat(client.heard()).containsExactly("_error NetConnection.Call.Failed");
        assertThat(server.counters().failedCalls.sum()).isEqualTo(1);
    }

    @Test
    void otherMessagesAndCallsDoNotWaitForALateAnswer() throws Exception {
        client.call(0, "late", 3);
        server.decide();
        client.call(0, "greet", 4);
        client.call(0, "_checkbw", 5);
        server.decide();
        assertThat(commands()).extracting(Command::transactionId).containsExactly(5.0, 4.0);
        late.complete(new AmfString("now"));
        server.decide();
        assertThat(commands()).containsExactly(Command.of("_result", 3, new AmfString("now")));
    }

    @Test
    void moreCallsThanMayWaitFailAtOnce() throws Exception {
        client.send(0, 0, command("late", 3), command("late", 4), command("greet", 5));
        assertThat(commands()).extracting(Command::name, Command::transactionId).containsExactly(tuple("_error", 5.0));
        late.complete(new AmfNull());
        server.decide();
        client.call(0, "greet", 6);
        server.decide();
        assertThat(commands()).extracting(Command::transactionId).containsExactly(3.0, 4.0, 6.0);
    }

    @Test
    void resultThatAmfCannotHoldIsAnError() throws Exception {
        client.call(0, "noName", 3);
        server.decide();
        assertThat(client.heard()).containsExactly("_error NetConnection.Call.Failed");
        assertThat(client.connection.closeReason).isNull();
    }

    @Test
    @DisplayName("R-131: the application calls the client and gets its result or its error")
    void clientIsCalled() throws Exception {
        CompletableFuture<AmfValue> one = remote().call("ask", new AmfString("x"));
        CompletableFuture<AmfValue> two = remote().call("ask");
        remote().send("tell", new AmfNumber(1));
        server.loop.runAll();
        assertThat(commands())
                .containsExactly(
                        Command.of("ask", 1, new AmfString("x")),
                        Command.of("ask", 2),
                        Command.of("tell", 0, new AmfNumber(1)));
        client.call(0, "_result", 2, "second");
        client.call(
                0, "_error", 1, AmfProperties.builder().put("description", "no").buildObject());
        server.decide();
        assertThat(two).isCompletedWithValue(new AmfString("second"));
        assertThatThrownBy(one::get).cause().isInstanceOf(CallException.class).hasMessage("no");
    }

    @Test
    @DisplayName("R-113: an answer to no call is counted, and a second one to the same call too")
    void answersToNothing() throws Exception {
        CompletableFuture<AmfValue> call = remote().call("ask");
        server.loop.runAll();
        client.call(0, "_result", 99, "?");
        client.call(0, "_result", 1, "first");
        client.call(0, "_result", 1, "again");
        client.call(0, "_result", Double.NaN);
        server.decide();
        assertThat(call).isCompletedWithValue(new AmfString("first"));
        assertThat(server.counters().dropped(DropCause.UNEXPECTED).sum()).isEqualTo(3);
    }

    @Test
    void callsToTheClientAreBounded() throws Exception {
        remote().call("ask");
        remote().call("ask");
        CompletableFuture<AmfValue> third = remote().call("ask");
        server.decide();
        assertThatThrownBy(third::get).hasMessageContaining("Too many calls");
        CompletableFuture<AmfValue> broken = remote().call("ask", NO_NAME);
        server.decide();
        assertThat(broken).isCompletedExceptionally();
        assertThat(commands()).hasSize(2);
    }

    @Test
    void argumentsThatAmfCannotHoldAreAnErrorOfTheCall() throws Exception {
        CompletableFuture<AmfValue> call = remote().call("ask", NO_NAME);
        remote().send("tell", NO_NAME);
        server.decide();
        assertThatThrownBy(call::get).cause().isInstanceOf(CallException.class).hasMessageContaining("name");
        assertThat(client.heard()).isEmpty();
        assertThat(client.connection.closeReason).isNull();
    }

    @Test
    void clientThatDoesNotAnswerTimesOut() throws Exception {
        Server impatient = server("100ms");
        connect(impatient);
        CompletableFuture<AmfValue> call = remote().call("ask");
        impatient.loop.runAll();
        impatient.awaitAndDecide();
        assertThatThrownBy(call::get).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void clientThatIsGoneAnswersNothing() throws Exception {
        CompletableFuture<AmfValue> before = remote().call("ask");
        server.loop.runAll();
        client.disconnect();
        CompletableFuture<AmfValue> after = remote().call("ask");
        remote().send("tell");
        remote().close("gone anyway");
        server.decide();
        assertThat(before).isCancelled();
        assertThat(after).isCancelled();
        assertThat(told).containsExactly("disconnected");
    }

    @Test
    @DisplayName("R-124: the application rejects with words and an object of its own, then the connection ends")
    void connectIsRejected() throws Exception {
        Client rejected = server.accept();
        rejected.handshake();
        var properties = AmfProperties.builder().put("app", "live").buildObject();
        rejected.send(0, 0, new Command("connect", 1, List.of(properties, new AmfString("bad")), false));
        server.decide();
        var message = rejected.messages().getFirst();
        var error = (Command) MessageCodec.decode(message.typeId(), message.body());
        AmfProperties information = error.argument(1).asProperties();
        assertThat(error.name()).isEqualTo("_error");
        assertThat(information.string("code")).hasValue("NetConnection.Connect.Rejected");
        assertThat(information.string("description")).hasValue("Go away.");
        assertThat(information.get("application"))
                .isEqualTo(new AmfObject(
                        AmfProperties.builder().put("try", "later").build()));
        assertThat(rejected.connection.closeReason).contains("Go away.");
        rejected.disconnect();
        server.decide();
        assertThat(told).isEmpty();
    }

    @Test
    void applicationDecidesWhatIsPublished() throws Exception {
        client.publish(client.createStream(), "no");
        server.decide();
        assertThat(client.heard()).containsExactly("NetStream.Publish.Denied");
        client.publish(1, "cam");
        server.decide();
        assertThat(client.heard()).containsExactly("StreamBegin 1", "NetStream.Publish.Start");
        client.call(1, "closeStream", 0);
        server.decide();
        assertThat(told).containsExactly("unpublished live/cam");
    }

    @Test
    @DisplayName("R-130: a client that the application closes is told so first")
    void applicationClosesTheConnection() throws Exception {
        remote().close("enough");
        server.decide();
        assertThat(client.heard()).containsExactly("NetConnection.Connect.Closed");
        assertThat(client.connection.closeReason).isEqualTo("by the application: enough");
    }
}
