/* Code objects that the program frees. Another may come to lie where one was, even made of texts and tables that lie
 * where those of the first did, so what is known of an address ends with the object that was there. */
#include "plumb.h"

#include <string.h>

#define PLACES (1u << 16) /* those of a MiB apart share one */

/* In PyTypeObject, in all versions. */
enum { TYPE_NAME = 24, TYPE_DEALLOC = 48 };

static void (*theirs)(void *);

/* How many have been freed at an address, or at one that shares its place. */
static _Atomic uint32_t freed[PLACES];

/* Where those lie that contexts were made of. Never taken back: others may share the place. */
static _Atomic uint8_t in_contexts[PLACES];

_Atomic uint32_t plumb_contexts_over;

static uint32_t place_of(uint64_t code) { return (uint32_t)(code >> 4) & (PLACES - 1); }

uint32_t plumb_codes_freed(uint64_t code) {
  return atomic_load_explicit(&freed[place_of(code)], memory_order_relaxed);
}

void plumb_code_in_contexts(uint64_t code) {
  atomic_store_explicit(&in_contexts[place_of(code)], 1, memory_order_relaxed);
}

/* Before the object is, because its memory may be another's at once. */
static void free_code(void *code) {
  uint32_t i = place_of((uint64_t)code);
  atomic_fetch_add_explicit(&freed[i], 1, memory_order_relaxed);
  if (atomic_load_explicit(&in_contexts[i], memory_order_relaxed))
    atomic_fetch_add_explicit(&plumb_contexts_over, 1, memory_order_relaxed);
  theirs(code);
}

/* The type of code objects is asked to free them. PyCode_AddWatcher would tell as well, but only from 3.12 on, and
 * of one interpreter only. */
void plumb_codes_observe(uint64_t type) {
  void (**slot)(void *) = (void (**)(void *))(type + TYPE_DEALLOC);
  if (theirs || !*slot || strcmp(*(const char **)(type + TYPE_NAME), "code")) return;
  theirs = *slot;
  __atomic_store_n(slot, free_code, __ATOMIC_RELEASE);
}
