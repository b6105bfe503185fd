package dev.plumb.devices;

import org.jspecify.annotations.Nullable;

/**
 * A device file of which only as much is read as somebody asks for: names cost a tenth of the
 * figures, and of most devices nobody wants more.
 */
final class DeviceFile {
  private final String id;
  private final String origin;
  private final byte[] json;
  private @Nullable DeviceNames names;
  private @Nullable DeviceModel model;

  /**
   * @param id name of the file without ".json"
   * @param origin names the file for people
   */
  DeviceFile(String id, String origin, byte[] json) {
    this.id = id;
    this.origin = origin;
    this.json = json;
  }

  String id() {
    return id;
  }

  byte[] json() {
    return json;
  }

  /** Reads everything, to find what is wrong. */
  synchronized DeviceModel read() throws DeviceFileException {
    DeviceModel read = model;
    if (read == null) {
      read = DeviceReader.read(id, origin, json);
      model = read;
    }
    return read;
  }

  /** How traces call the device. */
  synchronized DeviceNames names() {
    DeviceNames read = names;
    if (read == null) {
      try {
        read = model == null ? DeviceReader.names(origin, json) : model.names();
      } catch (DeviceFileException e) {
        throw broken(e);
      }
      names = read;
    }
    return read;
  }

  DeviceModel model() {
    try {
      return read();
    } catch (DeviceFileException e) {
      throw broken(e);
    }
  }

  /** Files of users are read when they are found, and bundled ones by the tests. */
  private static IllegalStateException broken(DeviceFileException e) {
    return new IllegalStateException("a bundled device file is broken: " + e.getMessage(), e);
  }
}
