/* One file for each process, one slot of it for each thread, two rings in a slot. The thread is the
 * only writer of its rings and never waits: what does not fit is dropped and counted. */
#include "plumb.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

struct header *plumb_header;
struct thread *plumb_threads;
unsigned long plumb_readers_namespace;
_Thread_local struct thread *plumb_self IN_FIXED_PLACE;
_Thread_local struct thread *plumb_sampled IN_FIXED_PLACE;

/* Each slot is mapped when it is first used: all of them would be more than programs may have that limit their own
 * memory (RLIMIT_AS). */
static struct control *slots[SLOTS];

/* Bytes of each slot's rings that memory was asked for: threads that end give their slots to others. */
static uint32_t sample_memory[SLOTS], event_memory[SLOTS];

/* Stands for a thread that has no slot. */
static struct thread no_room;

static char file[4096];
static int descriptor = -1;
static struct stat identity; /* of the file that the descriptor is for */
static atomic_flag lock = ATOMIC_FLAG_INIT;
static pthread_key_t at_exit_of_thread;
static int has_key;

uint64_t plumb_now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

uint32_t plumb_tid(void) { return (uint32_t)syscall(SYS_gettid); }

/* Programs close all files that they do not know, and open others, which get the numbers. */
static int is_ours(int number) {
  struct stat now;
  return number >= 0 && fstat(number, &now) == 0 && now.st_dev == identity.st_dev &&
         now.st_ino == identity.st_ino;
}

/* Out of the way of the program, whose first files have small numbers, and which may give such numbers itself. */
#define FIRST_NUMBER 512

static int out_of_the_way(int number) {
  int high = fcntl(number, F_DUPFD_CLOEXEC, FIRST_NUMBER);
  if (high < 0) return number;
  syscall(SYS_close, number); /* not by close(), see below */
  return high;
}

/* Where the program has closed ours it is opened again. Not by open() and close(), at which a thread may be
 * cancelled. */
static int has_file(void) {
  if (is_ours(descriptor)) return 1;
  int again = (int)syscall(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
  if (!is_ours(again)) {
    if (again >= 0) syscall(SYS_close, again);
    return 0;
  }
  descriptor = out_of_the_way(again);
  return 1;
}

static void ended(void *thread) {
  plumb_signals_end(thread);
  plumb_signals_thread_ended();
  plumb_thread_ended(thread);
}

/* The PID namespace of the process where it is another one than Plumb's; 0 if it is the same. */
static unsigned long other_namespace(void) {
  struct stat space;
  if (!plumb_readers_namespace || stat("/proc/self/ns/pid", &space)) return 0;
  return space.st_ino == plumb_readers_namespace ? 0 : (unsigned long)space.st_ino;
}

/* Before Linux 5.19 any signal interrupts this, as those of the program's timers do. */
static int ask_for(int number, off_t at, off_t bytes) {
  int error = EINTR;
  for (int i = 0; i < 100 && error == EINTR; i++) error = posix_fallocate(number, at, bytes);
  return error;
}

int plumb_map(const char *folder, uint32_t reader_pid) {
  size_t size = HEADER_BYTES + SLOTS * SLOT_BYTES;
  struct rlimit most;
  /* Else a signal would end the program. */
  if (getrlimit(RLIMIT_FSIZE, &most) || most.rlim_cur < size) return -EFBIG;
  /* Plumb finds it among those that it sees by both numbers. */
  char name[48];
  unsigned long other = other_namespace();
  snprintf(name, sizeof name, other ? "%d@%lu" : "%d", (int)getpid(), other);
  int length = snprintf(file, sizeof file, "%s/%s.ring", folder, name);
  if (length < 0 || (size_t)length >= sizeof file) return -ENAMETOOLONG;
  /* A process that execs keeps its number: its earlier life may have left a file. */
  for (int life = 1; access(file, F_OK) == 0 && life < 1000; life++)
    snprintf(file, sizeof file, "%s/%s-%d.ring", folder, name, life);
  /* Under another name until the header is there: the reader looks for whole files. */
  static char part[sizeof file + 8]; /* stacks of signals are small */
  snprintf(part, sizeof part, "%s.part", file);
  int fd = open(part, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0) return -errno;
  /* Memory that is not there would be a SIGBUS at the first write; so it is asked for. */
  int error = fstat(fd, &identity) || ftruncate(fd, (off_t)size) ? errno : ask_for(fd, 0, HEADER_BYTES);
  void *base = error ? MAP_FAILED : mmap(0, HEADER_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (base == MAP_FAILED) {
    error = error ? error : errno;
    close(fd);
    unlink(part);
    return -error;
  }
  descriptor = out_of_the_way(fd);
  struct header *h = base;
  h->layout = LAYOUT;
  h->pid = (uint32_t)getpid();
  h->parent_pid = (uint32_t)getppid();
  h->slots = SLOTS;
  h->control_bytes = CONTROL_BYTES;
  h->event_bytes = EVENT_BYTES;
  h->sample_bytes = SAMPLE_BYTES;
  h->start_ns = plumb_now();
  h->reader_pid = other ? 0 : reader_pid; /* there it is nobody's number, or another process's */
  h->magic = MAGIC;
  if (rename(part, file)) { /* the recording has just ended */
    error = errno;
    munmap(base, HEADER_BYTES);
    close(descriptor);
    descriptor = -1;
    unlink(part);
    return -error;
  }
  plumb_header = h;
  if (!has_key) has_key = pthread_key_create(&at_exit_of_thread, ended) == 0;
  return 0;
}

static size_t place_of(uint32_t slot) { return HEADER_BYTES + slot * SLOT_BYTES; }

/* Where pages are larger than the head, a slot begins within one. */
static size_t within_page(size_t at) { return at & ((size_t)sysconf(_SC_PAGESIZE) - 1); }

static int map_slot(uint32_t i) {
  size_t at = place_of(i), before = within_page(at);
  char *base = slots[i] || !has_file() ? MAP_FAILED
                                       : mmap(0, before + SLOT_BYTES, PROT_READ | PROT_WRITE, MAP_SHARED,
                                              descriptor, (off_t)(at - before));
  if (base != MAP_FAILED) slots[i] = (struct control *)(base + before);
  return slots[i] != 0;
}

static void unmap_slot(struct control *slot) {
  size_t before = within_page((size_t)slot); /* it was mapped from the beginning of a page on */
  munmap((char *)slot - before, before + SLOT_BYTES);
}

/* In a forked child: the parent's file is the parent's. */
void plumb_unmap(void) {
  if (!plumb_header) return;
  for (uint32_t i = 0; i < SLOTS && slots[i]; i++) unmap_slot(slots[i]);
  memset(slots, 0, sizeof slots);
  memset(sample_memory, 0, sizeof sample_memory);
  memset(event_memory, 0, sizeof event_memory);
  munmap(plumb_header, HEADER_BYTES);
  if (is_ours(descriptor)) close(descriptor);
  descriptor = -1;
  plumb_header = 0;
  plumb_threads = 0; /* threads of the parent; the few that had any to say are not freed */
  plumb_self = plumb_sampled = 0;
  if (has_key) pthread_setspecific(at_exit_of_thread, 0);
  atomic_flag_clear(&lock);
}

int plumb_reader_is_gone(void) {
  uint32_t reader = plumb_header ? plumb_header->reader_pid : 0;
  if (!reader || kill((pid_t)reader, 0) == 0 || errno != ESRCH) return 0;
  unlink(file);
  return 1;
}

static int has_memory(size_t at, size_t bytes) {
  return has_file() && ask_for(descriptor, (off_t)at, (off_t)bytes) == 0;
}

/* Most threads have samples only, which take a part of the memory. */
static int has_events(struct thread *t) {
  size_t at = place_of(t->slot);
  if (!event_memory[t->slot] && has_memory(at + CONTROL_BYTES, EVENT_BYTES)) event_memory[t->slot] = EVENT_BYTES;
  t->has_events = event_memory[t->slot] != 0;
  return t->has_events;
}

static int take_slot(struct thread *t) {
  struct header *h = plumb_header;
  for (uint32_t i = 0; i < SLOTS; i++) {
    size_t at = place_of(i);
    uint32_t used = atomic_load(&h->used_slots);
    if (!map_slot(i)) return 0;
    struct control *c = slots[i];
    if (i < used && atomic_load_explicit(&c->state, memory_order_acquire) != SLOT_FREE) continue;
    uint32_t sample_bytes = t->tid == h->pid ? SAMPLE_BYTES
                            : i < FEW_SLOTS  ? SAMPLE_BYTES_OF_OTHERS
                                             : SAMPLE_BYTES_OF_MANY;
    if (sample_memory[i] < sample_bytes) {
      if (!has_memory(at, CONTROL_BYTES) || !has_memory(at + CONTROL_BYTES + EVENT_BYTES, sample_bytes))
        return 0;
      sample_memory[i] = sample_bytes;
    }
    c->sample_bytes = sample_bytes;
    c->tid = t->tid;
    memset(c->name, 0, sizeof c->name);
    if (t->tid == plumb_tid()) prctl(PR_GET_NAME, c->name);
    atomic_store(&c->sampled_since_ns, 0);
    atomic_store(&c->paused_cpu_ns, 0);
    atomic_store(&c->told_name_bytes, 0);
    t->generation = atomic_fetch_add(&c->generation, 1) + 1;
    t->control = c;
    t->slot = i;
    t->events = (struct ring){&c->event_head, &c->event_tail, &c->events_dropped,
                              (char *)c + CONTROL_BYTES, atomic_load(&c->event_head),
                              atomic_load(&c->event_tail), EVENT_BYTES};
    t->samples = (struct ring){&c->sample_head, &c->sample_tail, &c->samples_dropped,
                               (char *)c + CONTROL_BYTES + EVENT_BYTES,
                               atomic_load(&c->sample_head), atomic_load(&c->sample_tail),
                               sample_bytes};
    atomic_store_explicit(&c->state, SLOT_USED, memory_order_release);
    if (i >= used) atomic_store(&h->used_slots, i + 1);
    return 1;
  }
  return 0;
}

/* Not malloc: zeroed, large, mostly never touched, and not the program's to inspect. */
static struct thread *fresh(void) {
  struct thread *t =
      mmap(0, sizeof *t, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (t == MAP_FAILED) return 0;
  t->next = plumb_threads;
  __atomic_store_n(&plumb_threads, t, __ATOMIC_RELEASE);
  return t;
}

static void clear(struct thread *t, size_t from, size_t to) { memset((char *)t + from, 0, to - from); }

/* Threads are never freed, because others walk the list without a lock; they are used again. Tables that the one
 * before did not fill are left alone: they are most of it, and some programs begin thousands of threads. */
static struct thread *reused(struct thread *t) {
  int had_events = t->has_events, had_samples = t->sampled_codes.count > 0;
  clear(t, offsetof(struct thread, control), offsetof(struct thread, names));
  if (had_events) clear(t, offsetof(struct thread, names), offsetof(struct thread, sampled_codes));
  if (had_samples) clear(t, offsetof(struct thread, sampled_codes), offsetof(struct thread, timer));
  clear(t, offsetof(struct thread, timer), sizeof *t);
  return t;
}

/* The thread of that number, with a slot; null if there is no room for one. Whoever calls has the lock. */
static struct thread *known_or_new(uint32_t tid) {
  struct thread *t = plumb_threads, *ended = 0;
  for (; t && !(t->tid == tid && t->control); t = t->next)
    if (!t->control) ended = t;
  if (!t) {
    t = ended ? reused(ended) : fresh();
    if (t) t->tid = tid;
    if (!t || !take_slot(t)) return 0;
  }
  return t;
}

/* The same, not for handlers of signals: waits for others. */
struct thread *plumb_thread_of(uint32_t tid) {
  if (!plumb_header) return 0;
  while (atomic_flag_test_and_set(&lock)) {
  }
  struct thread *t = known_or_new(tid);
  if (!t || !has_events(t)) {
    t = 0;
    atomic_fetch_add(&plumb_header->threads_without_ring, 1);
  }
  atomic_flag_clear(&lock);
  return t;
}

struct thread *plumb_thread(void) {
  struct thread *t = plumb_self;
  if (LIKELY(t != 0)) return t == &no_room ? 0 : t;
  if (UNLIKELY(!plumb_header)) plumb_reopen();
  t = plumb_thread_of(plumb_tid());
  plumb_self = t ? t : &no_room;
  if (t) {
    plumb_sampled = t;
    if (has_key) pthread_setspecific(at_exit_of_thread, t);
    plumb_signals_thread(t);
  }
  return t;
}

/* A thread that has nothing to say yet, and something to clean up at its end. */
void plumb_thread_begins(void) {
  if (has_key && !plumb_sampled) pthread_setspecific(at_exit_of_thread, &no_room);
}

/* As plumb_thread, for samples only, and also in a handler of signals, which must not wait: takes no
 * memory of the program's. Null if that cannot be done now; it may be tried again. */
struct thread *plumb_thread_for_samples(int may_wait) {
  struct thread *t = plumb_sampled;
  if (t) return t == &no_room ? 0 : t;
  /* Beyond its first 32 keys glibc asks for memory. */
  if (!plumb_header || !has_key || at_exit_of_thread >= 32) return 0;
  while (atomic_flag_test_and_set(&lock))
    if (!may_wait) return 0;
  t = known_or_new(plumb_tid());
  atomic_flag_clear(&lock);
  plumb_sampled = t ? t : &no_room;
  if (t) pthread_setspecific(at_exit_of_thread, t);
  return t;
}

void plumb_thread_ended(struct thread *t) {
  if (!plumb_header || t == &no_room) return;
  while (atomic_flag_test_and_set(&lock)) {
  }
  struct thread *at = plumb_threads;
  while (at && at != t) at = at->next; /* after a fork it may be of another process */
  if (at && t->control) {
    /* What other destructors still do is not seen. */
    if (plumb_self == t) plumb_self = &no_room;
    if (plumb_sampled == t) plumb_self = plumb_sampled = &no_room;
    struct control *c = t->control;
    /* Here, because a thread may be used again by a handler of signals, which must not free. */
    for (uint32_t i = 0; t->names.count && i < NAME_SLOTS; i++) free((void *)t->names.text[i]);
    if (t->names.count) memset(&t->names, 0, sizeof t->names);
    t->control = 0;
    atomic_store_explicit(&c->state, SLOT_ENDED, memory_order_release);
  }
  atomic_flag_clear(&lock);
}

/* Room for a record, which lies in one piece; null (and counted) if the reader is behind. */
char *plumb_reserve(struct ring *r, uint32_t bytes) {
  for (;;) {
    uint32_t at = (uint32_t)(r->written & (r->bytes - 1)), left = r->bytes - at;
    uint32_t need = bytes > left ? left + bytes : bytes;
    if (UNLIKELY(r->written + need - r->read > r->bytes)) {
      r->read = atomic_load_explicit(r->tail, memory_order_acquire);
      if (r->written + need - r->read > r->bytes) {
        atomic_store_explicit(r->dropped, atomic_load_explicit(r->dropped, memory_order_relaxed) + 1,
                              memory_order_relaxed);
        return 0;
      }
    }
    if (LIKELY(bytes <= left)) return r->data + at;
    uint32_t *pad = (uint32_t *)(r->data + at);
    pad[0] = PAD;
    pad[1] = left;
    plumb_publish(r, left);
  }
}

void plumb_publish(struct ring *r, uint32_t bytes) {
  r->written += bytes;
  atomic_store_explicit(r->head, r->written, memory_order_release);
}
