package dev.plumb.trace;

/** Places in code that stacks are made of; equal ones are one row. */
public final class FrameTable {
  private final ByteColumn kind = new ByteColumn();
  private final IntColumn name = new IntColumn();
  private final IntColumn file = new IntColumn();
  private final IntColumn line = new IntColumn();
  private final IntColumn library = new IntColumn();
  private final LongColumn address = new LongColumn();
  private final RowIndex index = new RowIndex();

  /**
   * The row of a frame; adds it when it is new.
   *
   * @param nameId string id of the function, or of the instruction's text
   * @param fileId string id of the source file; {@link Ids#NONE} if unknown
   * @param line from 1; 0 if unknown
   * @param libraryId string id of the binary, package or module; {@link Ids#NONE} if unknown
   * @param address of the instruction within its function or kernel; {@link Ids#ABSENT} if it does
   *     not matter. Frames of different addresses are different.
   */
  public int row(CodeKind kind, int nameId, int fileId, int line, int libraryId, long address) {
    int ordinal = kind.ordinal();
    int slot = index.slot(hash(ordinal, nameId, fileId, line, libraryId, address));
    int row;
    while ((row = index.row(slot)) >= 0) {
      if (name.get(row) == nameId
          && this.line.get(row) == line
          && file.get(row) == fileId
          && library.get(row) == libraryId
          && this.address.get(row) == address
          && this.kind.get(row) == ordinal) {
        return row;
      }
      slot = index.next(slot);
    }
    this.kind.add((byte) ordinal);
    name.add(nameId);
    file.add(fileId);
    this.line.add(line);
    library.add(libraryId);
    row = this.address.add(address);
    index.put(slot, row, this::hash);
    return row;
  }

  /** The row of a frame of which only the name is known. */
  public int row(CodeKind kind, int nameId) {
    return row(kind, nameId, Ids.NONE, 0, Ids.NONE, Ids.ABSENT);
  }

  private int hash(int row) {
    return hash(
        kind.get(row),
        name.get(row),
        file.get(row),
        line.get(row),
        library.get(row),
        address.get(row));
  }

  private static int hash(int kind, int nameId, int fileId, int line, int libraryId, long address) {
    int hash = RowIndex.mix(kind, nameId);
    hash = RowIndex.mix(hash, fileId);
    hash = RowIndex.mix(hash, line);
    hash = RowIndex.mix(hash, libraryId);
    return RowIndex.mix(hash, Long.hashCode(address));
  }

  /** Number of rows. */
  public int size() {
    return name.size();
  }

  /** What it is. */
  public CodeKind kind(int row) {
    return CodeKind.of(kind.get(row));
  }

  /** String id of the function, or of the instruction's text. */
  public int nameId(int row) {
    return name.get(row);
  }

  /** String id of the source file; {@link Ids#NONE} if unknown. */
  public int fileId(int row) {
    return file.get(row);
  }

  /** Line in the source file, from 1; 0 if unknown. */
  public int line(int row) {
    return line.get(row);
  }

  /** String id of the binary, package or module; {@link Ids#NONE} if unknown. */
  public int libraryId(int row) {
    return library.get(row);
  }

  /** Address within the function or kernel; {@link Ids#ABSENT} if it does not matter. */
  public long address(int row) {
    return address.get(row);
  }
}
