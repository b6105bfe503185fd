package dev.plumb.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.plumb.trace.offender.Offender;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ArchitectureTest {
  private static final JavaClasses PRODUCTION = Architecture.production();

  @TestFactory
  List<DynamicTest> rulesHold() {
    return Architecture.rules().stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(PRODUCTION)))
        .toList();
  }

  @Test
  void everyRoomIsKnownAndNoneIsEmpty() {
    Set<String> found = new TreeSet<>();
    for (JavaClass each : PRODUCTION) {
      found.add(each.getPackageName().split("\\.", -1)[2]);
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(Architecture.ROOMS.keySet());
  }

  /** A rule that nothing can break protects nothing. */
  @TestFactory
  List<DynamicTest> rulesCanFail() {
    JavaClasses offender = new ClassFileImporter().importClasses(Offender.class);
    return List.of(
            Architecture.dataMovesDownwards("trace", Set.of()),
            Architecture.traceStandsAlone(),
            Architecture.libraryStaysIn("picocli..", Set.of("cli")),
            Architecture.onlyPresentAndCliPrint(),
            Architecture.onlyCliEndsTheProcess(),
            Architecture.noJavaUtilLogging())
        .stream()
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> fails(rule, offender)))
        .toList();
  }

  private static void fails(ArchRule rule, JavaClasses offender) {
    assertThat(rule.evaluate(offender).hasViolation()).isTrue();
  }
}
