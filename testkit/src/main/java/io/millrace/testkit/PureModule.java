package io.millrace.testkit;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;

/** What a module of the protocol library keeps away from, as rules for its {@code ArchitectureTest}. */
public final class PureModule {
    private static final DescribedPredicate<JavaClass> OUTSIDE_WORLD = resideInAnyPackage(
            "java.io..",
            "java.net..",
            "java.nio.channels..",
            "java.nio.file..",
            "java.time..",
            "java.util.concurrent..",
            "java.util.logging..",
            "org.slf4j..");

    /** No socket, file, thread pool or logger. */
    public static final ArchRule NO_IO = noClasses().should().dependOnClassesThat(OUTSIDE_WORLD);

    /** The same for a module that reads a source of bytes: an exception that this may throw does no I/O itself. */
    public static final ArchRule NO_IO_BUT_ITS_EXCEPTIONS =
            noClasses().should().dependOnClassesThat(OUTSIDE_WORLD.and(not(assignableTo(Throwable.class))));

    public static final ArchRule NO_THREAD_CLOCK_OR_CONSOLE =
            noClasses().should().dependOnClassesThat().belongToAnyOf(Thread.class, System.class, Runtime.class);

    private PureModule() {}
}
