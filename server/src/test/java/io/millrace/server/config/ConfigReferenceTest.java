package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Keeps what people read about the configuration in step with the code; {@code ./dev docs} makes it write the pages.
 */
final class ConfigReferenceTest {
    @Test
    void thePageListsTheOptionsThatExist() throws IOException {
        check(docs().resolve("configuration.md"), ConfigReference.page());
    }

    @Test
    void theSampleFileListsTheOptionsThatExist() throws IOException {
        check(docs().resolve("millrace.yaml"), ConfigReference.sample());
    }

    @Test
    void theSampleFileHoldsTheDefaults(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("millrace.yaml");
        ServerConfig expected = ServerConfig.defaults().withApplication("*", ApplicationConfig.defaults());
        Files.writeString(file, ConfigReference.sample());
        assertThat(new ConfigLoader().file(file).load()).isEqualTo(expected);

        Files.writeString(file, ConfigReference.sample().replaceAll("#(?! )", ""));
        assertThat(new ConfigLoader().file(file).load()).isEqualTo(expected);
    }

    private static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(file, expected);
        }
        assertThat(file).as("run ./dev docs and commit %s", file).hasContent(expected);
    }

    /** Maven starts tests in their module, an IDE in the project. */
    private static Path docs() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/requirements.tsv"))) {
            folder = folder.getParent();
        }
        return folder.resolve("docs");
    }
}
