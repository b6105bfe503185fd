package dev.plumb.importers.ncu;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes reports for tests, message by message. */
final class ReportBytes {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();

  ReportBytes() {
    this(true);
  }

  private ReportBytes(boolean headed) {
    if (headed) {
      file.writeBytes(new byte[] {'N', 'V', 'R', 0});
      sized(new Message().number(1, 7));
    }
  }

  /** One block: its header without the payload's size, and the payload's messages. */
  ReportBytes block(Message header, Message... entries) {
    ReportBytes payload = new ReportBytes(false);
    for (Message entry : entries) {
      payload.sized(entry);
    }
    sized(header.number(5, payload.file.size()));
    file.writeBytes(payload.file.toByteArray());
    return this;
  }

  private void sized(Message message) {
    byte[] bytes = message.bytes();
    ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
    file.writeBytes(length.putInt(bytes.length).array());
    file.writeBytes(bytes);
  }

  byte[] bytes() {
    return file.toByteArray();
  }

  /** A protobuf message. */
  static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message real(int field, double value) {
      varint((long) field << 3 | 1);
      ByteBuffer eight = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      out.writeBytes(eight.putDouble(value).array());
      return this;
    }

    Message text(int field, String text) {
      return bytes(field, text.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message message) {
      return bytes(field, message.bytes());
    }

    Message bytes(int field, byte[] bytes) {
      varint((long) field << 3 | 2);
      varint(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    private void varint(long value) {
      while ((value & ~0x7FL) != 0) {
        out.write((int) (value & 0x7F | 0x80));
        value >>>= 7;
      }
      out.write((int) value);
    }

    byte[] bytes() {
      return out.toByteArray();
    }
  }

  /** A {@code ProfileMetricResult} of a {@code double}. */
  static Message metric(int name, double value) {
    return new Message().number(1, name).message(2, new Message().real(3, value));
  }

  /** One of a whole number, with values by address. */
  static Message metric(int name, long value, long... addressesAndValues) {
    Message metric = new Message().number(1, name).message(2, new Message().number(5, value));
    for (int i = 0; i < addressesAndValues.length; i += 2) {
      metric.message(
          3,
          new Message()
              .message(1, new Message().number(5, addressesAndValues[i]))
              .message(2, new Message().number(5, addressesAndValues[i + 1])));
    }
    return metric;
  }

  /** One of a text. */
  static Message metric(int name, String value) {
    return new Message().number(1, name).message(2, new Message().text(1, value));
  }

  static Message dims(long x, long y, long z) {
    return new Message().number(1, x).number(2, y).number(3, z);
  }
}
