package dev.plumb.present.html;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes the pictures of {@code docs/gui.md}, no test: {@code build/gui-pictures} starts it.
 *
 * <p>{@code GuidePictures PLUMB TRACE ROOT}: the launcher, the recording, the folder of its
 * sources. The pictures go where the property {@code plumb.screenshots} says.
 */
final class GuidePictures {
  private GuidePictures() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    try (ServedView server = new ServedView(args[0], List.of(args[1], "--root", args[2]));
        Chromium browser = Chromium.start()) {
      Tab tab = browser.open();
      tab.size(1280, 720, 1);
      tab.open(server.address());
      // By picture: what is looked at.
      Map<String, String> views = new LinkedHashMap<>();
      views.put("overview", "{view: 'overview'}");
      views.put("flame", "{view: 'flame', search: 'attention'}");
      views.put("timeline", "{view: 'timeline', search: '', from: '16800000', to: '24970000'}");
      views.put("source", "{view: 'source', from: '', to: '', file: 'gpt.py'}");
      for (Map.Entry<String, String> view : views.entrySet()) {
        tab.show(view.getValue());
        tab.screenshot(view.getKey());
      }
      if (!tab.complaints.isEmpty()) {
        throw new IllegalStateException(String.join("\n", tab.complaints));
      }
    }
  }
}
