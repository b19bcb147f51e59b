package io.millrace.e2e;

import io.millrace.testkit.FlvTag;
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

    /** Pictures and sound of an FLV file. */
    static List<FlvTag> frames(Path file) {
        return FlvTag.read(file).stream().filter(FlvTag::isCodedFrame).toList();
    }
}
