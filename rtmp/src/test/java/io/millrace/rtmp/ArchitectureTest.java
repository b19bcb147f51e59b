package io.millrace.rtmp;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.testkit.PureModule;
import java.util.List;

@AnalyzeClasses(packages = "io.millrace.rtmp", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "io.millrace.rtmp";

    /** In the order of the data path. */
    private static final List<String> PACKAGES =
            List.of("handshake", "chunk", "message", "sharedobject", "command", "session");

    @ArchTest
    static final ArchRule no_socket_file_or_logger = PureModule.NO_IO;

    @ArchTest
    static final ArchRule no_thread_clock_or_console = noClasses()
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, Runtime.class)
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");

    @ArchTest
    static void a_package_uses_only_those_before_it(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(ROOT)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".*..")
                .check(classes);
        for (int i = 0; i < PACKAGES.size() - 1; i++) {
            String[] later = PACKAGES.subList(i + 1, PACKAGES.size()).stream()
                    .map(name -> ROOT + "." + name + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + PACKAGES.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(later)
                    .check(classes);
        }
    }
}
