package dev.plumb.cli.train;

import java.util.ArrayList;
import java.util.List;

/** A list that keeps its items for the next step. */
final class Items {
  private final List<Item> items = new ArrayList<>();
  private int size;

  Item add(Item.Type type, byte[] name, int thread, long timeNs) {
    if (size == items.size()) {
      items.add(new Item());
    }
    Item item = items.get(size++);
    item.type = type;
    item.name = name;
    item.thread = thread;
    item.timeNs = timeNs;
    item.durNs = 0;
    return item;
  }

  Item get(int index) {
    return items.get(index);
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }
}
