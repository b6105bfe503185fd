package dev.plumb.importers.elf;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A file whose table of lines names one long directory again and again. */
final class Names {
  private Names() {}

  static byte[] repeated(int count) {
    ByteArrayOutputStream names = new ByteArrayOutputStream();
    names.writeBytes("d".repeat(1 << 14).getBytes(StandardCharsets.US_ASCII));
    names.write(0);
    names.write(0);
    for (int i = 0; i < count; i++) {
      names.writeBytes(new byte[] {'f', (byte) ('a' + i % 26), 0, 1, 0, 0});
    }
    names.write(0);
    // Instruction of one byte, lines from -5 on in a range of 14, opcodes from 1 on are special.
    byte[] head = {1, 1, (byte) -5, 14, 1};
    byte[] texts = "\0.debug_line\0".getBytes(StandardCharsets.US_ASCII);
    int program = 6 + 4 + head.length + names.size();
    int lines = 64 + texts.length;
    ByteBuffer file = ByteBuffer.allocate(lines + program + 3 * 64).order(ByteOrder.LITTLE_ENDIAN);
    file.put(new byte[] {0x7F, 'E', 'L', 'F', 2, 1, 1});
    file.putLong(0x28, lines + program).putShort(0x3A, (short) 64);
    file.putShort(0x3C, (short) 3).putShort(0x3E, (short) 1);
    file.position(64).put(texts);
    file.putInt(program - 4).putShort((short) 2).putInt(head.length + names.size());
    file.put(head).put(names.toByteArray());
    section(file, 1, 0, 64, texts.length);
    section(file, 2, 1, lines, program);
    return file.array();
  }

  private static void section(ByteBuffer file, int index, int name, int offset, int size) {
    int at = file.capacity() - 3 * 64 + index * 64;
    file.putInt(at, name).putInt(at + 4, 1).putLong(at + 0x18, offset).putLong(at + 0x20, size);
  }
}
