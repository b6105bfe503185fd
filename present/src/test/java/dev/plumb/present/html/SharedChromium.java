package dev.plumb.present.html;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** One browser for all tests of a class, by {@code @RegisterExtension} on a static field. */
final class SharedChromium implements BeforeAllCallback, AfterAllCallback {
  private @Nullable Chromium browser;

  @Override
  public void beforeAll(ExtensionContext context) throws IOException, InterruptedException {
    browser = Chromium.start();
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException {
    if (browser != null) {
      browser.close();
      browser = null;
    }
  }

  /** A new tab. */
  Tab open() {
    if (browser == null) {
      throw new IllegalStateException("no test of the class has begun");
    }
    return browser.open();
  }
}
