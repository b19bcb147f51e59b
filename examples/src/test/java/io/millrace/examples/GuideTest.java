package io.millrace.examples;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The guide says what works: its Java compiles, and the examples that it names are there. */
class GuideTest {
    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern EXAMPLE = Pattern.compile("\\./dev example ([a-z]+)");

    /** What snippets may leave unsaid: imports, and what they work with. */
    private static final String AROUND = """
            package io.millrace.examples;
            import io.millrace.amf.*;
            import io.millrace.amf.AmfValue.*;
            import io.millrace.bytes.*;
            import io.millrace.client.*;
            import io.millrace.client.file.*;
            import io.millrace.client.relay.*;
            import io.millrace.flv.*;
            import io.millrace.media.*;
            import io.millrace.media.codec.*;
            import io.millrace.rtmp.command.*;
            import io.millrace.server.*;
            import io.millrace.server.auth.*;
            import io.millrace.server.config.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            abstract class Snippet%d {
                RtmpClient client; RtmpPublisher publisher; String url; String target; MediaFrame frame;
                VideoTrack video; Bytes avcC; Bytes accessUnit; byte[] encoded; long dtsMillis; long ptsMillis; boolean keyFrame;
                Bytes audioSpecificConfig; Bytes aacFrame;
                ServerConfig config;
                void snippet() throws Exception {
            %s
                }
            }
            """;

    @TempDir
    Path classes;

    /** Java of a page, as a class. */
    private static final class Snippet extends SimpleJavaFileObject {
        private final String source;

        private Snippet(Path page, int number, String code) {
            super(URI.create("snippet:///" + page.getFileName() + "/Snippet" + number + ".java"), Kind.SOURCE);
            source = AROUND.formatted(number, code);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
        }

        /** The line of the page's text that does not compile. */
        private static String complaint(Diagnostic<? extends JavaFileObject> about) {
            String where = about.getSource() instanceof Snippet snippet
                    ? snippet.getName() + ": " + snippet.source.lines().toList().get((int) about.getLineNumber() - 1)
                    : "";
            return where + "\n" + about.getMessage(null);
        }
    }

    @Test
    void itsJavaCompiles() throws IOException {
        List<Snippet> snippets = new ArrayList<>();
        for (Path page : pages()) {
            Matcher found = SNIPPET.matcher(Files.readString(page));
            while (found.find()) {
                snippets.add(new Snippet(page, snippets.size(), found.group(1)));
            }
        }
        assertThat(snippets).hasSizeGreaterThan(10);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var complaints = new DiagnosticCollector<JavaFileObject>();
        List<String> options = List.of("-proc:none", "-implicit:none", "-d", classes.toString());
        boolean compiled = compiler.getTask(new StringWriter(), null, complaints, options, null, snippets)
                .call();
        assertThat(compiled)
                .as(() -> complaints.getDiagnostics().stream()
                        .map(Snippet::complaint)
                        .collect(joining("\n")))
                .isTrue();
    }

    @Test
    void theExamplesThatItNamesAreThere() throws IOException {
        String dev = Files.readString(root().resolve("dev"));
        for (Path page : pages()) {
            assertThat(EXAMPLE.matcher(Files.readString(page)).results().map(example -> example.group(1)))
                    .as(page.toString())
                    .allMatch(name -> dev.contains(" " + name + ") example="));
        }
    }

    private static List<Path> pages() throws IOException {
        Path root = root();
        try (Stream<Path> guide = Files.list(root.resolve("docs/guide"))) {
            return Stream.concat(
                            Stream.of(root.resolve("README.md"), root.resolve("examples/README.md")), guide.sorted())
                    .toList();
        }
    }

    /** Maven starts tests in their module, an IDE in the project. */
    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
