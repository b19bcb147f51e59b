package io.millrace.bench.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTest {
    @TempDir
    private Path folder;

    @Test
    void tableTakesThePlaceOfTheOneBeforeAndTheRestStays() throws IOException {
        Path file = Files.writeString(folder.resolve("page.md"), "# Page\n" + Page.BEGIN + Page.END + "By hand.\n");
        var page = new Page(file);
        page.write("| old |\n");
        page.write("| new |\n");
        assertThat(file).hasContent("# Page\n" + Page.BEGIN + "\n| new |\n\n" + Page.END + "By hand.\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", Page.BEGIN, Page.END, Page.END + Page.BEGIN})
    void pageWithoutAPlaceForItIsRefused(String text) {
        assertThatThrownBy(() -> Page.with(text, "| new |\n")).isInstanceOf(IllegalArgumentException.class);
    }
}
