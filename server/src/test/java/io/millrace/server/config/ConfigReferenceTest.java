package io.millrace.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.server.DocsFolder;
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
        DocsFolder.check(DocsFolder.file("configuration.md"), ConfigReference.page());
    }

    @Test
    void theSampleFileListsTheOptionsThatExist() throws IOException {
        DocsFolder.check(DocsFolder.file("millrace.yaml"), ConfigReference.sample());
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
}
