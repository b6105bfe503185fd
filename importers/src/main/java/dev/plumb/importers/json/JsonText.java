package dev.plumb.importers.json;

import dev.plumb.trace.Problems;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;

/** JSON in a field of another format. */
public final class JsonText {
  private JsonText() {}

  /**
   * Reads the value in {@code text}.
   *
   * @param reader begins at the first token of the value
   * @return false if the text is damaged; what was read before stays
   */
  public static boolean read(String text, Problems problems, Consumer<JsonIn> reader) {
    try (JsonParser parser = JsonSession.FACTORY.createParser(ObjectReadContext.empty(), text)) {
      if (parser.nextToken() == null) {
        return false;
      }
      reader.accept(new JsonIn(parser, problems));
      return true;
    } catch (JacksonException e) {
      return false;
    }
  }
}
