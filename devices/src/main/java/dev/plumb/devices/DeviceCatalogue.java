package dev.plumb.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
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

  private final Map<String, DeviceModel> devices = new TreeMap<>();
  private final Map<String, byte[]> files = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  private DeviceCatalogue() {}

  /** The bundled devices only. */
  public static DeviceCatalogue bundled() {
    return with(List.of());
  }

  /** The bundled devices and those in {@code folders}, of which later ones prevail. */
  public static DeviceCatalogue with(List<Path> folders) {
    DeviceCatalogue catalogue = new DeviceCatalogue();
    catalogue.add(DeviceFiles.bundled(), BUNDLED);
    for (Path folder : folders) {
      try {
        catalogue.add(DeviceFiles.inFolder(folder), folder + "/");
      } catch (IOException e) {
        catalogue.problems.add(folder + ": cannot be listed: " + e);
      }
    }
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

  private void add(Map<String, byte[]> found, String origin) {
    found.forEach((id, json) -> {
      try {
        devices.put(id, DeviceReader.read(id, origin + id + ".json", json));
        files.put(id, json);
      } catch (DeviceFileException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
    });
  }

  /** All devices in the order of their ids. */
  public Collection<DeviceModel> all() {
    return Collections.unmodifiableCollection(devices.values());
  }

  /** The device whose file is called {@code id}, or null. */
  public @Nullable DeviceModel byId(String id) {
    return devices.get(id);
  }

  /**
   * The text of the file that the device was read from, to start another one from.
   *
   * @throws IllegalArgumentException no device is called {@code id}
   */
  public String file(String id) {
    byte[] json = files.get(id);
    if (json == null) {
      throw new IllegalArgumentException("no device is called " + id);
    }
    return new String(json, UTF_8);
  }

  /** Files that were not taken, each with file, line and reason. */
  public List<String> problems() {
    return Collections.unmodifiableList(problems);
  }
}
