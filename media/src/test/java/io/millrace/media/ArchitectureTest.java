package io.millrace.media;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.millrace.testkit.PureModule;

@AnalyzeClasses(packages = "io.millrace.media", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule no_socket_file_thread_or_logger = PureModule.NO_IO_BUT_ITS_EXCEPTIONS;

    @ArchTest
    static final ArchRule no_thread_clock_or_console = PureModule.NO_THREAD_CLOCK_OR_CONSOLE;
}
