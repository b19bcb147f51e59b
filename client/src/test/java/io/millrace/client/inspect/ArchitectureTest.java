package io.millrace.client.inspect;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** What takes bytes apart knows not where they come from; and it checks the chunk reader, so it is not made of it. */
@AnalyzeClasses(packages = "io.millrace.client.inspect", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchRule the_dissector_is_pure = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Inspect.*")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.transport..", "org.slf4j..");

    @ArchTest
    static final ArchRule checks_the_chunk_reader_and_the_tag_codecs = noClasses()
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.millrace\\.(rtmp\\.chunk\\..*|flv\\.(Video|Audio)TagCodec)");
}
