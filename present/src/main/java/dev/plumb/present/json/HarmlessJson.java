package dev.plumb.present.json;

import java.io.OutputStream;
import java.io.Writer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/**
 * JSON for browsers: printable ASCII without {@code <}, {@code >} and {@code &}, so that no name
 * can end the block that it stands in, whatever the encoding.
 */
public final class HarmlessJson {
  /** Longest name that is written whole; of a longer one is said how much is missing. */
  public static final int LONGEST_NAME = 16_384;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .characterEscapes(new NoMarkup())
          .build();

  private HarmlessJson() {}

  /** A generator that writes to {@code out}, and closes it when it is closed. */
  public static JsonGenerator generator(Writer out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /** A generator that writes to {@code out}, and closes it when it is closed. */
  public static JsonGenerator generator(OutputStream out) {
    return FACTORY.createGenerator(ObjectWriteContext.empty(), out);
  }

  /** A name as far as it is written. */
  public static String shortened(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    int end =
        Character.isHighSurrogate(name.charAt(LONGEST_NAME - 1)) ? LONGEST_NAME - 1 : LONGEST_NAME;
    return name.substring(0, end) + "… [" + (name.length() - end) + " more characters]";
  }

  /** JSON's own escapes, and \\u003C for what could be markup. */
  private static final class NoMarkup extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    private static final int[] ESCAPES = standardAsciiEscapesForJSON();

    static {
      ESCAPES['<'] = ESCAPE_STANDARD;
      ESCAPES['>'] = ESCAPE_STANDARD;
      ESCAPES['&'] = ESCAPE_STANDARD;
      ESCAPES[0x7F] = ESCAPE_STANDARD;
    }

    @Override
    public int[] getEscapeCodesForAscii() {
      return ESCAPES;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int character) {
      return null;
    }
  }
}
