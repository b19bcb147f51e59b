package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.FlvTag;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.RawRtmpPeer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is published is on the disk afterwards, whatever happens to publisher and server. */
class RecordingIT {
    @TempDir
    private Path folder;

    private final Ffmpeg ffmpeg = Ffmpeg.bundled();

    private TestServer server(String... more) {
        String[] settings = new String[more.length + 2];
        settings[0] = "recordings.directory=" + folder;
        settings[1] = "recordings.keep-free=0";
        System.arraycopy(more, 0, settings, 2, more.length);
        return TestServer.start(settings);
    }

    private Path file() {
        return folder.resolve("live/cam.flv");
    }

    private static int publish(RawRtmpPeer peer, String name, String type) throws IOException {
        int streamId = peer.createStream();
        peer.command(streamId, "publish", 0, null, name, type);
        peer.awaitStatus("NetStream.Publish.Start");
        return streamId;
    }

    /** Publishes {@code tags} to live/cam, and waits until they are recorded. */
    private static void record(TestServer server, String type, List<FlvTag> tags) throws IOException {
        try (var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publish(publisher, "cam", type);
            publisher.awaitStatus("NetStream.Record.Start");
            publisher.tags(streamId, tags);
            publisher.command(streamId, "closeStream", 0, (Object) null);
            publisher.awaitStatus("NetStream.Record.Stop");
        }
    }

    private static List<FlvTag> frames(List<FlvTag> tags) {
        return tags.stream().filter(FlvTag::isCodedFrame).toList();
    }

    @ParameterizedTest
    @EnumSource(MediaFile.class)
    @DisplayName("R-141, F-10: a recording is what was published, byte for byte, with its times")
    void recordingIsWhatWasPublished(MediaFile clip) throws IOException {
        List<FlvTag> tags = FlvTag.read(clip.path());
        try (var server = server()) {
            record(server, "record", tags);
            FlvTag.assertReceived(nearZero(tags), FlvTag.read(file()));
        }
    }

    /** The time of a recording begins at 0, unless the stream's begins within a second. */
    private static List<FlvTag> nearZero(List<FlvTag> tags) {
        long first = frames(tags).getFirst().timestampMillis();
        long offset = first < 1000 ? 0 : first;
        return tags.stream()
                .map(tag -> new FlvTag(tag.type(), tag.timestampMillis() - offset, tag.body()))
                .toList();
    }

    @Test
    @DisplayName("R-141: a recording is what a player of the live stream received")
    void recordingIsWhatAPlayerReceived() throws IOException {
        Path received = folder.resolve("received.flv");
        try (var server = server("applications.live.record=always");
                var player = ffmpeg.record(server.url("live/cam"), received)) {
            server.awaitPlayers("live/cam", 1);
            try (var publisher = ffmpeg.publish(MediaFile.H264_AAC_B_FRAMES.path(), server.url("live/cam"))) {
                publisher.succeed();
            }
            player.succeed();
            await("the recording")
                    .untilAsserted(() -> assertThat(
                                    server.running().recordCounters().active.sum())
                            .isZero());
            FlvTag.assertReceived(FlvTag.read(received), FlvTag.read(file()));
            ffmpeg.packets(received).assertReceivedWhole(ffmpeg.packets(file()));
            assertThat(ServerLog.lines("recorded live/cam to " + file()))
                    .singleElement()
                    .asString()
                    .endsWith(": " + Files.size(file()) + " bytes");
        }
    }

    @Test
    @DisplayName("R-141, F-09: append goes on in the file and in time")
    void appendGoesOn() throws IOException {
        List<FlvTag> tags = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        try (var server = server()) {
            record(server, "append", tags);
            record(server, "append", tags);
        }
        List<FlvTag> once = frames(tags);
        List<FlvTag> both = frames(FlvTag.read(file()));
        assertThat(both).hasSize(2 * once.size()).startsWith(once.toArray(FlvTag[]::new));
        assertThat(both.stream().map(FlvTag::body).skip(once.size()).toList())
                .isEqualTo(once.stream().map(FlvTag::body).toList());
        assertThat(both.get(once.size()).timestampMillis())
                .isGreaterThan(once.getLast().timestampMillis());
    }

    @Test
    @DisplayName("R-142: a publisher that is back in time goes on in its recording")
    void publisherComesBack() throws IOException {
        List<FlvTag> tags = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        try (var server = server()) {
            try (var lost = RawRtmpPeer.connect(server.address(), "live")) {
                lost.tags(publish(lost, "cam", "record"), tags);
                lost.awaitHandled();
            }
            server.awaitConnections(0);
            record(server, "record", tags);
        }
        assertThat(frames(FlvTag.read(file())).stream().map(FlvTag::body))
                .hasSize(2 * frames(tags).size())
                .endsWith(frames(tags).stream().map(FlvTag::body).toArray(ByteBuffer[]::new));
    }

    @Test
    void directoryThatCannotBeMadeIsToldAtTheStartAndToWhomItConcerns() throws IOException {
        Path file = Files.createFile(folder.resolve("live"));
        try (var server = server("applications.live.record=always")) {
            assertThat(ServerLog.lines("applications.live: " + file))
                    .singleElement()
                    .asString()
                    .contains(" cannot be made: " + file + " is no directory");
            try (var publisher = RawRtmpPeer.connect(server.address(), "live")) {
                publisher.publish("cam");
                await("the reason")
                        .untilAsserted(() -> assertThat(ServerLog.lines("live/cam is not recorded: directory " + file))
                                .singleElement()
                                .asString()
                                .endsWith(" cannot be made: there is a file of that name"));
            }
        }
    }

    @Test
    @DisplayName("R-142: where no file can be written the publisher is told NoAccess, and is live nevertheless")
    void noAccess() throws IOException {
        Files.writeString(folder.resolve("live"), "a file where the directory should be");
        try (var server = server();
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publish(publisher, "cam", "record");
            publisher.awaitStatus("NetStream.Record.NoAccess");
            player.play("cam");
            Frames.sendVideo(publisher, streamId, 0, Frames.key(7));
            assertThat(Frames.nextVideo(player)).isEqualTo(7);
            assertThat(ServerLog.lines("live/cam is not recorded")).isNotEmpty();
        }
    }

    @Test
    @DisplayName("R-142: a disk that is too full gives Record.Failed, and the stream is live nevertheless")
    void diskTooFull() throws IOException {
        try (var server = server("recordings.keep-free=8000000000GiB");
                var publisher = RawRtmpPeer.connect(server.address(), "live");
                var player = RawRtmpPeer.connect(server.address(), "live")) {
            int streamId = publish(publisher, "full", "record");
            publisher.awaitStatus("NetStream.Record.Failed");
            player.play("full");
            Frames.sendVideo(publisher, streamId, 0, Frames.key(7));
            assertThat(Frames.nextVideo(player)).isEqualTo(7);
            assertThat(ServerLog.lines("live/full is not recorded"))
                    .singleElement()
                    .asString()
                    .contains("keep-free");
        }
    }

    @Test
    @DisplayName("R-145: a name that could lead elsewhere is live and not recorded")
    void hostileName() throws IOException {
        try (var server = server();
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            publish(publisher, "a\\cam", "record");
            publisher.awaitStatus("NetStream.Record.NoAccess");
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    @DisplayName("R-156, F-09: a server that stops completes its recordings")
    void stoppingServerCompletes() throws IOException {
        List<FlvTag> tags = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        var server = server();
        try (server;
                var publisher = RawRtmpPeer.connect(server.address(), "live")) {
            publisher.tags(publish(publisher, "cam", "record"), tags);
            publisher.awaitHandled();
            server.running().close();
            FlvTag.assertReceived(tags, FlvTag.read(file()));
            assertThat(server.running().recordCounters().active.sum()).isZero();
        }
    }

    @Test
    @DisplayName("F-09: a recording cut by kill -9 plays, with all that was written")
    void recordingSurvivesAKilledServer() throws IOException {
        List<FlvTag> tags = FlvTag.read(MediaFile.H264_AAC_B_FRAMES.path());
        try (var server = ServerProcess.start("recordings.directory=" + folder, "recordings.keep-free=0")) {
            try (var publisher = RawRtmpPeer.connect(server.address(), "live")) {
                int streamId = publish(publisher, "cam", "record");
                publisher.awaitStatus("NetStream.Record.Start");
                publisher.tags(streamId, tags);
                await("the frames in the file")
                        .until(() -> frames(FlvTag.read(file())).size()
                                == frames(tags).size());
                server.kill();
            }
            FlvTag.assertReceived(tags, FlvTag.read(file()));
            assertThat(ffmpeg.packets(file()).list())
                    .hasSizeGreaterThan(frames(tags).size() - 2);
        }
    }
}
