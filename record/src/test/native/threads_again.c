/* Threads come and go, whose structures are used again, while another one asks how many events there were in all. */
#include "ring.c"

enum { THREADS = 2000, EVENTS = 1000 };

long plumb_text(const char *text);
void plumb_begin(long text, uint32_t scope);
void plumb_finish(long text);
uint64_t plumb_events(void);

static long name;
static atomic_int has_ended;

static void event(void) {
  plumb_begin(name, SCOPE_PLUMB);
  plumb_finish(name);
}

static void *short_lived(void *unused) {
  event();
  return unused;
}

/* As a reader does with slots of threads that have ended. */
static void free_slots(void) {
  for (uint32_t i = 0; i < SLOTS && slots[i]; i++)
    if (atomic_load(&slots[i]->state) == SLOT_ENDED) atomic_store(&slots[i]->state, SLOT_FREE);
}

static void *begin_threads(void *unused) {
  for (int i = 0; i < THREADS; i++) {
    pthread_t thread;
    if (pthread_create(&thread, 0, short_lived, 0) || pthread_join(thread, 0)) break;
    free_slots();
  }
  atomic_store(&has_ended, 1);
  return unused;
}

int main(int count, char **words) {
  pthread_t thread;
  if (count != 2 || plumb_open(words[1], 0)) return 1;
  name = plumb_text("range");
  for (int i = 0; i < EVENTS; i++) event();
  if (pthread_create(&thread, 0, begin_threads, 0)) return 2;
  uint64_t most = 0, back = 0;
  while (!atomic_load(&has_ended)) {
    uint64_t now = plumb_events();
    back += now < most;
    if (now > most) most = now;
  }
  pthread_join(thread, 0);
  printf("went back: %d, all: %d\n", back > 0, plumb_events() == EVENTS + THREADS);
  return 0;
}
