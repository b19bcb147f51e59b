package io.millrace.mux;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.millrace.mux", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** An exception that a source of bytes may throw does no I/O itself. */
    @ArchTest
    static final ArchRule no_socket_file_thread_or_logger = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage(
                            "java.io..",
                            "java.net..",
                            "java.nio.channels..",
                            "java.nio.file..",
                            "java.time..",
                            "java.util.concurrent..",
                            "java.util.logging..",
                            "org.slf4j..")
                    .and(not(assignableTo(Throwable.class))));

    @ArchTest
    static final ArchRule no_thread_clock_or_console =
            noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class, System.class, Runtime.class);
}
