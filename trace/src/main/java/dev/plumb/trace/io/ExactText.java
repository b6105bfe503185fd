package dev.plumb.trace.io;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Texts of the operating system, which are bytes: arguments, variables, names of files. Where they
 * are UTF-8 they are what they look like. A byte that is not stands as the lone surrogate U+DC00
 * plus its value, which no UTF-8 has, so that the same bytes come out again (as in Python: <a
 * href="https://peps.python.org/pep-0383/">PEP 383</a>).
 */
public final class ExactText {
  private static final char ESCAPE = 0xDC00;

  private ExactText() {}

  /** The text of bytes, whatever they are. */
  public static String of(byte[] bytes) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    for (CoderResult result = decoder.decode(in, out, true);
        result.isError();
        result = decoder.decode(in, out, true)) {
      for (int i = 0; i < result.length(); i++) {
        out.put((char) (ESCAPE + (in.get() & 0xFF)));
      }
    }
    return out.flip().toString();
  }

  /** The bytes of a text. */
  public static byte[] bytes(String text) {
    if (isUtf8(text)) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(text.length());
    text.codePoints()
        .forEach(code -> {
          if (isEscape(code)) {
            out.write(code - ESCAPE);
          } else {
            out.writeBytes(Character.toString(code).getBytes(StandardCharsets.UTF_8));
          }
        });
    return out.toByteArray();
  }

  /** Whether the bytes of a text are UTF-8: then it is like any other. */
  public static boolean isUtf8(String text) {
    return text.codePoints().noneMatch(ExactText::isEscape);
  }

  /** A surrogate that is half of a pair is not seen as a code point. */
  private static boolean isEscape(int code) {
    return code >= ESCAPE + 0x80 && code <= ESCAPE + 0xFF;
  }

  /** The text for people, and for the JVM: bytes that are not UTF-8 are U+FFFD. */
  public static String shown(String text) {
    return isUtf8(text) ? text : new String(bytes(text), StandardCharsets.UTF_8);
  }

  /**
   * The file of a name.
   *
   * @throws java.nio.file.InvalidPathException if no file can have the name
   */
  public static Path path(String name) {
    if (isUtf8(name)) {
      return Path.of(name);
    }
    // Of texts the JDK makes paths of UTF-8 only; from URIs it takes bytes as they are.
    StringBuilder uri = new StringBuilder("file://");
    byte[] bytes = bytes(name);
    if (bytes[0] != '/') {
      String here = Path.of("").toAbsolutePath().toUri().getRawPath();
      uri.append(here.endsWith("/") ? here : here + "/");
    }
    for (byte one : bytes) {
      uri.append(one == '/' ? "/" : String.format(Locale.ROOT, "%%%02X", one & 0xFF));
    }
    return Path.of(URI.create(uri.toString()));
  }

  /** The name of a file, which {@link #path} finds again. */
  public static String of(Path file) {
    String name = file.toString();
    if (name.indexOf('\uFFFD') < 0) {
      return name;
    }
    String uri = file.toUri().getRawPath();
    ByteArrayOutputStream out = new ByteArrayOutputStream(uri.length());
    for (int i = 0; i < uri.length(); i++) {
      boolean isEscaped = uri.charAt(i) == '%';
      out.write(isEscaped ? Integer.parseInt(uri, i + 1, i + 3, 16) : uri.charAt(i));
      i += isEscaped ? 2 : 0;
    }
    return of(out.toByteArray());
  }
}
