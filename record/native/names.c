/* Texts become numbers, defined in the thread's own ring before their first use. */
#include "plumb.h"

#include <stdlib.h>
#include <string.h>

/* Definitions have the size of whole events, so that events never lie across the end of a ring. */
static uint32_t whole(uint32_t bytes) { return (bytes + 31) & ~31u; }

static int define(struct thread *t, uint32_t id, const char *text, uint32_t length) {
  uint32_t bytes = whole(16 + length);
  char *to = plumb_reserve(&t->events, bytes);
  if (!to) return 0;
  uint32_t *word = (uint32_t *)to;
  word[0] = NAME;
  word[1] = bytes;
  word[2] = id;
  word[3] = length;
  memcpy(to + 16, text, length);
  plumb_publish(&t->events, bytes);
  return 1;
}

/* Names that backward functions and user scopes have are built for each call: the same address
 * holds another text, so it is the text that counts. 0 stands for all names beyond NAMES. */
static uint32_t by_text(struct thread *t, const char *name, const char **kept) {
  uint64_t hash = 1469598103934665603ull;
  uint32_t length = 0;
  while (name[length] && length < NAME_LENGTH) {
    hash = (hash ^ (unsigned char)name[length++]) * 1099511628211ull;
  }
  struct names *n = &t->names;
  uint32_t i = (uint32_t)(hash ^ hash >> 32) & (NAME_SLOTS - 1);
  for (; n->text[i]; i = (i + 1) & (NAME_SLOTS - 1)) {
    if (n->hash[i] == hash && !strncmp(n->text[i], name, NAME_LENGTH)) {
      *kept = n->text[i];
      return n->id[i];
    }
  }
  *kept = 0;
  if (n->count >= NAMES - 1) return 0;
  char *text = malloc(length + 1);
  if (!text) return 0;
  memcpy(text, name, length);
  text[length] = 0;
  if (!define(t, n->count + 1, text, length)) { /* dropped: it is tried again at the next use */
    free(text);
    return 0;
  }
  n->hash[i] = hash;
  n->text[i] = *kept = text;
  return n->id[i] = ++n->count;
}

uint32_t plumb_name_id(struct thread *t, const char *name) {
  if (!name) return 0;
  uint32_t i = (uint32_t)(((uintptr_t)name * 0x9E3779B97F4A7C15ull) >> 54);
  if (LIKELY(t->cached[i] == name && !strcmp(t->cached_text[i], name))) return t->cached_id[i];
  const char *kept;
  uint32_t id = by_text(t, name, &kept);
  if (kept) {
    t->cached[i] = name;
    t->cached_text[i] = kept;
    t->cached_id[i] = id;
  }
  return id;
}

/* A fact about the process, such as its rank. */
void plumb_note(struct thread *t, const char *key, const char *value) {
  uint32_t a = (uint32_t)strlen(key), b = (uint32_t)strlen(value);
  if (a > NAME_LENGTH || b > 2 * NAME_LENGTH) return;
  uint32_t bytes = whole(16 + a + b);
  char *to = plumb_reserve(&t->events, bytes);
  if (!to) return;
  uint32_t *word = (uint32_t *)to;
  word[0] = NOTE;
  word[1] = bytes;
  word[2] = a;
  word[3] = b;
  memcpy(to + 16, key, a);
  memcpy(to + 16 + a, value, b);
  plumb_publish(&t->events, bytes);
}
