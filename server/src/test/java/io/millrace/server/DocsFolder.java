package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What people read about the server, held equal to the code; {@code ./dev docs} has it written. */
public final class DocsFolder {
    private DocsFolder() {}

    /** Maven starts tests in their module, an IDE in the project. */
    public static Path file(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/requirements.tsv"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs").resolve(name);
    }

    public static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(file, expected);
        }
        assertThat(file).as("run ./dev docs and commit %s", file).hasContent(expected);
    }
}
