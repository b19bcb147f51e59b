package io.millrace.client.probe;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.testkit.PureModule;

/** Frames and times are parameters: what is told of a stream depends on nothing else. */
@AnalyzeClasses(packages = "io.millrace.client.probe", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule no_socket_file_or_logger = PureModule.NO_IO;

    @ArchTest
    static final ArchRule no_thread_clock_or_console = PureModule.NO_THREAD_CLOCK_OR_CONSOLE;
}
