package dev.plumb.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the rooms may use. Maven keeps modules from reaching downwards; these rules also hold for
 * the JDK's and the libraries' side doors, and say why something was refused.
 */
final class Architecture {
  /** Each room with the rooms that it may use. A new room gets a line here. */
  static final Map<String, Set<String>> ROOMS = new LinkedHashMap<>();

  static {
    ROOMS.put("trace", Set.of());
    ROOMS.put("importers", Set.of("trace"));
    ROOMS.put("profile", Set.of("trace"));
    ROOMS.put("devices", Set.of("trace"));
    ROOMS.put("explain", Set.of("trace", "profile", "devices"));
    ROOMS.put("api", Set.of());
    ROOMS.put("agent", Set.of());
    ROOMS.put("record", Set.of("trace", "importers", "profile", "agent"));
    ROOMS.put("gui", Set.of());
    ROOMS.put("present", Set.of("trace", "profile", "devices", "explain", "gui"));
    ROOMS.put(
        "cli",
        Set.of(
            "trace",
            "importers",
            "profile",
            "devices",
            "explain",
            "api",
            "agent",
            "record",
            "gui",
            "present"));
  }

  /** Libraries, and the rooms that may know them. */
  private static final Map<String, Set<String>> LIBRARY_ROOMS =
      Map.of(
          "picocli..", Set.of("cli"),
          "tools.jackson..", Set.of("importers", "devices", "explain", "present"),
          "org.duckdb..", Set.of("present"),
          "com.github.luben.zstd..", Set.of("trace"),
          "org.tukaani.xz..", Set.of("trace"));

  private static final List<String> BASE_PACKAGES =
      List.of(
          "dev\\.plumb\\.trace(\\..*)?",
          "java\\.(lang|io|nio|math|util)(\\..*)?(?<!logging|prefs)",
          "org\\.jspecify\\.annotations",
          // Decompressors that the JDK lacks.
          "com\\.github\\.luben\\.zstd",
          "org\\.tukaani\\.xz");

  private Architecture() {}

  /** All classes of all rooms below bench, without tests. */
  static JavaClasses production() {
    return new ClassFileImporter()
        .withImportOption(location -> !location.contains("/test-classes/"))
        .importPackages("dev.plumb");
  }

  static List<ArchRule> rules() {
    List<ArchRule> rules = new ArrayList<>();
    ROOMS.forEach((room, above) -> {
      // The last room sees all others.
      if (above.size() < ROOMS.size() - 1) {
        rules.add(dataMovesDownwards(room, above));
      }
    });
    LIBRARY_ROOMS.forEach((library, rooms) -> rules.add(libraryStaysIn(library, rooms)));
    rules.add(traceStandsAlone());
    rules.add(formatsDoNotMixInCycles());
    rules.add(onlyPresentAndCliPrint());
    rules.add(onlyCliEndsTheProcess());
    rules.add(noJavaUtilLogging());
    return rules;
  }

  static ArchRule dataMovesDownwards(String room, Set<String> above) {
    List<String> below = new ArrayList<>(ROOMS.keySet());
    below.remove(room);
    below.removeAll(above);
    String[] forbidden = below.stream().map(Architecture::packageOf).toArray(String[]::new);
    return noClasses()
        .that()
        .resideInAPackage(packageOf(room))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(forbidden)
        .because("data moves downwards only; " + room + " may use " + above);
  }

  static ArchRule traceStandsAlone() {
    return noClasses()
        .that()
        .resideInAPackage(packageOf("trace"))
        .should()
        .dependOnClassesThat(
            describe("are neither trace's nor the JDK's base", Architecture::isForeign))
        .because("everything stands on trace, so trace stands on nothing");
  }

  private static boolean isForeign(JavaClass used) {
    JavaClass element = used.getBaseComponentType();
    // Of names that are not UTF-8 the JDK makes files by their URIs only; that class knows no
    // network.
    return !element.isPrimitive()
        && !element.isEquivalentTo(URI.class)
        && BASE_PACKAGES.stream().noneMatch(base -> element.getPackageName().matches(base));
  }

  static ArchRule libraryStaysIn(String library, Set<String> rooms) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(rooms.stream().map(Architecture::packageOf).toArray(String[]::new))
        .should()
        .dependOnClassesThat()
        .resideInAPackage(library)
        .because("the library can be replaced as long as only " + rooms + " know it");
  }

  static ArchRule formatsDoNotMixInCycles() {
    return slices()
        .matching("dev.plumb.importers.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .because("each format is a package of its own");
  }

  static ArchRule onlyPresentAndCliPrint() {
    return noClasses()
        .that()
        .resideOutsideOfPackages(packageOf("present"), packageOf("cli"))
        .should(ACCESS_STANDARD_STREAMS)
        .because("findings and problems are returned, not printed");
  }

  static ArchRule onlyCliEndsTheProcess() {
    return noClasses()
        .that()
        .resideOutsideOfPackage(packageOf("cli"))
        .should()
        .callMethod(System.class, "exit", int.class)
        .because("exit codes are the command's");
  }

  static ArchRule noJavaUtilLogging() {
    return noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .because("System.Logger is the house's logger");
  }

  private static String packageOf(String room) {
    return "dev.plumb." + room + "..";
  }
}
