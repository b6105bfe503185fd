package dev.plumb.present.server;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask. Any web page can send requests to this machine's ports, and any user of the machine
 * can connect: so the request must be meant for this very server ({@code Host}), must not come from
 * another page ({@code Origin}, {@code Sec-Fetch-Site}), and must bring a secret that only the
 * printed address holds.
 */
final class Gate {
  /** Headers of a request, as far as they matter here. */
  interface Headers {
    /** All values of a header; empty if it is missing. */
    List<String> all(String name);
  }

  /** Why a request is refused. */
  enum Refusal {
    /** The request is not meant for this server, or comes from elsewhere. */
    FORBIDDEN,
    /** It does not bring the secret. */
    UNKNOWN
  }

  static final String TOKEN_HEADER = "X-Plumb-Token";
  private static final int TOKEN_BYTES = 24;

  private final String token;
  private final String cookie;
  private final List<String> hosts;

  /** A gate for a port of this machine, with a new secret. */
  Gate(int port) {
    this(port, newToken());
  }

  Gate(int port, String token) {
    this.token = token;
    // Browsers share cookies between the ports of a host.
    this.cookie = "plumb-" + port;
    this.hosts = List.of("127.0.0.1:" + port, "localhost:" + port);
  }

  private static String newToken() {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
  }

  String token() {
    return token;
  }

  /** The header that makes a browser bring the secret. */
  String setCookie() {
    return cookie + "=" + token + "; HttpOnly; SameSite=Strict; Path=/";
  }

  /** Whether a text is the secret; takes as long for a wrong one. */
  boolean isToken(@Nullable String text) {
    return text != null
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
  }

  /** Whether a request is meant for this server and comes from its own page, or from no page. */
  boolean isForHere(Headers headers, boolean changes) {
    List<String> host = headers.all("Host");
    if (host.size() != 1 || !hosts.contains(host.getFirst())) {
      return false;
    }
    List<String> origin = headers.all("Origin");
    if (origin.size() > 1
        || origin.size() == 1 && !origin.getFirst().equals("http://" + host.getFirst())) {
      return false;
    }
    for (String site : headers.all("Sec-Fetch-Site")) {
      if (!site.equals("same-origin") && !site.equals("none")) {
        return false;
      }
    }
    // A browser always names the origin of what it posts; a program brings the secret as a header.
    return !changes || !origin.isEmpty() || !headers.all(TOKEN_HEADER).isEmpty();
  }

  /** Why a request may not be answered; null if it may. */
  @Nullable Refusal refusal(Headers headers, boolean changes) {
    if (!isForHere(headers, changes)) {
      return Refusal.FORBIDDEN;
    }
    return bringsToken(headers) ? null : Refusal.UNKNOWN;
  }

  private boolean bringsToken(Headers headers) {
    for (String value : headers.all(TOKEN_HEADER)) {
      if (isToken(value)) {
        return true;
      }
    }
    for (String line : headers.all("Cookie")) {
      for (String each : line.split(";", -1)) {
        String one = each.strip();
        if (one.startsWith(cookie + "=") && isToken(one.substring(cookie.length() + 1))) {
          return true;
        }
      }
    }
    return false;
  }
}
