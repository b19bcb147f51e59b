package io.millrace.server.rtmp;

import static io.millrace.server.rtmp.Client.command;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bytes.Bytes;
import io.millrace.rtmp.message.RtmpMessage;
import io.millrace.rtmp.message.RtmpMessage.Opaque;
import io.millrace.server.auth.Decision;
import io.millrace.server.config.ServerConfig;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever clients send in whatever order: nothing is thrown, and nothing is left when they have gone. */
final class RtmpConnectionPropertyTest {
    private static final List<String> COMMANDS = List.of(
            "connect",
            "createStream",
            "publish",
            "play",
            "pause",
            "receiveAudio",
            "receiveVideo",
            "seek",
            "closeStream",
            "deleteStream",
            "FCUnpublish",
            "play2",
            "nonsense");
    private static final List<Object> ARGUMENTS =
            List.of("cam", "other", "../x", "", true, false, 0, 1, 2, -2000, 1e300);

    @ParameterizedTest
    @MethodSource("io.millrace.testkit.Seeds#thousand")
    void nothingIsThrownAndNothingIsLeft(long seed) throws Exception {
        var random = new Random(seed);
        Server server = new Server(
                ServerConfig.defaults(), request -> random.nextInt(4) == 0 ? Decision.deny("chance") : Decision.ALLOW);
        List<Client> clients = List.of(server.connect("live"), server.connect("live"), server.connect("live/cam"));
        for (int step = 0; step < 60; step++) {
            Client client = clients.get(random.nextInt(clients.size()));
            switch (random.nextInt(12)) {
                case 0 -> server.decide();
                case 1 -> server.advance(Duration.ofMillis(random.nextInt(4000)));
                case 2 -> client.tick(Duration.ofSeconds(random.nextInt(50)));
                default -> client.send(random.nextInt(4), random.nextInt(), message(random));
            }
            client.heard(); // and it can be read
        }
        clients.forEach(Client::disconnect);
        server.decide();
        server.advance(Duration.ofSeconds(30));
        assertThat(server.hub.streams()).isEmpty();
        assertThat(server.hub.slabBytes()).isZero();
    }

    private static RtmpMessage message(Random random) {
        if (random.nextInt(3) > 0) {
            Object[] arguments = random.ints(random.nextInt(5), 0, ARGUMENTS.size())
                    .mapToObj(ARGUMENTS::get)
                    .toArray();
            return command(COMMANDS.get(random.nextInt(COMMANDS.size())), random.nextInt(3), arguments);
        }
        byte[] body = new byte[random.nextInt(40)];
        random.nextBytes(body);
        if (body.length > 1 && random.nextBoolean()) {
            body[0] = 0x17;
            body[1] = (byte) random.nextInt(3);
        }
        List<Integer> types = List.of(3, 4, 8, 9, 9, 9, 15, 18, 20, 22, 77);
        return new Opaque(types.get(random.nextInt(types.size())), Bytes.wrap(body));
    }
}
