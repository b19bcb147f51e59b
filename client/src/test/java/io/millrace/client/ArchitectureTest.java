package io.millrace.client;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The client is embedded by others: it knows no server, and its sockets are the transport's. */
@AnalyzeClasses(packages = "io.millrace.client", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsNoServerAndNoNetty =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("io.millrace.server..", "io.netty..");
}
