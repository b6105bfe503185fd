/* What runs inside a recorded program: rings that Plumb reads, and what writes to them.
 * Neither headers of Python nor of a framework are needed: symbols are looked up at run time, and
 * offsets into foreign structures are tested at load. docs/recording-internals.md has the layout. */
#ifndef PLUMB_H
#define PLUMB_H

#define _GNU_SOURCE
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

#define EXPORT __attribute__((visibility("default")))
#ifdef PLUMB_MOVABLE_THREAD_VARIABLES
#define IN_FIXED_PLACE
#else
#define IN_FIXED_PLACE __attribute__((tls_model("initial-exec")))
#endif
#define LIKELY(x) __builtin_expect(!!(x), 1)
#define UNLIKELY(x) __builtin_expect(!!(x), 0)

/* The kinds of records. dev.plumb.record.ring.Kind has the same numbers. */
enum kind {
  START = 1,
  END = 2,
  NAME = 3,
  CONTEXT = 4,
  CODE = 5,
  STEP = 6,
  THREAD = 7,
  NOTE = 8,
  PAD = 9,
  LAUNCH = 10,
  DEVICE_WORK = 11,
  DEVICE_SAMPLES = 12,
  DEVICE_DROPPED = 13,
  GRAPH_NODE = 14,
  SAMPLE = 16
};

/* Scopes beyond those of at::RecordScope. */
enum { SCOPE_BACKWARD = 1, SCOPE_USER = 7, SCOPE_MODULE = 64, SCOPE_PLUMB = 65 };

enum { SLOT_FREE = 0, SLOT_USED = 1, SLOT_ENDED = 2 };

#define MAGIC 0x424D4C50u /* "PLMB" */
#define LAYOUT 2u
#define HEADER_BYTES 65536u
#define CONTROL_BYTES 4096u
#define EVENT_BYTES (1u << 22)
/* 32 kB a sample where calls are deep, as in the first thread of a program: a second of samples, in
 * which the reader may be busy with the symbols of a large library. Others have a part of it. */
#define SAMPLE_BYTES (1u << 22)
#define SAMPLE_BYTES_OF_OTHERS (1u << 20)
#define SAMPLE_BYTES_OF_MANY (1u << 18)
#define FEW_SLOTS 32u
#define SLOTS 512u
#define SLOT_BYTES ((size_t)CONTROL_BYTES + EVENT_BYTES + SAMPLE_BYTES)
/* Whoever reads may be busy for a second, and asks about times before them. */
#define PAUSES 4032u

/* The start of the file. */
struct header {
  uint32_t magic, layout, pid, parent_pid;
  uint32_t slots, control_bytes, event_bytes, sample_bytes;
  uint64_t start_ns;
  _Atomic uint32_t used_slots;           /* none beyond this many was ever used */
  _Atomic uint32_t threads_without_ring; /* no slot or no memory was left */
  _Atomic uint32_t ended;                /* 1 when the process leaves in order */
  uint32_t reader_pid;                   /* whoever drains; 0 if unknown */
  _Atomic uint32_t samples_itself;       /* 1 if its threads do */
  char pad0[4];
  /* What the duty cycle did, for the report. */
  _Atomic uint64_t steps, steps_recorded, cost_ps, recorded_ns, observed_ns;
  /* What observing operators has cost, as far as is known, and the time that it is a share of. */
  _Atomic uint64_t spent_ns, counted_ns;
  /* What the program wanted not to be recorded: since when, 0 if it is; what was before, and how often; CPU time. */
  _Atomic uint64_t paused_since_ns, paused_ns, pauses, paused_cpu_ns;
  char pad1[1024 - 152];
  struct {
    uint64_t begin_ns, end_ns;
  } pause[PAUSES]; /* the last ones; each at its number by their number */
};
_Static_assert(offsetof(struct header, pause) == 1024, "as the reader expects");
_Static_assert(sizeof(struct header) == HEADER_BYTES, "slots lie behind it");

/* The start of a slot: one for each thread that has anything to say. */
struct control {
  _Atomic uint64_t event_head; /* bytes ever written; the place is the rest by the ring's size */
  char pad0[56];
  _Atomic uint64_t event_tail;
  char pad1[56];
  _Atomic uint64_t sample_head;
  char pad2[56];
  _Atomic uint64_t sample_tail;
  char pad3[56];
  uint32_t tid;
  _Atomic uint32_t state;
  _Atomic uint64_t events_dropped, samples_dropped;
  char name[16];
  _Atomic uint32_t generation; /* counts the threads that had this slot */
  /* Since when the thread samples itself, and what CPU time it had used by then; 0: it does not. */
  _Atomic uint64_t sampled_since_ns, sampled_since_cpu_ns;
  uint32_t sample_bytes; /* of its ring: a power of two, the header's at most */
  _Atomic uint64_t paused_cpu_ns; /* what it ran while nothing was to be recorded */
  _Atomic uint32_t told_name_bytes; /* its name in the program's language; 0: none was told */
  char told_name[60];
};

struct ring {
  _Atomic uint64_t *head, *tail, *dropped;
  char *data;
  uint64_t written, read;
  uint32_t bytes;
};

#define NAMES 4096u
#define NAME_SLOTS (2 * NAMES)
#define NAME_CACHE 1024u
#define NAME_LENGTH 8192u /* kernels of templates have names of thousands of characters */
#define CONTEXTS 4096u
#define CODES 8192u
#define OPEN 512u
#define PYTHON_DEPTH 256u
#define PAGES_KNOWN 16u

/* Texts with a number each, defined in a ring before their first use. */
struct names {
  uint32_t count;
  uint64_t hash[NAME_SLOTS];
  const char *text[NAME_SLOTS];
  uint32_t id[NAME_SLOTS];
};

/* Code objects with a number each. They are told apart by address and by how many were freed there: an address may
 * be used again. */
struct codes {
  uint32_t count;
  struct code {
    uint64_t address;
    uint32_t freed, id;
  } of[CODES];
};

struct thread {
  /* Others walk the list without a lock: these stay when the rest is used again for another thread. */
  struct thread *next;
  uint64_t started; /* events, to know what observing costs: the sum over all threads never goes back */
  uint64_t started_before; /* the last slice of programs without steps */
  struct control *control;
  struct ring events, samples;
  uint32_t tid, generation, slot;
  uint32_t depth;
  const void *open[OPEN];
  struct names names;
  const char *cached[NAME_CACHE];
  const char *cached_text[NAME_CACHE];
  uint32_t cached_id[NAME_CACHE];
  uint64_t known[CONTEXTS];
  uint32_t over; /* plumb_contexts_over as it was when they were defined */
  struct codes codes, sampled_codes;
  int timer, has_timer, has_events;
  int has_left; /* it takes signals itself, and gets none of ours */
  uint64_t paused_from_cpu_ns; /* its CPU time when the pause began; 0: there is none, or it began later */
  uint64_t there[PAGES_KNOWN]; /* pages that can be read, as the handler has asked in this sample; 0: none */
  uint64_t frames[PYTHON_DEPTH][2]; /* of the sample that is being taken: stacks of signals are small */
  int defined; /* whether its number in libtorch was told */
  int launched;
  uint32_t last_launch; /* the profiler's number of the last call that gave the GPU work */
};

/* ring.c */
extern struct header *plumb_header;
extern struct thread *plumb_threads;
extern unsigned long plumb_readers_namespace; /* of PIDs, as its inode; 0 if unknown */
int plumb_map(const char *folder, uint32_t reader_pid);
void plumb_unmap(void);
struct thread *plumb_thread_of(uint32_t tid);
struct thread *plumb_thread(void);
struct thread *plumb_thread_for_samples(int may_wait);
void plumb_thread_begins(void);
void plumb_thread_ended(struct thread *t);
char *plumb_reserve(struct ring *r, uint32_t bytes);
void plumb_publish(struct ring *r, uint32_t bytes);
int plumb_reader_is_gone(void);
uint64_t plumb_now(void);
uint32_t plumb_tid(void);
extern _Thread_local struct thread *plumb_self IN_FIXED_PLACE;
/* The same, also where the thread has nothing but samples. */
extern _Thread_local struct thread *plumb_sampled IN_FIXED_PLACE;

/* names.c */
uint32_t plumb_name_id(struct thread *t, const char *name);
void plumb_note(struct thread *t, const char *key, const char *value);

/* codes.c */
extern _Atomic uint32_t plumb_contexts_over; /* counts the ends of code objects that contexts were made of */
uint32_t plumb_codes_freed(uint64_t code);
void plumb_code_in_contexts(uint64_t code);
void plumb_codes_observe(uint64_t type);

/* python.c */
struct memory {
  /* Copies bytes of this process; 0 if they are not there. */
  int (*read)(void *to, uint64_t from, size_t bytes);
};
extern const struct memory plumb_direct, plumb_careful;
extern int plumb_python_works;
int plumb_python_find(void);
uint64_t plumb_context(struct thread *t);
size_t plumb_readable(uint64_t from, size_t bytes);
uint32_t plumb_frames(struct thread *t, uint64_t pairs[][2], uint32_t most);
void *plumb_python_thread(void);

/* operators.c */
int plumb_operators_find(void);
void plumb_operators(int on);
int plumb_operators_are_on(void);
void plumb_start(struct thread *t, uint32_t scope, uint32_t name, int64_t sequence, const void *key);
void plumb_end(struct thread *t, const void *key);

/* budget.c */
extern uint64_t plumb_modules; /* calls of modules, recorded or not */
void plumb_budget_begin(void);
void plumb_budget_step(uint32_t source);
void plumb_budget_tick(uint64_t now);
void plumb_budget_pause(void);
int plumb_helper(void);
extern int plumb_needs_helper;

/* pause.c */
unsigned plumb_pause_turn(void);
int plumb_is_paused(void);
void plumb_pause_mapped(void);
void plumb_pause_ended(void);
void plumb_pause_forked(void);

/* signals.c */
void plumb_signals_pause(void);
int plumb_signals_start(int hz, uint32_t stack_bytes);
int plumb_signals_wanted(void);
void plumb_signals_thread(struct thread *t);
void plumb_signals_new_thread(void);
void plumb_signals_thread_ended(void);
void plumb_signals_end(struct thread *t);
void plumb_signals_stop(void);
void plumb_signals_forked(int hz);
void plumb_signals_leave(void);
void plumb_signals_leave_if_blocked(void);
void plumb_signals_leave_to(const sigset_t *wanted);
void plumb_signals_stack(void);

/* stack.c */
#define LEAST_OF_HANDLER 4096u /* what our handler needs of a stack besides what the kernel writes */
int plumb_stack_begin(void);
uint64_t plumb_stack_from(uint64_t at);
int plumb_stack_is_enough(const stack_t *one);
int plumb_stack_has_room(const stack_t *now, size_t least);
void plumb_stack_keep(stack_t *after);
void plumb_stack_end(void);

/* calls.c */
void plumb_calls(void);
void plumb_calls_of_jvm(const void *inside);
void plumb_calls_forked(void);

/* jvm.c */
void plumb_jvm_thread(void);
int plumb_jvm_sigaction(int number, const struct sigaction *how, struct sigaction *before);

/* bridge.c */
extern uint32_t plumb_reader;
int plumb_open(const char *where, uint32_t reader_pid);
int plumb_reopen(void);
void plumb_signals_give_up(void);

/* gpu.c, cupti.c, rocprofiler.c */
void plumb_gpu_forked(void);
void plumb_cupti_forked(void);
void plumb_rocprofiler_forked(void);

#endif
