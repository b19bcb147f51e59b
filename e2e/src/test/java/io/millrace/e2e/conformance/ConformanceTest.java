package io.millrace.e2e.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Keeps requirements, tests and {@code docs/conformance.md} in step; {@code ./dev docs} makes it write the page. */
class ConformanceTest {
    private static final Path ROOT = root();
    private static final Path PAGE = ROOT.resolve("docs/conformance.md");
    private static final List<Requirement> REQUIREMENTS = Requirement.readAll(ROOT.resolve("docs/requirements.tsv"));

    @Test
    void pageListsTheTestsOfEachRequirement() throws IOException {
        String page = ConformancePage.render(REQUIREMENTS, CitationScanner.scan(ROOT));
        if (Boolean.getBoolean("millrace.docs.write")) {
            Files.writeString(PAGE, page);
        }
        assertThat(PAGE)
                .as("docs/conformance.md is stale: run ./dev docs and commit the page")
                .hasContent(page);
    }

    @Test
    void sourcesMentionOnlyRequirementsThatExist() {
        Set<String> known = REQUIREMENTS.stream().map(Requirement::id).collect(Collectors.toSet());
        Stream<String> unknown = CitationScanner.javaFiles(ROOT, "src").stream()
                .flatMap(source ->
                        ids(source).filter(id -> !known.contains(id)).map(id -> id + " in " + ROOT.relativize(source)));
        assertThat(unknown).as("numbers that are not in docs/requirements.tsv").isEmpty();
    }

    @Test
    void requirementsAreOneLineEachUnderUniqueNumbers() {
        assertThat(REQUIREMENTS).extracting(Requirement::id).doesNotHaveDuplicates();
        assertThat(REQUIREMENTS).allSatisfy(requirement -> {
            assertThat(requirement.id()).matches(Requirement.ID);
            assertThat(requirement.chapter()).isNotBlank();
            assertThat(requirement.source()).isNotBlank();
            assertThat(requirement.text()).hasSizeBetween(20, 140).endsWith(".");
        });
    }

    private static Stream<String> ids(Path source) {
        try {
            return Requirement.ID.matcher(Files.readString(source)).results().map(MatchResult::group);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Maven starts tests in their module, an IDE in the project. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/requirements.tsv"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
