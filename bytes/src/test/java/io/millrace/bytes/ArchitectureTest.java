package io.millrace.bytes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.testkit.PureModule;

@AnalyzeClasses(packages = "io.millrace.bytes", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule no_socket_file_thread_or_logger = PureModule.NO_IO_BUT_ITS_EXCEPTIONS;

    @ArchTest
    static final ArchRule no_thread =
            noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class, Runtime.class);

    /** Not the whole of System here: it copies arrays. */
    @ArchTest
    static final ArchRule no_clock = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime");
}
