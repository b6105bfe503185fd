package dev.plumb.present.html;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The content security policy of a page: nothing may be loaded from anywhere, and of what stands in
 * the page only the style and the program with these hashes count.
 */
final class Policy {
  private Policy() {}

  static String of(String style, String script) {
    return "default-src 'none'; base-uri 'none'; form-action 'none'; img-src data:; style-src '"
        + hash(style)
        + "'; script-src '"
        + hash(script)
        + "'";
  }

  /** The hash as browsers compute it: over the text between the tags, in UTF-8. */
  static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
