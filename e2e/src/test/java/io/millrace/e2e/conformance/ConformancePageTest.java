package io.millrace.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConformancePageTest {
    private static final Path READER = Path.of("rtmp/src/test/java/ReaderTest.java");
    private static final Path WRITER = Path.of("rtmp/src/test/java/WriterTest.java");
    private static final List<Requirement> REQUIREMENTS = List.of(
            new Requirement("Chunk stream", "R-020", "RTMP12 §5.3.1.1", "Encode IDs.", ""),
            new Requirement("Chunk stream", "R-021", "choice", "Send a|b.", "one day"),
            new Requirement("Field: handshake", "IP-01", "field", "Never verify C2.", ""));

    @Test
    void countsRequirementsThatAnyTestShows() {
        assertThat(ConformancePage.render(REQUIREMENTS, List.of(new Citation("R-020", READER, "reads"))))
                .contains("**Covered: 1 of 3.**")
                .contains("| [Chunk stream](#chunk-stream) | 1 | 2 |")
                .contains("| [Field: handshake](#field-handshake) | 0 | 1 |")
                .contains("| R-021 | Send a\\|b. | choice | *open*: one day |");
    }

    @Test
    void listsClassesAndTheirMethodsInOrderWhateverTheInput() {
        var citations = List.of(
                new Citation("R-020", WRITER, "WriterTest"),
                new Citation("R-020", READER, "skips"),
                new Citation("R-020", READER, "Nested.reads"));
        String page = ConformancePage.render(REQUIREMENTS, citations);
        assertThat(page)
                .contains("| [rtmp/ReaderTest] `Nested.reads`, `skips`<br>[rtmp/WriterTest] |")
                .endsWith("""

                        [rtmp/ReaderTest]: ../rtmp/src/test/java/ReaderTest.java
                        [rtmp/WriterTest]: ../rtmp/src/test/java/WriterTest.java
                        """)
                .isEqualTo(ConformancePage.render(REQUIREMENTS, citations.reversed()));
    }
}
