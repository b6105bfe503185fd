package dev.plumb.devices;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceCatalogueTest {
  @TempDir private Path folder;

  @Test
  void aFolderOfTheUserAddsDevicesAndReplacesBundledOnes() throws IOException {
    Files.writeString(folder.resolve("acme-one.json"), DeviceText.GOOD);
    Files.writeString(folder.resolve("h100-sxm.json"), DeviceText.GOOD);
    Files.writeString(folder.resolve("README.txt"), "no device");
    DeviceCatalogue bundled = DeviceCatalogue.bundled();
    DeviceCatalogue catalogue = DeviceCatalogue.with(List.of(folder));
    assertThat(catalogue.problems()).isEmpty();
    assertThat(catalogue.all()).hasSize(bundled.all().size() + 1);
    DeviceModel replaced = catalogue.byId("h100-sxm");
    assertThat(replaced).isNotNull();
    assertThat(replaced.name()).isEqualTo("Acme One");
    assertThat(replaced.origin()).isEqualTo(folder + "/h100-sxm.json");
    assertThat(catalogue.file("acme-one")).isEqualTo(DeviceText.GOOD);
  }

  @Test
  void aBrokenFileOfTheUserIsAProblemAndCostsNoOther() throws IOException {
    Files.writeString(folder.resolve("acme-one.json"), DeviceText.GOOD);
    Files.writeString(folder.resolve("h100-sxm.json"), "{\n\"schema\": 3}");
    DeviceCatalogue catalogue = DeviceCatalogue.with(List.of(folder));
    assertThat(catalogue.problems())
        .containsExactly(folder + "/h100-sxm.json:2: here must be a text");
    assertThat(catalogue.byId("acme-one")).isNotNull();
    DeviceModel kept = catalogue.byId("h100-sxm");
    assertThat(kept).isNotNull();
    assertThat(kept.name()).isEqualTo("NVIDIA H100 SXM5 80GB");
  }

  @Test
  void aFolderThatIsNotThereIsAProblem() {
    Path missing = folder.resolve("missing");
    DeviceCatalogue catalogue = DeviceCatalogue.with(List.of(missing));
    assertThat(catalogue.problems())
        .singleElement()
        .asString()
        .startsWith(missing + ": cannot be listed");
  }

  @Test
  void foldersOfTheUserComeFromTheEnvironment() throws IOException {
    Path mine = Files.createDirectories(folder.resolve("home/.config/plumb/devices"));
    Path other = Files.createDirectories(folder.resolve("config/plumb/devices"));
    String home = folder.resolve("home").toString();
    assertThat(DeviceCatalogue.userFolders(Map.of("HOME", home))).containsExactly(mine);
    assertThat(
            DeviceCatalogue.userFolders(
                Map.of("HOME", home, "XDG_CONFIG_HOME", folder.resolve("config").toString())))
        .containsExactly(other);
    assertThat(DeviceCatalogue.userFolders(Map.of("HOME", home, "PLUMB_DEVICES", "/named/missing")))
        .containsExactly(mine, Path.of("/named/missing"));
    assertThat(DeviceCatalogue.userFolders(Map.of("HOME", folder.toString()))).isEmpty();
    assertThat(DeviceCatalogue.userFolders(Map.of())).isEmpty();
  }

  @Test
  void aFileThatNobodyHasIsTheCallersFault() {
    assertThatThrownBy(() -> DeviceCatalogue.bundled().file("abacus"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("abacus");
  }

  /** Users run jars, tests run folders: both must find the same files. */
  @Test
  void theBundledDevicesAreFoundInAJarToo() throws Exception {
    Path classes =
        Path.of(DeviceCatalogue.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path jar = folder.resolve("devices with space.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out);
        Stream<Path> files = Files.walk(classes)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        entries.putNextEntry(new JarEntry(classes.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, entries);
      }
    }
    try (URLClassLoader loader = new Isolated(jar.toUri().toURL())) {
      Class<?> packed = loader.loadClass(DeviceCatalogue.class.getName());
      assertThat(packed).isNotEqualTo(DeviceCatalogue.class);
      Object catalogue = packed.getMethod("bundled").invoke(null);
      assertThat((Collection<?>) packed.getMethod("all").invoke(catalogue))
          .hasSameSizeAs(DeviceCatalogue.bundled().all())
          .isNotEmpty();
      assertThat((Collection<?>) packed.getMethod("problems").invoke(catalogue)).isEmpty();
    }
  }

  /** Loads this room's classes from the jar, and only libraries from the test's class path. */
  private static final class Isolated extends URLClassLoader {
    Isolated(URL jar) {
      super(new URL[] {jar}, DeviceCatalogueTest.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith("dev.plumb.devices.")) {
        return super.loadClass(name, resolve);
      }
      synchronized (getClassLoadingLock(name)) {
        Class<?> loaded = findLoadedClass(name);
        return loaded != null ? loaded : findClass(name);
      }
    }
  }

  @Test
  void filesAreUtf8() throws IOException {
    Files.writeString(
        folder.resolve("u.json"), DeviceText.GOOD.replace("a good day", "ein schöner Tag"), UTF_8);
    DeviceModel device = DeviceCatalogue.with(List.of(folder)).byId("u");
    assertThat(device).isNotNull();
    assertThat(device.figures()).extracting(Figure::note).contains("on ein schöner Tag");
  }
}
