package dev.plumb.present.json;

import java.io.FilterWriter;
import java.io.IOException;
import java.io.Writer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;

/** JSON as people read and diff it: indented by two spaces, one element a line. */
public final class PrettyJson {
  private PrettyJson() {}

  /** Writes to {@code out}, which stays open. */
  public static JsonGenerator to(Writer out) {
    return new JsonFactory().createGenerator(new Pretty(), new Unclosed(out));
  }

  private static final class Pretty extends ObjectWriteContext.Base {
    @Override
    public PrettyPrinter getPrettyPrinter() {
      DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
      printer.indentArraysWith(new DefaultIndenter("  ", "\n"));
      return printer;
    }
  }

  /** The caller's writer stays open. */
  private static final class Unclosed extends FilterWriter {
    Unclosed(Writer out) {
      super(out);
    }

    @Override
    public void write(char[] buffer, int from, int length) throws IOException {
      out.write(buffer, from, length);
    }

    @Override
    public void close() throws IOException {
      out.flush();
    }
  }
}
