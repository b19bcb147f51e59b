package io.millrace.e2e.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * Finds the requirement numbers that tests name: in the annotations of a test class, and in the annotations of a test
 * method and the comment above it. What stands inside a body is talk about a requirement, not a claim to show it; so is
 * a range such as {@code R-020…R-038}, which would claim what nobody looked at one by one.
 */
final class CitationScanner {
    private static final Pattern RANGE = Pattern.compile(Requirement.ID + "\\s*(?:…|–|\\.{2,3})\\s*[\\w-]+");

    private final Path root;
    private final NavigableSet<Citation> citations = new TreeSet<>();

    private CitationScanner(Path root) {
        this.root = root;
    }

    /** All citations in the tests of all modules below {@code root}. */
    static NavigableSet<Citation> scan(Path root) {
        var scanner = new CitationScanner(root);
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            var sources = files.getJavaFileObjectsFromPaths(javaFiles(root, "src/test"));
            var task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null, sources);
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                scanner.new Unit(unit, positions).scan();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return scanner.citations;
    }

    /** Every {@code .java} file below that folder of every module, sorted. */
    static List<Path> javaFiles(Path root, String folder) {
        try (Stream<Path> modules = Files.list(root)) {
            return modules.map(module -> module.resolve(folder))
                    .filter(Files::isDirectory)
                    .flatMap(CitationScanner::javaFilesBelow)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> javaFilesBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One source file; the compiler's tree says where things are, the text itself still has the comments. */
    private final class Unit {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final String text;
        private final Path file;

        Unit(CompilationUnitTree unit, SourcePositions positions) throws IOException {
            this.unit = unit;
            this.positions = positions;
            this.text = unit.getSourceFile().getCharContent(true).toString();
            this.file = root.relativize(Path.of(unit.getSourceFile().toUri()));
        }

        void scan() {
            for (Tree type : unit.getTypeDecls()) {
                if (type instanceof ClassTree topLevel) {
                    scan(topLevel, "");
                }
            }
        }

        /** @param prefix what the page writes before the names of the members: nothing, or "Nested." */
        private void scan(ClassTree type, String prefix) {
            int previousEnd = bodyStart(type);
            for (Tree member : type.getMembers()) {
                switch (member) {
                    case MethodTree method
                    when isTest(method) -> cite(declaration(method, previousEnd), prefix + method.getName());
                    case ClassTree nested -> scan(nested, prefix + nested.getSimpleName() + ".");
                    default -> {} // fields and helpers show nothing
                }
                previousEnd = Math.max(previousEnd, end(member));
            }
            if (type.getMembers().stream().anyMatch(m -> m instanceof MethodTree method && isTest(method))) {
                cite(text.substring(start(type), bodyStart(type)), prefix + type.getSimpleName());
            }
        }

        /** The comment above and the annotations; a comment beside the previous member is not above this one. */
        private String declaration(MethodTree method, int previousEnd) {
            int from = Math.clamp(text.indexOf('\n', previousEnd), previousEnd, start(method));
            int to = method.getBody() == null ? end(method) : start(method.getBody());
            return text.substring(from, to);
        }

        private void cite(String declaration, String test) {
            Matcher ids = Requirement.ID.matcher(RANGE.matcher(declaration).replaceAll(" "));
            while (ids.find()) {
                citations.add(new Citation(ids.group(), file, test));
            }
        }

        /** Behind the modifiers, whose annotations may have braces; without any their end is -1. */
        private int bodyStart(ClassTree type) {
            return text.indexOf('{', Math.max(start(type), end(type.getModifiers()))) + 1;
        }

        private int start(Tree tree) {
            return (int) positions.getStartPosition(unit, tree);
        }

        private int end(Tree tree) {
            return (int) positions.getEndPosition(unit, tree);
        }

        private static boolean isTest(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .map(AnnotationTree::getAnnotationType)
                    .map(Tree::toString)
                    .anyMatch(name -> name.endsWith("Test") || name.equals("TestFactory"));
        }
    }
}
