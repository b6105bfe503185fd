import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.regex.Pattern;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Leaves out of jars, in place, the native libraries of other platforms than this one.
 *
 * <p>Why: DuckDB's driver brings 240 MB of them, of which 72 MB are for one platform.
 *
 * <p>What is no native library stays, in its order, and so does a jar with none for this platform:
 * better large than broken. Usage: {@code java build/ThinJar.java JAR...}
 */
public final class ThinJar {
  /** As libduckdb_java.so_linux_amd64, linux/amd64/libzstd.so, linux-x64/libasyncProfiler.so. */
  private static final Pattern LIBRARY =
      Pattern.compile(".*\\.(so|dylib|jnilib|dll)|.*\\.so_[a-z0-9_]+");

  private static final Pattern HERE =
      Pattern.compile(
          "(.*[^a-z])?" + system() + "[-_/](" + processor() + ")([^a-z0-9].*)?|.*/" + system());

  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      thin(Path.of(jar));
    }
  }

  private static String system() {
    return System.getProperty("os.name").startsWith("Mac") ? "(darwin|macos)" : "linux";
  }

  private static String processor() {
    return System.getProperty("os.arch").equals("aarch64") ? "arm64|aarch64" : "x64|x86_64|amd64";
  }

  private static boolean isHere(String name) {
    return HERE.matcher(name).matches();
  }

  private static void thin(Path jar) throws IOException {
    Path part = Path.of(jar + ".part");
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      var libraries =
          zip.stream().map(ZipEntry::getName).filter(n -> LIBRARY.matcher(n).matches()).toList();
      if (libraries.stream().noneMatch(ThinJar::isHere)) {
        return;
      }
      try (var out = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
        out.setLevel(Deflater.NO_COMPRESSION);
        for (ZipEntry entry : Collections.list(zip.entries())) {
          if (LIBRARY.matcher(entry.getName()).matches() && !isHere(entry.getName())) {
            continue;
          }
          ZipEntry copy = new ZipEntry(entry.getName());
          copy.setTime(entry.getTime());
          out.putNextEntry(copy);
          zip.getInputStream(entry).transferTo(out);
          out.closeEntry();
        }
      }
    }
    Files.move(part, jar, StandardCopyOption.REPLACE_EXISTING);
  }
}
