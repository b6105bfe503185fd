package dev.plumb.devices;

/** A device file says something that cannot be: the message names file, line and what to change. */
public final class DeviceFileException extends Exception {
  private static final long serialVersionUID = 1L;

  DeviceFileException(String message) {
    super(message);
  }
}
