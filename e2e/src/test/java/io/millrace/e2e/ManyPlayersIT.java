package io.millrace.e2e;

import io.millrace.testkit.Ffmpeg;
import io.millrace.testkit.MediaFile;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several players of one stream share its bytes and each receive all of them. */
class ManyPlayersIT {
    private static final int PLAYERS = 8;

    @Test
    void everyPlayerReceivesEverything() {
        Ffmpeg ffmpeg = Ffmpeg.bundled();
        Packets published = ffmpeg.packets(MediaFile.H264_AAC_B_FRAMES.path());
        try (var server = TestServer.start()) {
            List<Program> players = Stream.generate(() -> ffmpeg.play(server.url("live/many")))
                    .limit(PLAYERS)
                    .toList();
            try (var publisher = publishWhenAllPlay(ffmpeg, server)) {
                publisher.succeed();
                players.forEach(player -> published.assertReceivedWhole(Packets.of(player)));
            } finally {
                players.forEach(Program::close);
            }
        }
    }

    private static Program publishWhenAllPlay(Ffmpeg ffmpeg, TestServer server) {
        server.awaitPlayers("live/many", PLAYERS);
        return ffmpeg.publish(MediaFile.H264_AAC_B_FRAMES.path(), server.url("live/many"));
    }
}
