package io.millrace.client.inspect;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What is shown of sessions, and how.
 *
 * @param json whether each line is a JSON object, else text for a person
 * @param color of text, whether it has colours
 * @param full of text, whether long values are shown in full; JSON always has all of them
 * @param export the folder that gets an FLV file for each stream published or played; empty for none
 */
public record InspectOptions(Detail detail, boolean json, boolean color, boolean full, Optional<Path> export) {
    /** Messages as text, without colours and without files. */
    public static final InspectOptions DEFAULT =
            new InspectOptions(Detail.MESSAGES, false, false, false, Optional.empty());
}
