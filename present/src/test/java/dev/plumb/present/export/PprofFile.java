package dev.plumb.present.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A reader of profile.proto that shares nothing with the writer; checks what pprof's CheckValid
 * does.
 */
final class PprofFile {
  record Sample(List<Long> locations, List<Long> values, Map<String, String> labels) {}

  record Function(String name, String systemName, String file, long line) {}

  final List<String> sampleTypes = new ArrayList<>();
  final List<Sample> samples = new ArrayList<>();
  final Map<Long, Function> functions = new HashMap<>();
  final Map<Long, long[]> locations = new HashMap<>(); // function, line
  final Map<Long, String> mappings = new HashMap<>();
  final List<String> strings = new ArrayList<>();
  String defaultType = "";
  long timeNs;
  long durationNs;

  private static final class Field {
    final int number;
    final long integer;
    final byte[] bytes;

    Field(int number, long integer, byte[] bytes) {
      this.number = number;
      this.integer = integer;
      this.bytes = bytes;
    }
  }

  static PprofFile read(byte[] zipped) throws IOException {
    byte[] bytes = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
    PprofFile file = new PprofFile();
    List<Field> fields = fields(bytes);
    for (Field field : fields) {
      if (field.number == 6) {
        file.strings.add(new String(field.bytes, StandardCharsets.UTF_8));
      }
    }
    assertThat(file.strings.getFirst()).isEmpty();
    for (Field field : fields) {
      file.take(field);
    }
    file.check();
    return file;
  }

  private void take(Field field) {
    switch (field.number) {
      case 1 -> {
        Map<Integer, Long> type = integers(field.bytes);
        sampleTypes.add(string(type, 1) + "/" + string(type, 2));
      }
      case 2 -> {
        Sample sample = new Sample(new ArrayList<>(), new ArrayList<>(), new HashMap<>());
        for (Field inner : fields(field.bytes)) {
          switch (inner.number) {
            case 1 -> packed(inner.bytes, sample.locations);
            case 2 -> packed(inner.bytes, sample.values);
            case 3 -> {
              Map<Integer, Long> label = integers(inner.bytes);
              sample.labels.put(string(label, 1), string(label, 2));
            }
            default -> throw new AssertionError(inner);
          }
        }
        samples.add(sample);
      }
      case 3 -> {
        Map<Integer, Long> mapping = integers(field.bytes);
        mappings.put(mapping.get(1), string(mapping, 5));
      }
      case 4 -> {
        long id = 0;
        long[] line = null;
        for (Field inner : fields(field.bytes)) {
          if (inner.number == 1) {
            id = inner.integer;
          } else if (inner.number == 2) {
            assertThat(mappings).containsKey(inner.integer);
          } else {
            Map<Integer, Long> parts = integers(inner.bytes);
            line = new long[] {parts.get(1), parts.getOrDefault(2, 0L)};
          }
        }
        assertThat(locations.put(id, line)).isNull();
      }
      case 5 -> {
        Map<Integer, Long> parts = integers(field.bytes);
        Function function =
            new Function(
                string(parts, 2), string(parts, 3), string(parts, 4), parts.getOrDefault(5, 0L));
        assertThat(functions.put(parts.get(1), function)).isNull();
      }
      case 9 -> timeNs = field.integer;
      case 10 -> durationNs = field.integer;
      case 14 -> defaultType = strings.get((int) field.integer);
      case 6, 13 -> {}
      default -> throw new AssertionError(field);
    }
  }

  private void check() {
    assertThat(sampleTypes).isNotEmpty();
    assertThat(locations).doesNotContainKey(0L);
    locations.forEach((id, line) -> assertThat(functions).containsKey(line[0]));
    for (Sample sample : samples) {
      assertThat(sample.values).hasSameSizeAs(sampleTypes);
      assertThat(sample.locations).isNotEmpty();
      assertThat(locations.keySet()).containsAll(sample.locations);
    }
  }

  long sum(String type) {
    int column = sampleTypes.indexOf(type);
    return samples.stream().mapToLong(sample -> sample.values.get(column)).sum();
  }

  String functionAt(long location) {
    return functions.get(locations.get(location)[0]).name;
  }

  private String string(Map<Integer, Long> fields, int number) {
    return strings.get(fields.getOrDefault(number, 0L).intValue());
  }

  private static Map<Integer, Long> integers(byte[] bytes) {
    Map<Integer, Long> values = new HashMap<>();
    for (Field field : fields(bytes)) {
      values.put(field.number, field.integer);
    }
    return values;
  }

  private static void packed(byte[] bytes, List<Long> to) {
    int[] at = {0};
    while (at[0] < bytes.length) {
      to.add(varint(bytes, at));
    }
  }

  private static List<Field> fields(byte[] bytes) {
    List<Field> fields = new ArrayList<>();
    int[] at = {0};
    while (at[0] < bytes.length) {
      long tag = varint(bytes, at);
      int number = (int) (tag >>> 3);
      if ((tag & 7) == 0) {
        fields.add(new Field(number, varint(bytes, at), null));
      } else {
        assertThat(tag & 7).isEqualTo(2);
        int length = (int) varint(bytes, at);
        byte[] part = Arrays.copyOfRange(bytes, at[0], at[0] + length);
        at[0] += length;
        fields.add(new Field(number, 0, part));
      }
    }
    return fields;
  }

  private static long varint(byte[] bytes, int[] at) {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[at[0]++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }
}
