package io.millrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.testkit.FlvTag;
import io.millrace.testkit.Packets;
import io.millrace.testkit.Program;
import io.millrace.testkit.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Commands of the operating system's clients, and what they have written. */
final class LegacyClients {
    private LegacyClients() {}

    /** Plays {@code url} with librtmp into an FLV file. */
    static List<String> rtmpdump(String url, Path file, String... more) {
        var command = new ArrayList<>(List.of(Tools.require("rtmpdump").toString(), "-r", url, "-o", file.toString()));
        command.addAll(List.of(more));
        return command;
    }

    static List<String> gstreamer(String pipeline) {
        var command = new ArrayList<>(List.of(Tools.require("gst-launch-1.0").toString(), "-q"));
        command.addAll(List.of(pipeline.split(" ")));
        return command;
    }

    /** Publishes a clip of H.264 and AAC with GStreamer, by an element with its options, and waits until that is done. */
    static void gstreamerPublishes(Path clip, String element, String url) {
        Program.run(gstreamer("filesrc location=" + clip.toAbsolutePath() + " ! flvdemux name=d"
                + " d.video ! queue ! h264parse ! flvmux name=m streamable=true"
                + " ! " + element + " location=" + url
                + " d.audio ! queue ! aacparse ! m."));
    }

    /** Fails unless data is what was published. GStreamer's muxer sets composition times of its own: time is not compared. */
    static void assertSameData(Packets published, Packets received) {
        for (String track : List.of("video0:h264", "audio0:aac")) {
            assertThat(received.hashes(track)).as(track).isNotEmpty().isEqualTo(published.hashes(track));
        }
    }

    /** Pictures and sound of an FLV file. */
    static List<FlvTag> frames(Path file) {
        return FlvTag.read(file).stream().filter(FlvTag::isCodedFrame).toList();
    }
}
