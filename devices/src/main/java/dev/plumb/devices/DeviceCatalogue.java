package dev.plumb.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * All devices that are known: the bundled ones and those of the user's folders. A user's file
 * replaces a bundled one of the same name. Files that cannot be read are {@link #problems}.
 */
public final class DeviceCatalogue {
  /** Where the bundled files are said to be from. */
  private static final String BUNDLED = "bundled ";

  private final Map<String, DeviceFile> files = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();
  private @Nullable DeviceModel assumed;

  private DeviceCatalogue() {}

  /**
   * Takes every device that a trace does not tell for this one, because somebody knows better.
   *
   * @throws IllegalArgumentException no device is called {@code id}
   */
  public DeviceCatalogue assuming(String id) {
    assumed = byId(id);
    if (assumed == null) {
      throw new IllegalArgumentException("no device is called " + id);
    }
    return this;
  }

  /** What a device is that a trace does not tell; null where nobody said. */
  @Nullable DeviceModel assumed() {
    return assumed;
  }

  /** The bundled devices only. */
  public static DeviceCatalogue bundled() {
    return with(List.of());
  }

  /** The bundled devices and those in {@code folders}, of which later ones prevail. */
  public static DeviceCatalogue with(List<Path> folders) {
    DeviceCatalogue catalogue = new DeviceCatalogue();
    DeviceFiles.bundled()
        .forEach((id, json) ->
            catalogue.files.put(id, new DeviceFile(id, BUNDLED + id + ".json", json)));
    folders.forEach(catalogue::addFolder);
    return catalogue;
  }

  /**
   * Where users keep device files: {@code plumb/devices} in their configuration folder, and the
   * folder that {@code PLUMB_DEVICES} names. Those that do not exist are left out, except for the
   * one that somebody named.
   *
   * @param environment the process's variables
   */
  public static List<Path> userFolders(Map<String, String> environment) {
    List<Path> folders = new ArrayList<>();
    String configuration = environment.getOrDefault("XDG_CONFIG_HOME", "");
    String home = environment.getOrDefault("HOME", "");
    Path base =
        !configuration.isEmpty()
            ? Path.of(configuration)
            : home.isEmpty() ? null : Path.of(home, ".config");
    if (base != null && Files.isDirectory(base.resolve("plumb/devices"))) {
      folders.add(base.resolve("plumb/devices"));
    }
    String named = environment.getOrDefault("PLUMB_DEVICES", "");
    if (!named.isEmpty()) {
      folders.add(Path.of(named));
    }
    return folders;
  }

  private void addFolder(Path folder) {
    try {
      DeviceFiles.inFolder(folder)
          .forEach((id, json) -> addUsers(new DeviceFile(id, folder + "/" + id + ".json", json)));
    } catch (IOException e) {
      problems.add(folder + ": cannot be listed: " + e);
    }
  }

  private void addUsers(DeviceFile file) {
    try {
      file.read();
      files.put(file.id(), file);
    } catch (DeviceFileException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
  }

  /** All devices in the order of their ids. Reads all their files: ask only to show them all. */
  public Collection<DeviceModel> all() {
    return files.values().stream().map(DeviceFile::model).toList();
  }

  /** All files, of which little has been read so far. */
  Collection<DeviceFile> files() {
    return files.values();
  }

  /** The device whose file is called {@code id}, or null. */
  public @Nullable DeviceModel byId(String id) {
    DeviceFile file = files.get(id);
    return file == null ? null : file.model();
  }

  /**
   * The text of the file that the device was read from, to start another one from.
   *
   * @throws IllegalArgumentException no device is called {@code id}
   */
  public String file(String id) {
    DeviceFile file = files.get(id);
    if (file == null) {
      throw new IllegalArgumentException("no device is called " + id);
    }
    return new String(file.json(), UTF_8);
  }

  /** Files of the user that were not taken, each with file, line and reason. */
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }
}
