package io.millrace.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A feature uses the hub and what all share; {@link MillraceServer} alone knows the features. */
@AnalyzeClasses(packages = "io.millrace.server", importOptions = DoNotIncludeTests.class)
final class ArchitectureTest {
    private static final String ROOT = "io.millrace.server";

    /** Packages that every feature may use, in the order in which they may use each other. */
    private static final Set<String> SHARED =
            Set.of("config", "activity", "auth", "application", "viewing", "http", "metrics");

    @ArchTest
    static final ArchRule nettyStaysInTransport =
            noClasses().should().dependOnClassesThat().resideInAPackage("io.netty..");

    @ArchTest
    static final ArchRule configurationKnowsNothingOfTheServer = noClasses()
            .that()
            .resideInAPackage(ROOT + ".config..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.millrace.hub..", "io.millrace.rtmp..", "io.millrace.flv..");

    @ArchTest
    static final ArchRule sharedPackagesKnowNoFeature = classes()
            .that()
            .resideInAnyPackage(
                    SHARED.stream().map(name -> ROOT + "." + name + "..").toArray(String[]::new))
            .should()
            .onlyDependOnClassesThat()
            .resideOutsideOfPackages(ROOT, ROOT + ".rtmp..", ROOT + ".httpflv..");

    @ArchTest
    static void featureKnowsNoOtherFeatureAndNotWhoJoinsThem(JavaClasses classes) {
        Set<String> features = classes.stream()
                .map(JavaClass::getPackageName)
                .filter(name -> name.startsWith(ROOT + "."))
                .map(name -> name.substring(ROOT.length() + 1).split("\\.")[0])
                .filter(name -> !SHARED.contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String feature : features) {
            String[] others = features.stream()
                    .filter(other -> !other.equals(feature))
                    .map(other -> ROOT + "." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + "." + feature + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .orShould()
                    .dependOnClassesThat()
                    .resideInAPackage(ROOT)
                    .check(classes);
        }
    }
}
