package dev.plumb.gui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's types, as the TypeScript compiler sees them in strict mode. */
class TypesTest {
  private static final Path SOURCES = Path.of("src/main/web").toAbsolutePath();
  private static final Path TESTS = Path.of("src/test/web").toAbsolutePath();

  @Test
  void theModulesFitTogether() throws Exception {
    Path settings = Node.target().resolve("tsconfig.json");
    assertThat(check(settings, SOURCES, TESTS).output()).isEmpty();
  }

  /** A check that cannot fail checks nothing. */
  @Test
  void aWrongTypeIsFound(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("wrong.ts"), "export const a: number = 'text';\n");
    Node.Said said = check(folder.resolve("tsconfig.json"), folder);
    assertThat(said.status()).isNotZero();
    assertThat(said.output()).contains("wrong.ts(1,14): error TS2322");
  }

  private static Node.Said check(Path settings, Path... folders)
      throws IOException, InterruptedException {
    Path modules = Node.target().resolve("node_modules").toAbsolutePath();
    StringBuilder include = new StringBuilder();
    for (Path folder : folders) {
      include.append(include.isEmpty() ? "" : ", ");
      include.append("\"%s/**/*.ts\", \"%s/**/*.tsx\"".formatted(folder, folder));
    }
    Files.writeString(
        settings,
        """
        {
          "extends": "%s/tsconfig.json",
          "compilerOptions": {"paths": {"preact": ["%s/preact"], "preact/*": ["%s/preact/*"]}},
          "include": [%s]
        }
        """
            .formatted(SOURCES, modules, modules, include));
    return Node.run(modules.resolve("typescript/lib/tsc.js").toString(), "-p", settings.toString());
  }
}
