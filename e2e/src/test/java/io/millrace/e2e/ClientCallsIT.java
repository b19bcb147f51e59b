package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNumber;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.client.ClientSettings;
import io.millrace.client.NetConnection;
import io.millrace.client.RemoteSharedObject;
import io.millrace.client.RtmpClient;
import io.millrace.client.RtmpException;
import io.millrace.rtmp.command.ConnectCommand;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls and shared objects of our client at our server, in either encoding. */
final class ClientCallsIT {
    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @DisplayName("R-131, R-112, R-123: a call the server does not know has its code and its words")
    void unknownMethodFailsInTheServersWords(int objectEncoding) throws IOException {
        try (var server = TestServer.start();
                var client = client(objectEncoding);
                var connection = client.connect(server.url("chat"))) {
            assertThat(connection.objectEncoding()).isEqualTo(objectEncoding);
            RtmpException failure =
                    catchThrowableOfType(RtmpException.class, () -> connection.call("nothing", new AmfString("x")));
            assertThat(failure.kind()).isEqualTo(RtmpException.Kind.CALL_FAILED);
            assertThat(failure.code()).contains("NetConnection.Call.Failed");
            assertThat(failure.description())
                    .hasValueSatisfying(text -> assertThat(text).contains("nothing"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @DisplayName("R-093, R-094: what one user sets, removes and says, the other is told")
    void usersOfASharedObjectSeeTheSame(int objectEncoding) throws Exception {
        try (var server = TestServer.start();
                var client = client(objectEncoding);
                var other = client(0);
                var first = client.connect(server.url("chat/room"));
                var second = other.connect(server.url("chat/room"))) {
            var ann = new Told();
            var bob = new Told();
            RemoteSharedObject hers = first.sharedObject("users", false, ann).get(1, TimeUnit.MINUTES);
            hers.set("ann", person(31)).get(1, TimeUnit.MINUTES);
            assertThat(hers.slots()).isEqualTo(Map.of("ann", person(31)));

            RemoteSharedObject his = second.sharedObject("users", false, bob).get(1, TimeUnit.MINUTES);
            await().untilAsserted(() -> assertThat(his.slots()).isEqualTo(Map.of("ann", person(31))));
            his.set("bob", new AmfNumber(7)).get(1, TimeUnit.MINUTES);
            his.set("ann", new AmfNumber(8)).get(1, TimeUnit.MINUTES);
            await().untilAsserted(() ->
                    assertThat(hers.slots()).isEqualTo(Map.of("ann", new AmfNumber(8), "bob", new AmfNumber(7))));
            hers.remove("bob");
            await().untilAsserted(() -> assertThat(his.slots()).containsOnlyKeys("ann"));
            hers.send("say", new AmfString("hello"));
            assertThat(bob.said.poll(1, TimeUnit.MINUTES)).isEqualTo("say [AmfString[value=hello]]");
            assertThat(ann.said.poll(1, TimeUnit.MINUTES)).isEqualTo("say [AmfString[value=hello]]");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3})
    @DisplayName("R-096: what the server refuses is said with its code")
    void refusalHasItsCode(int objectEncoding) throws Exception {
        try (var server = TestServer.start();
                var client = client(objectEncoding);
                var connection = client.connect(server.url("chat"));
                var another = client.connect(server.url("chat"))) {
            connection.sharedObject("temporary", false, new Told()).get(1, TimeUnit.MINUTES);
            assertThat(failureOf(another, "temporary").code()).contains("SharedObject.BadPersistence");
        }
    }

    private static RtmpException failureOf(NetConnection connection, String name) {
        var told = new Told();
        return (RtmpException) catchThrowableOfType(
                        ExecutionException.class,
                        () -> connection.sharedObject(name, true, told).get(1, TimeUnit.MINUTES))
                .getCause();
    }

    private static AmfValue person(int age) {
        return AmfProperties.builder().put("age", age).buildObject();
    }

    private static RtmpClient client(int objectEncoding) {
        return RtmpClient.create(ClientSettings.builder()
                .connect(ConnectCommand.DEFAULT.withObjectEncoding(objectEncoding))
                .build());
    }

    /** What a listener was called with. */
    private static final class Told implements RemoteSharedObject.Listener {
        private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

        @Override
        public void message(String handler, List<AmfValue> arguments) {
            said.add(handler + " " + arguments);
        }
    }
}
