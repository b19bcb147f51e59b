package io.millrace.transport;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.codeUnits;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.stream.Stream;

/** Sockets move bytes: what the bytes mean is above, and what moves them does not show. */
@AnalyzeClasses(packages = "io.millrace.transport", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    @ArchTest
    static final ArchRule knowsNoProtocolAndNoServer = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.amf..", "io.millrace.flv..", "io.millrace.rtmp..", "io.millrace.server..");

    @ArchTest
    static final ArchRule nettyIsInNoPublicSignature = codeUnits()
            .that()
            .arePublic()
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should(new ArchCondition<>("not mention Netty") {
                @Override
                public void check(JavaCodeUnit unit, ConditionEvents events) {
                    Stream.of(unit.getAllInvolvedRawTypes(), unit.getExceptionTypes())
                            .flatMap(Collection::stream)
                            .filter(type -> type.getPackageName().startsWith("io.netty"))
                            .forEach(type -> events.add(SimpleConditionEvent.violated(
                                    unit, unit.getFullName() + " mentions " + type.getName())));
                }
            });

    @ArchTest
    static final ArchRule nettyIsInNoPublicField = noFields()
            .that()
            .haveModifier(JavaModifier.PUBLIC)
            .and()
            .areDeclaredInClassesThat()
            .arePublic()
            .should()
            .haveRawType(resideInAPackage("io.netty.."));

    @ArchTest
    static final ArchRule nettyIsNoSupertypeOfWhatIsPublic =
            noClasses().that().arePublic().should().beAssignableTo(resideInAPackage("io.netty.."));
}
