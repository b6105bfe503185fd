package dev.plumb.trace.store;

import dev.plumb.trace.IntColumn;
import dev.plumb.trace.LongColumn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where each section of a file lies. It stands at the end, for readers that want some sections
 * only; a reader from front to back holds it against what it saw.
 */
final class Index {
  static final String NAME = "index";

  private final List<String> names = new ArrayList<>();
  private final LongColumn offsets = new LongColumn();
  private final IntColumn encodings = new IntColumn();
  private final IntColumn rows = new IntColumn();
  private final IntColumn storedBytes = new IntColumn();
  private final IntColumn contentBytes = new IntColumn();
  private final IntColumn checksums = new IntColumn();

  void add(
      String name, long offset, int encoding, int rowCount, int stored, int content, int checksum) {
    names.add(name);
    offsets.add(offset);
    encodings.add(encoding);
    rows.add(rowCount);
    storedBytes.add(stored);
    contentBytes.add(content);
    checksums.add(checksum);
  }

  int size() {
    return names.size();
  }

  /** Writes itself as the file's last sections, which are not part of it. */
  void write(SectionWriter out) throws IOException {
    int count = size();
    int from = 0;
    do {
      int start = from;
      int part = Math.min(count - from, PlumbFormat.MAX_ROWS);
      out.section(NAME, part);
      out.texts("name", new Utf8Texts(row -> names.get(start + row)));
      out.deltas("offset", row -> offsets.get(start + row));
      out.integers("encoding", row -> encodings.get(start + row));
      out.integers("rows", row -> rows.get(start + row));
      out.integers("stored", row -> storedBytes.get(start + row));
      out.integers("content", row -> contentBytes.get(start + row));
      out.integers("checksum", row -> checksums.get(start + row) & 0xFFFFFFFFL);
      out.end();
      from += part;
    } while (from < count);
  }

  /**
   * Whether the rows of an index section are those that were seen, beginning with {@code from};
   * what they say beyond place and checksum follows from those.
   */
  boolean agrees(Section section, int from) {
    if (section.rows() > size() - from) {
      return false;
    }
    long[] at = section.longs("offset", -1);
    long[] sums = section.longs("checksum", -1);
    TextValues texts = section.texts("name");
    for (int row = 0; row < section.rows(); row++) {
      byte[] name = names.get(from + row).getBytes(StandardCharsets.US_ASCII);
      if (at[row] != offsets.get(from + row)
          || sums[row] != (checksums.get(from + row) & 0xFFFFFFFFL)
          || !texts.equal(row, name)) {
        return false;
      }
    }
    return true;
  }
}
