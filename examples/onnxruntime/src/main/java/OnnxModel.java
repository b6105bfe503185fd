import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * A small network as an ONNX file holds it: y = relu(x · first) · second. Written field by field as
 * onnx.proto3 numbers them, so that no exporter is needed.
 */
final class OnnxModel {
  private static final int FLOAT = 1;

  final int inputs;
  final int hidden;
  final int outputs;
  final float[] first;
  final float[] second;

  OnnxModel(int inputs, int hidden, int outputs) {
    this.inputs = inputs;
    this.hidden = hidden;
    this.outputs = outputs;
    Random random = new Random(1);
    first = weights(random, inputs * hidden);
    second = weights(random, hidden * outputs);
  }

  private static float[] weights(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextFloat() - 0.5f;
    }
    return values;
  }

  /** What the network answers to one row, computed here. */
  float[] expected(float[] row) {
    float[] middle = product(row, first, hidden);
    for (int i = 0; i < hidden; i++) {
      middle[i] = Math.max(0, middle[i]);
    }
    return product(middle, second, outputs);
  }

  private static float[] product(float[] row, float[] matrix, int columns) {
    float[] result = new float[columns];
    for (int i = 0; i < row.length; i++) {
      for (int j = 0; j < columns; j++) {
        result[j] += row[i] * matrix[i * columns + j];
      }
    }
    return result;
  }

  /** ModelProto: ir_version 1, graph 7, opset_import 8. */
  byte[] bytes(int rows) {
    Message graph =
        new Message()
            .message(1, node("MatMul", "wide", "x", "first"))
            .message(1, node("Relu", "kept", "wide"))
            .message(1, node("MatMul", "y", "kept", "second"))
            .text(2, "network")
            .message(5, tensor("first", first, inputs, hidden))
            .message(5, tensor("second", second, hidden, outputs))
            .message(11, value("x", rows, inputs))
            .message(12, value("y", rows, outputs));
    return new Message()
        .number(1, 8)
        .message(7, graph)
        .message(8, new Message().number(2, 13))
        .bytes();
  }

  /** NodeProto: input 1, output 2, name 3, op_type 4. */
  private static Message node(String type, String output, String... inputs) {
    Message node = new Message();
    for (String input : inputs) {
      node.text(1, input);
    }
    return node.text(2, output).text(3, type + " of " + output).text(4, type);
  }

  /** TensorProto: dims 1, data_type 2, name 8, raw_data 9. */
  private static Message tensor(String name, float[] values, int... dims) {
    Message tensor = new Message();
    for (int dim : dims) {
      tensor.number(1, dim);
    }
    ByteBuffer raw = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    raw.asFloatBuffer().put(values);
    return tensor.number(2, FLOAT).text(8, name).bytes(9, raw.array());
  }

  /** ValueInfoProto: name 1, type 2; there tensor_type 1: elem_type 1, shape 2. */
  private static Message value(String name, int... dims) {
    Message shape = new Message();
    for (int dim : dims) {
      shape.message(1, new Message().number(1, dim));
    }
    Message tensor = new Message().number(1, FLOAT).message(2, shape);
    return new Message().text(1, name).message(2, new Message().message(1, tensor));
  }

  /** A message of protocol buffers. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message bytes(int field, byte[] value) {
      varint((long) field << 3 | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    Message text(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.bytes());
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        out.write((int) (left & 0x7F | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }
}
