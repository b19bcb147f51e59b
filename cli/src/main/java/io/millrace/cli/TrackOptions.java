package io.millrace.cli;

import io.millrace.flv.CodecNames;
import io.millrace.flv.MessageForm;
import io.millrace.flv.TrackChoice;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which tracks of a stream a command takes. */
final class TrackOptions {
    @Option(
            names = "--tracks",
            paramLabel = "IDS",
            converter = TrackConverter.class,
            description = "Only tracks with these IDs, of audio and video, such as 0,2; all unless given.")
    private TrackChoice tracks = new TrackChoice.AsPublished();

    /** Those, with codecs named so. */
    MessageForm form(CodecNames names) {
        return new MessageForm(tracks, true, names, Optional.empty());
    }
}
