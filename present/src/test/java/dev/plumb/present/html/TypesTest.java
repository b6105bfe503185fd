package dev.plumb.present.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The types of the page's modules, checked by the TypeScript compiler in strict mode. It comes from
 * Maven Central and runs in the browser that the other tests use, so that nobody needs Node.
 */
class TypesTest {
  private static final String PACKAGE = "org/mvnpm/typescript";
  private static final Pattern IMPORTED = Pattern.compile("'\\./([\\w-]+\\.js)'");

  private static final String CHECK =
      """
      ((files) => {
        const host = {
          getSourceFile: (name, languageVersion) =>
            files[name] === undefined ? undefined
              : ts.createSourceFile(name, files[name], languageVersion, true),
          getDefaultLibFileName: () => '/lib/lib.d.ts',
          getDefaultLibLocation: () => '/lib',
          getCurrentDirectory: () => '/',
          getCanonicalFileName: (name) => name,
          useCaseSensitiveFileNames: () => true,
          getNewLine: () => '\\n',
          fileExists: (name) => files[name] !== undefined,
          readFile: (name) => files[name],
          writeFile: () => {},
        };
        const options = {
          allowJs: true, checkJs: true, noEmit: true, strict: true, noImplicitReturns: true,
          noFallthroughCasesInSwitch: true, noImplicitOverride: true, types: [],
          target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ES2022,
          lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
        };
        const program = ts.createProgram(['/page/app.js'], options, host);
        return ts.getPreEmitDiagnostics(program).map((each) => {
          const line = each.file ? each.file.getLineAndCharacterOfPosition(each.start).line + 1 : 0;
          const text = ts.flattenDiagnosticMessageText(each.messageText, ' ');
          return `${each.file ? each.file.fileName : ''}:${line}: ${text}`;
        });
      })\
      """;

  @Test
  void theModulesFitTogether() throws Exception {
    Map<String, String> files = libraries();
    addModule("app.js", files);
    assertThat(check(files)).isEmpty();
  }

  /** A check that cannot fail checks nothing. */
  @Test
  void aWrongTypeIsFound() throws Exception {
    Map<String, String> files = libraries();
    files.put("/page/app.js", "/** @type {number} */\nexport const a = 'text';\n");
    assertThat(check(files))
        .containsExactly("/page/app.js:2: Type 'string' is not assignable to type 'number'.");
  }

  @SuppressWarnings("unchecked")
  private static List<String> check(Map<String, String> files) throws Exception {
    try (Chromium browser = Chromium.start()) {
      Tab tab = browser.open();
      tab.ask(
          text(resource("META-INF/resources/_static/typescript/5.9.3/lib/typescript.js")) + ";0");
      return (List<String>) tab.ask(CHECK + "(" + TestJson.write(files) + ")");
    }
  }

  private static void addModule(String name, Map<String, String> files) {
    if (!files.containsKey("/page/" + name)) {
      String source = HtmlReport.resource(name);
      files.put("/page/" + name, source);
      Matcher imports = IMPORTED.matcher(source);
      while (imports.find()) {
        addModule(imports.group(1), files);
      }
    }
  }

  /** The declarations of the language and of the browser: a tar inside the compiler's jar. */
  private static Map<String, String> libraries() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    try (InputStream tar =
        new GZIPInputStream(new ByteArrayInputStream(resource("META-INF/.more.tgz")))) {
      for (byte[] header = tar.readNBytes(512);
          header.length == 512 && header[0] != 0;
          header = tar.readNBytes(512)) {
        String name = new String(header, 0, 100, StandardCharsets.UTF_8).trim();
        int size =
            Integer.parseInt(new String(header, 124, 11, StandardCharsets.US_ASCII).trim(), 8);
        byte[] content = tar.readNBytes(size);
        tar.skipNBytes((512 - size % 512) % 512);
        String file = name.substring(name.lastIndexOf('/') + 1);
        if (file.startsWith("lib.") && file.endsWith(".d.ts")) {
          files.put("/lib/" + file, text(content));
        }
      }
    }
    assertThat(files).containsKey("/lib/lib.dom.d.ts");
    return files;
  }

  /** A file of the compiler's jar: other jars may have files of the same name. */
  private static byte[] resource(String name) throws IOException {
    for (URL url : Collections.list(TypesTest.class.getClassLoader().getResources(name))) {
      if (url.getPath().contains(PACKAGE)) {
        try (InputStream in = url.openStream()) {
          return in.readAllBytes();
        }
      }
    }
    throw new IOException("the compiler's jar has no " + name);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
