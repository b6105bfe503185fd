/* What the bootstrap calls: once through ctypes, and often through functions that Python calls as
 * directly as its own. Their tables are those of Python's stable interface. */
#include "plumb.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static char folder[4096];
uint32_t plumb_reader;
static int at_fork, signals_hz;
static uint32_t signals_bytes;

void plumb_budget_forked(void);
void plumb_budget_child(void);
void plumb_operators_before_fork(void);
void plumb_operators_after_fork(void);
int plumb_operators_forked(void);

static atomic_int forked_without_file;

/* Makes the file of a forked child, if it has none yet; also in a handler of signals. */
int plumb_reopen(void) {
  int error = atomic_exchange(&forked_without_file, 0) ? plumb_map(folder, plumb_reader) : -1;
  if (!error) plumb_pause_mapped();
  return error;
}

static int observing_operators;

/* Names of modules and scopes, by number. Never freed: they are as many as the program has. */
static const char **texts;
static long texts_count, texts_room;
static pthread_mutex_t texts_lock = PTHREAD_MUTEX_INITIALIZER;

/* A child has a file of its own. Only the thread that forked lives on in it. Where only samples are
 * taken, the file is made when there is something to say: most children become another program. */
static void forked(void) {
  pthread_mutex_t fresh = PTHREAD_MUTEX_INITIALIZER;
  texts_lock = fresh;
  int may_switch = plumb_operators_forked();
  if (!plumb_header && !atomic_load(&forked_without_file)) return;
  plumb_unmap();
  plumb_budget_forked();
  plumb_pause_forked();
  plumb_gpu_forked();
  plumb_signals_forked(signals_hz);
  plumb_calls_forked();
  atomic_store(&forked_without_file, 1);
  if (!observing_operators) plumb_signals_new_thread();
  if (!observing_operators && !plumb_is_paused()) return; /* in a pause, whoever looks from outside must know of it */
  if (plumb_reopen()) {
    if (may_switch) plumb_operators(0);
    return;
  }
  if (observing_operators && (may_switch || plumb_operators_are_on())) plumb_budget_child();
  if (signals_hz) plumb_signals_start(signals_hz, signals_bytes);
}

/* glibc keeps pthread_atfork out of its library and in what each program links. */
static int observe_forks(void) {
  int (*glibc)(void (*)(void), void (*)(void), void (*)(void), void *);
  int (*others)(void (*)(void), void (*)(void), void (*)(void));
  *(void **)&glibc = dlsym(RTLD_DEFAULT, "__register_atfork");
  *(void **)&others = dlsym(RTLD_DEFAULT, "pthread_atfork");
  void (*before)(void) = plumb_operators_before_fork, (*after)(void) = plumb_operators_after_fork;
  return glibc ? glibc(before, after, forked, 0) == 0 : others && others(before, after, forked) == 0;
}

/* Makes the file; 0, or the negative number of an error. Reader: 0 if nobody needs to be there. */
EXPORT int plumb_open(const char *where, uint32_t reader_pid) {
  if (plumb_header) return 0;
  if (strlen(where) >= sizeof folder) return -36;
  strcpy(folder, where);
  const char *space = getenv("PLUMB_NAMESPACE");
  plumb_reader = reader_pid;
  plumb_readers_namespace = space ? strtoul(space, 0, 10) : 0;
  int error = plumb_map(folder, plumb_reader);
  if (!error && !at_fork) at_fork = observe_forks();
  if (!error) plumb_pause_mapped();
  return error;
}

EXPORT int plumb_python(void) { return plumb_python_find(); }

EXPORT void plumb_record_operators(void) {
  observing_operators = 1;
  plumb_budget_begin();
}

EXPORT int plumb_slices(void) { return plumb_helper(); }

EXPORT int plumb_signals(int hz, uint32_t bytes) {
  int error = plumb_signals_start(hz, bytes);
  if (!error) {
    signals_hz = hz;
    signals_bytes = bytes;
  }
  return error;
}

EXPORT void plumb_say(const char *key, const char *value) {
  struct thread *t = plumb_thread();
  if (t) plumb_note(t, key, value);
}

/* The name of the calling thread, which the system need not know. Without a ring it is nobody's. */
EXPORT void plumb_name_thread(const char *name) {
  struct thread *t = plumb_sampled;
  if (!t || !t->control) return;
  struct control *c = t->control;
  size_t bytes = strnlen(name, sizeof c->told_name);
  memcpy(c->told_name, name, bytes);
  atomic_store_explicit(&c->told_name_bytes, (uint32_t)bytes, memory_order_release);
}

/* The program uses the signal itself, and is given no more of ours. */
void plumb_signals_give_up(void) {
  if (!plumb_signals_wanted()) return;
  signals_hz = 0;
  plumb_signals_stop();
  if (plumb_header) plumb_say("no signals", "the program itself uses SIGURG");
}

EXPORT void plumb_ended(void) {
  plumb_pause_ended();
  if (plumb_header) atomic_store(&plumb_header->ended, 1);
}

EXPORT long plumb_text(const char *text) {
  long number = -1;
  pthread_mutex_lock(&texts_lock);
  if (texts_count == texts_room) {
    long room = texts_room ? 2 * texts_room : 256;
    const char **grown = malloc((size_t)room * sizeof *grown);
    if (grown) {
      /* The old table is left to whoever reads it right now. */
      if (texts) memcpy(grown, texts, (size_t)texts_count * sizeof *grown);
      texts = grown;
      texts_room = room;
    }
  }
  char *copy = texts_count < texts_room ? strdup(text) : 0;
  if (copy) {
    texts[texts_count] = copy;
    number = texts_count++;
  }
  pthread_mutex_unlock(&texts_lock);
  return number;
}

/* A range that is neither operator nor Python's: for other languages. */
EXPORT void plumb_begin(long text, uint32_t scope) {
  struct thread *t = plumb_thread();
  if (!t || text < 0 || text >= texts_count || plumb_is_paused()) return;
  const char *name = texts[text];
  plumb_start(t, scope, plumb_name_id(t, name), -1, name);
}

EXPORT void plumb_finish(long text) {
  struct thread *t = plumb_self;
  if (t && t->control && text >= 0 && text < texts_count) plumb_end(t, texts[text]);
}

EXPORT void plumb_step(uint32_t source) { plumb_budget_step(source); }

EXPORT int plumb_recording(void) { return plumb_operators_are_on(); }

typedef void object;
static void (*hold)(object *);
static long (*as_long)(object *);
static object *(*as_bool)(long);

/* The argument is what is returned: an object at hand. */
static object *back(object *argument) {
  hold(argument);
  return argument;
}

/* Whether a module that begins now is recorded. First of all, because most are not where there is a budget. */
static object *observes_module(object *self, object *unused) {
  (void)self;
  (void)unused;
  if (UNLIKELY(plumb_needs_helper)) plumb_helper();
  plumb_modules++; /* under the interpreter's lock; without one a few may be missed */
  /* In steps whose operators are not recorded, modules would have their time. */
  return as_bool((!observing_operators || plumb_operators_are_on()) && !plumb_is_paused());
}

static object *enter_module(object *self, object *text) {
  (void)self;
  plumb_begin(as_long(text), SCOPE_MODULE);
  return back(text);
}

static object *enter_scope(object *self, object *text) {
  (void)self;
  plumb_begin(as_long(text), SCOPE_PLUMB);
  return back(text);
}

static object *leave(object *self, object *text) {
  (void)self;
  plumb_finish(as_long(text));
  return back(text);
}

static object *step(object *self, object *source) {
  (void)self;
  plumb_budget_step((uint32_t)as_long(source));
  return back(source);
}

/* PyMethodDef; flag 8 is METH_O, 4 is METH_NOARGS. */
struct method {
  const char *name;
  object *(*function)(object *, object *);
  int flags;
  const char *doc;
};

EXPORT struct method plumb_methods[] = {
    {"enter_module", enter_module, 8, 0}, {"enter_scope", enter_scope, 8, 0},
    {"leave", leave, 8, 0},               {"step", step, 8, 0},
    {"observes_module", observes_module, 4, 0},
};

/* 0 if the functions above may be called. */
EXPORT int plumb_callable(void) {
  *(void **)&hold = dlsym(RTLD_DEFAULT, "Py_IncRef");
  *(void **)&as_long = dlsym(RTLD_DEFAULT, "PyLong_AsLong");
  *(void **)&as_bool = dlsym(RTLD_DEFAULT, "PyBool_FromLong");
  return hold && as_long && as_bool ? 0 : -1;
}
