package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RTMPE of types 8 and 9 with clients that check the server's signature. They ask for 6, which is changed on its way. */
class RtmpeTypesIT {
    private static final TestServer SERVER = TestServer.start("rtmp.rtmpe=true");

    private final Path clip = MediaFile.H264_AAC_B_FRAMES.path();

    @TempDir
    private Path folder;

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void rtmpdumpPlays(int type) throws IOException {
        Path received = folder.resolve("dump.flv");
        String stream = "dump" + type;
        try (var asking = new Asking(type, SERVER.address());
                var player = Program.start(LegacyClients.rtmpdump(asking.url("live/" + stream), received, "--live"))) {
            publish(stream);
            player.exitStatus(); // not 0: the clip's metadata tells of a little more than it has
            assertThat(asking.answered()).isEqualTo(type);
        }
        assertThat(LegacyClients.frames(received)).isEqualTo(LegacyClients.frames(clip));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9})
    void ffmpegPlays(int type) throws IOException {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        String stream = "ffmpeg" + type;
        try (var asking = new Asking(type, SERVER.address());
                var player = ffmpeg.play(asking.url("live/" + stream))) {
            publish(stream);
            ffmpeg.packets(clip).assertReceivedWhole(Packets.of(player));
            assertThat(asking.answered()).isEqualTo(type);
        }
    }

    private void publish(String stream) throws IOException {
        SERVER.awaitPlayers("live/" + stream, 1);
        try (var publisher = RawRtmpPeer.connect(SERVER.address(), "live")) {
            int streamId = publisher.publish(stream);
            publisher.tags(streamId, FlvTag.read(clip));
            publisher.command(0, "deleteStream", 0, null, streamId);
            publisher.awaitHandled();
        }
    }

    /** Hands one connection on to the server, with another version asked for than the client did. */
    private static final class Asking implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
        private final Socket server;
        private volatile int answered;

        Asking(int version, InetSocketAddress address) throws IOException {
            server = new Socket(address.getAddress(), address.getPort());
            Thread.ofVirtual().start(() -> connect(version));
        }

        private void connect(int version) {
            try (server;
                    Socket client = listener.accept()) {
                Thread.ofVirtual().start(() -> answer(client));
                client.getInputStream().readNBytes(1);
                server.getOutputStream().write(version);
                client.getInputStream().transferTo(server.getOutputStream());
            } catch (IOException closed) {
                // one of the two has left
            }
        }

        private void answer(Socket client) {
            try (client) {
                answered = server.getInputStream().read();
                client.getOutputStream().write(answered);
                server.getInputStream().transferTo(client.getOutputStream());
            } catch (IOException closed) {
                // one of the two has left
            }
        }

        /** The version that the server answered. */
        int answered() {
            return answered;
        }

        String url(String path) {
            return "rtmpe://127.0.0.1:" + listener.getLocalPort() + "/" + path;
        }

        @Override
        public void close() throws IOException {
            listener.close();
            server.close();
        }
    }
}
