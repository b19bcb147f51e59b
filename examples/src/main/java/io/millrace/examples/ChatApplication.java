package io.millrace.examples;

import io.millrace.amf.AmfProperties;
import io.millrace.amf.AmfValue;
import io.millrace.amf.AmfValue.AmfNull;
import io.millrace.amf.AmfValue.AmfStrictArray;
import io.millrace.amf.AmfValue.AmfString;
import io.millrace.rtmp.command.PublishType;
import io.millrace.rtmp.command.StreamPath;
import io.millrace.server.MillraceServer;
import io.millrace.server.StartException;
import io.millrace.server.application.Admission;
import io.millrace.server.application.Application;
import io.millrace.server.application.Arguments;
import io.millrace.server.application.CallException;
import io.millrace.server.application.Client;
import io.millrace.server.application.Methods;
import io.millrace.server.config.ServerConfig;
import java.util.concurrent.CompletionStage;

/**
 * A chat with rooms: whoever connects to {@code chat/kitchen} is in that room.
 *
 * <pre>
 *   clients call    name(text)         who they are; before that they may listen, but neither talk nor publish
 *                   say(text)          to all in the room
 *                   who()              the names in the room
 *                   poke(name)         asks that client to answer, and gives the caller what it said
 *   clients are called   said(name, text), joined(name), left(name)   and answer nothing
 *                        poked(name)                                  and answer anything
 * </pre>
 */
public final class ChatApplication implements Application {
    private static final String NAME = "name";
    private static final int MAX_NAME = 40;

    private final Methods methods = Methods.builder()
            .on("name", this::name)
            .on("say", this::say)
            .on("who", this::who)
            .onAsync("poke", this::poke)
            .build();

    @Override
    public Methods methods() {
        return methods;
    }

    @Override
    public Admission connect(Client client, Arguments arguments) {
        return client.instance().path().contains("/")
                ? Admission.accept()
                : Admission.reject(
                        "connect to a room, such as chat/kitchen",
                        AmfProperties.builder().put("missing", "room").build());
    }

    @Override
    public void disconnected(Client client) {
        if (client.attributes().get(NAME) instanceof String name) {
            client.instance().broadcast("left", new AmfString(name));
        }
    }

    @Override
    public Admission publish(Client client, StreamPath stream, PublishType type) {
        return client.attributes().containsKey(NAME)
                ? Admission.accept()
                : Admission.reject("say your name first: call name");
    }

    private AmfValue name(Client client, Arguments arguments) {
        String name = arguments.string(0);
        if (name.isBlank() || name.length() > MAX_NAME) {
            throw new CallException("a name has 1 to " + MAX_NAME + " characters");
        }
        client.attributes().put(NAME, name);
        client.instance().broadcast("joined", new AmfString(name));
        return new AmfNull();
    }

    private AmfValue say(Client client, Arguments arguments) {
        client.instance().broadcast("said", new AmfString(nameOf(client)), new AmfString(arguments.string(0)));
        return new AmfNull();
    }

    private AmfValue who(Client client, Arguments arguments) {
        return new AmfStrictArray(client.instance().clients().stream()
                .map(other -> other.attributes().get(NAME))
                .filter(String.class::isInstance)
                .<AmfValue>map(name -> new AmfString((String) name))
                .toList());
    }

    private CompletionStage<AmfValue> poke(Client client, Arguments arguments) {
        String wanted = arguments.string(0);
        return client.instance().clients().stream()
                .filter(other -> wanted.equals(other.attributes().get(NAME)))
                .findFirst()
                .orElseThrow(() -> new CallException("nobody here is called " + wanted))
                .call("poked", new AmfString(nameOf(client)));
    }

    private static String nameOf(Client client) {
        if (client.attributes().get(NAME) instanceof String name) {
            return name;
        }
        throw new CallException("say your name first: call name");
    }

    /**
     * Serves it on this machine alone until Ctrl-C.
     *
     * @param arguments the port; 1935 if there is none
     */
    public static void main(String... arguments) throws InterruptedException {
        var config = ServerConfig.defaults()
                .with("rtmp.bind", "127.0.0.1")
                .with("rtmp.port", arguments.length > 0 ? arguments[0] : "1935")
                .with("http.enabled", "false")
                .with("strict-applications", "true") // no other application than this one
                .with("applications.chat.record", "never");
        try {
            MillraceServer server = MillraceServer.builder(config)
                    .application("chat", new ChatApplication())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            System.out.println("rtmp://127.0.0.1:" + server.rtmpAddress().getPort() + "/chat/kitchen, until Ctrl-C");
            Thread.currentThread().join();
        } catch (StartException e) {
            System.err.println(e.getMessage()); // such as: the port is in use
            System.exit(1);
        }
    }
}
