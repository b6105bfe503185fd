package dev.plumb.present.view;

import dev.plumb.present.json.HarmlessJson;
import java.io.ByteArrayOutputStream;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Writes one answer. Names go in as they are and come out harmless and not too long. */
final class Json {
  private static final JsonFactory READER = new JsonFactory();

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(8 << 10);
  private final JsonGenerator out = HarmlessJson.generator(bytes);

  /** Something that writes members of an object or elements of a list. */
  interface Content {
    void write();
  }

  /** Takes one element of a list. */
  interface Element<T> {
    void write(T element);
  }

  /** The answer, when everything is written. */
  Answer answer() {
    out.close();
    return Answer.json(bytes.toByteArray());
  }

  /** Bytes so far, but for the last few thousand. */
  int size() {
    return bytes.size();
  }

  Json object(Content members) {
    out.writeStartObject();
    members.write();
    out.writeEndObject();
    return this;
  }

  void object(String name, Content members) {
    out.writeName(name);
    object(members);
  }

  void list(String name, Content elements) {
    out.writeArrayPropertyStart(name);
    elements.write();
    out.writeEndArray();
  }

  <T> void objects(String name, Iterable<T> elements, Element<T> each) {
    list(
        name,
        () -> {
          for (T element : elements) {
            object(() -> each.write(element));
          }
        });
  }

  void texts(String name, Iterable<? extends @Nullable String> texts) {
    list(name, () -> texts.forEach(this::text));
  }

  /** A list of as many numbers as there are. */
  void numbers(String name, int count, IntToLongFunction value) {
    out.writeArrayPropertyStart(name);
    for (int at = 0; at < count; at++) {
      out.writeNumber(value.applyAsLong(at));
    }
    out.writeEndArray();
  }

  void numbers(String name, long[] values) {
    numbers(name, values.length, at -> values[at]);
  }

  /** The start of a list within a list. */
  void list(Content elements) {
    out.writeStartArray();
    elements.write();
    out.writeEndArray();
  }

  void number(String name, long value) {
    out.writeNumberProperty(name, value);
  }

  void number(long value) {
    out.writeNumber(value);
  }

  /** A number, or null where it is not known. */
  void numberOrNull(String name, boolean known, long value) {
    if (known) {
      number(name, value);
    } else {
      out.writeNullProperty(name);
    }
  }

  /** A real number; null where it is none. */
  void real(String name, double value) {
    out.writeName(name);
    real(value);
  }

  void real(double value) {
    if (!Double.isFinite(value)) {
      out.writeNull();
    } else if (value == Math.rint(value) && Math.abs(value) < 1L << 53) {
      out.writeNumber((long) value);
    } else {
      out.writeNumber(value);
    }
  }

  void bool(String name, boolean value) {
    out.writeBooleanProperty(name, value);
  }

  /** A text from anywhere; null where there is none. */
  void text(String name, @Nullable String value) {
    out.writeName(name);
    text(value);
  }

  void text(@Nullable String value) {
    if (value == null) {
      out.writeNull();
    } else {
      out.writeString(HarmlessJson.shortened(value));
    }
  }

  void nothing(String name) {
    out.writeNullProperty(name);
  }

  /** A member whose value is well-formed JSON already. */
  void copy(String name, String wellFormed) {
    out.writeName(name);
    copy(wellFormed);
  }

  /** Writes JSON anew, so that the names in it are harmless too. */
  void copy(String wellFormed) {
    try (JsonParser in = READER.createParser(ObjectReadContext.empty(), wellFormed)) {
      in.nextToken();
      out.copyCurrentStructure(in);
    }
  }

  JsonGenerator generator() {
    return out;
  }
}
