package io.millrace.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CitationScannerTest {
    private static final Path FILE = Path.of("chunks/src/test/java/ReaderTest.java");

    @TempDir
    Path root;

    @BeforeEach
    void createModule() throws IOException {
        Files.createDirectories(root.resolve(FILE).getParent());
    }

    @Test
    void countsDisplayNamesAndCommentsOfTests() throws IOException {
        write("""
                class ReaderTest {
                    int field; // R-020: beside a field, so not about the test below

                    // R-021 is shown by the lengths.
                    @Test
                    @DisplayName("R-022, IP-20: all four header types")
                    void readsHeaders() {}

                    @ParameterizedTest(name = "R-023 {0}")
                    @ValueSource(ints = {1, 2})
                    void startsWithType0(int csid) {}
                }
                """);
        assertThat(CitationScanner.scan(root))
                .containsExactly(
                        new Citation("IP-20", FILE, "readsHeaders"),
                        new Citation("R-021", FILE, "readsHeaders"),
                        new Citation("R-022", FILE, "readsHeaders"),
                        new Citation("R-023", FILE, "startsWithType0"));
    }

    @Test
    void countsNestedAndWholeClasses() throws IOException {
        write("""
                /** Mentions R-020 without a claim. */
                @DisplayName("R-021")
                class ReaderTest {
                    @FuzzTest
                    void survives(byte[] data) {}

                    @Nested
                    class ExtendedTimestamp {
                        @Test
                        @DisplayName("R-028")
                        void repeats() {}
                    }
                }
                """);
        assertThat(CitationScanner.scan(root))
                .containsExactly(
                        new Citation("R-028", FILE, "ExtendedTimestamp.repeats"),
                        new Citation("R-021", FILE, "ReaderTest"));
    }

    @Test
    void ignoresRangesBodiesAndHelpers() throws IOException {
        write("""
                class ReaderTest {
                    @Test
                    @DisplayName("R-020…R-023, ER-040...046: everything at once")
                    void reads() {
                        String body = "R-024"; // R-025
                    }

                    /** R-026 */
                    static void helper() {}
                }
                """);
        assertThat(CitationScanner.scan(root)).isEmpty();
    }

    private void write(String source) throws IOException {
        Files.writeString(root.resolve(FILE), source);
    }
}
