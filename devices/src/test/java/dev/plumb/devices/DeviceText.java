package dev.plumb.devices;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Small device files for tests, as text that tests can bend. */
final class DeviceText {
  /** A file in which everything is right. */
  static final String GOOD =
      """
      {
        "schema": "plumb.device/1",
        "name": "Acme One",
        "vendor": "Acme",
        "type": "gpu",
        "architecture": "Anvil",
        "processor": "core",
        "sources": {
          "sheet": {"title": "Acme One datasheet", "url": "https://acme.example/one"}
        },
        "match": {
          "examples": ["Acme One 8GB"],
          "names": ["\\\\bAcme One\\\\b"],
          "compute_capability": "1.0"
        },
        "figures": [
          {"figure": "peak.matrix.bf16", "value": 12.5, "unit": "TFLOP/s", "kind": "datasheet", "source": "sheet"},
          {"figure": "peak.matrix.bf16", "value": 10, "unit": "TFLOP/s", "kind": "measured", "source": "sheet", "note": "on a good day"},
          {"figure": "bandwidth.memory", "value": 2, "unit": "TB/s", "kind": "datasheet", "source": "sheet"},
          {"figure": "memory.capacity", "value": 8, "unit": "GiB", "kind": "datasheet", "source": "sheet"},
          {"figure": "processors", "value": 16, "unit": "count", "kind": "measured", "source": "sheet"}
        ]
      }
      """;

  private DeviceText() {}

  static DeviceModel read(String json) throws DeviceFileException {
    return DeviceReader.read("acme-one", "acme-one.json", json.getBytes(UTF_8));
  }
}
