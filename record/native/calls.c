/* Calls of the C library that must pass by us: what begins threads, so that they can sample themselves, and what
 * takes signals, so that the program never gets ours. The places through which each library of the program calls
 * them (its global offset table) are made to point to the functions below. */
#include "plumb.h"

#include <dlfcn.h>
#include <elf.h>
#include <errno.h>
#include <link.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <unistd.h>

#if defined(__x86_64__)
enum { CALL = R_X86_64_JUMP_SLOT, ADDRESS = R_X86_64_GLOB_DAT };
#elif defined(__aarch64__)
enum { CALL = R_AARCH64_JUMP_SLOT, ADDRESS = R_AARCH64_GLOB_DAT };
#else
enum { CALL = -1, ADDRESS = -2 };
#endif

/* An address within the JVM's library; null elsewhere. */
static const void *jvm;

static int is_wanted(void) { return jvm || plumb_signals_wanted(); }

struct start {
  void *(*run)(void *);
  void *argument;
};

static void *begin(void *started) {
  struct start s = *(struct start *)started;
  free(started);
  if (jvm) plumb_jvm_thread();
  else plumb_signals_new_thread();
  return s.run(s.argument);
}

static int create(pthread_t *thread, const pthread_attr_t *attributes, void *(*run)(void *),
                  void *argument) {
  struct start *s = is_wanted() ? malloc(sizeof *s) : 0;
  if (!s) return pthread_create(thread, attributes, run, argument);
  *s = (struct start){run, argument};
  int error = pthread_create(thread, attributes, begin, s);
  if (error) free(s);
  return error;
}

/* Who waits for signals is given none of ours: neither those on their way nor later ones. */
static int wait_for(const sigset_t *set, int *number) {
  plumb_signals_leave_to(set);
  return sigwait(set, number);
}

static int wait_info(const sigset_t *set, siginfo_t *info) {
  plumb_signals_leave_to(set);
  return sigwaitinfo(set, info);
}

static int wait_timed(const sigset_t *set, siginfo_t *info, const struct timespec *most) {
  plumb_signals_leave_to(set);
  return sigtimedwait(set, info, most);
}

/* Who asks which signals are blocked, or lets blocked ones through while he waits, finds none of ours. */
static int pending(sigset_t *set) {
  plumb_signals_leave_if_blocked();
  return sigpending(set);
}

static int suspend(const sigset_t *set) {
  plumb_signals_leave_if_blocked();
  return sigsuspend(set);
}

static int poll_with(struct pollfd *files, nfds_t count, const struct timespec *most, const sigset_t *set) {
  if (set) plumb_signals_leave_if_blocked();
  return ppoll(files, count, most, set);
}

static int select_with(int count, fd_set *read, fd_set *write, fd_set *odd, const struct timespec *most,
                       const sigset_t *set) {
  if (set) plumb_signals_leave_if_blocked();
  return pselect(count, read, write, odd, most, set);
}

static int wait_with(int file, struct epoll_event *events, int room, int most, const sigset_t *set) {
  if (set) plumb_signals_leave_if_blocked();
  return epoll_pwait(file, events, room, most, set);
}

/* Of a younger C library than others have. */
static int (*wait_2)(int, struct epoll_event *, int, const struct timespec *, const sigset_t *);

static int wait_2_with(int file, struct epoll_event *events, int room, const struct timespec *most,
                       const sigset_t *set) {
  if (set) plumb_signals_leave_if_blocked();
  return wait_2(file, events, room, most, set);
}

/* Whoever reads the file gets signals of his own thread, which is not known yet. */
static int to_file(int file, const sigset_t *set, int flags) {
  if (sigismember(set, SIGURG) == 1) plumb_signals_give_up();
  return signalfd(file, set, flags);
}

static int act(int number, const struct sigaction *how, struct sigaction *before) {
  if (number == SIGURG && how) plumb_signals_give_up();
  return sigaction(number, how, before);
}

typedef void handler(int);

static handler *handle(int number, handler *how) {
  if (number == SIGURG) plumb_signals_give_up();
  return signal(number, how);
}

/* A stack of the program's for its handlers: ours must fit on it too; and where there is none any more, ours comes
 * back. */
static int stand_on(const stack_t *how, stack_t *before) {
  if (how && !plumb_stack_is_enough(how)) plumb_signals_leave();
  int error = sigaltstack(how, before);
  if (!error && how && how->ss_flags & SS_DISABLE) plumb_signals_stack();
  return error;
}

/* What a JVM loads begins threads as well. */
static void *load(const char *file, int flags) {
  void *loaded = dlopen(file, flags);
  if (loaded) plumb_calls();
  return loaded;
}

struct library;
static int is_jvm(const struct library *l);
static int is_profiler(const struct library *l);
static int loads(const struct library *l) { return is_jvm(l) || is_profiler(l); }

struct call {
  const char *name;
  void *ours, *theirs;
  int (*only)(const struct library *l); /* null: in all libraries */
};

static struct call calls_of_python[] = {
    {"pthread_create", create, 0, 0},   {"sigwait", wait_for, 0, 0},   {"sigwaitinfo", wait_info, 0, 0},
    {"sigtimedwait", wait_timed, 0, 0}, {"signalfd", to_file, 0, 0},   {"sigaction", act, 0, 0},
    {"signal", handle, 0, 0},           {"sigaltstack", stand_on, 0, 0},
    {"sigpending", pending, 0, 0},      {"sigsuspend", suspend, 0, 0}, {"ppoll", poll_with, 0, 0},
    {"pselect", select_with, 0, 0},     {"epoll_pwait", wait_with, 0, 0},
    {"epoll_pwait2", wait_2_with, 0, 0}, {0},
};

/* dlopen looks for files as its caller's library says, so only who gives whole paths is led past us: the JVM, for
 * which async-profiler calls while it samples. */
static struct call calls_of_jvm[] = {
    {"pthread_create", create, 0, 0},
    {"sigaction", plumb_jvm_sigaction, 0, is_profiler},
    {"dlopen", load, 0, loads},
    {0},
};

static struct call *calls = calls_of_python;

/* A library as it lies in memory. */
struct library {
  uint64_t base, begin, end; /* addresses; what the loader made unwritable: */
  uint64_t sealed_begin, sealed_end;
  const ElfW(Dyn) *dynamic;
  const char *file;
};

static struct library describe(const struct dl_phdr_info *info) {
  struct library l = {.base = info->dlpi_addr, .begin = UINT64_MAX, .file = info->dlpi_name};
  uint64_t within = ~((uint64_t)sysconf(_SC_PAGESIZE) - 1);
  for (int i = 0; i < info->dlpi_phnum; i++) {
    const ElfW(Phdr) *p = &info->dlpi_phdr[i];
    uint64_t from = l.base + p->p_vaddr, to = from + p->p_memsz;
    if (p->p_type == PT_LOAD && from < l.begin) l.begin = from;
    if (p->p_type == PT_LOAD && to > l.end) l.end = to;
    if (p->p_type == PT_DYNAMIC) l.dynamic = (const ElfW(Dyn) *)from;
    if (p->p_type == PT_GNU_RELRO) {
      l.sealed_begin = from & within;
      l.sealed_end = to & within; /* what else lies in the last page is written to */
    }
  }
  return l;
}

static int lies_in(const struct library *l, const void *address) {
  return (uint64_t)address >= l->begin && (uint64_t)address < l->end;
}

static int is_jvm(const struct library *l) { return lies_in(l, jvm); }

/* Named by whoever starts the recording, dev.plumb.record.jvm.AgentFiles. */
static int is_profiler(const struct library *l) {
  const char *name = l->file ? strrchr(l->file, '/') : 0;
  return name && !strcmp(name, "/libasyncProfiler.so");
}

/* Only where the library calls what everybody calls: the place has that function's address, or, before the first
 * call, that of code of the library itself that looks for it. */
static void lead(const struct library *l, uint64_t place, int is_call, const struct call *to) {
  void **slot = (void **)place;
  if (*slot != to->theirs && !(is_call && lies_in(l, *slot))) return;
  uint64_t page = (uint64_t)sysconf(_SC_PAGESIZE), first = place & ~(page - 1);
  int is_sealed = place >= l->sealed_begin && place < l->sealed_end;
  if (is_sealed && mprotect((void *)first, page, PROT_READ | PROT_WRITE)) return;
  __atomic_store_n(slot, to->ours, __ATOMIC_RELEASE);
  if (is_sealed) mprotect((void *)first, page, PROT_READ);
}

static void lead_all(const struct library *l, const ElfW(Rela) *at, uint64_t bytes,
                     const ElfW(Sym) *symbols, const char *names) {
  for (const ElfW(Rela) *end = at + bytes / sizeof *at; at < end; at++) {
    int type = (int)ELF64_R_TYPE(at->r_info);
    if (type != CALL && type != ADDRESS) continue;
    const ElfW(Sym) *symbol = &symbols[ELF64_R_SYM(at->r_info)];
    const char *name = names + symbol->st_name;
    if (!*name || !strchr("spde", *name)) continue;
    int is_own = symbol->st_shndx != SHN_UNDEF; /* maybe called by itself only (RTLD_DEEPBIND) */
    for (const struct call *to = calls; to->name; to++)
      if (to->theirs && !strcmp(name, to->name) && (!to->only || to->only(l)))
        lead(l, l->base + at->r_offset, type == CALL && !is_own, to);
  }
}

/* glibc has made addresses of these, other libraries leave them as they are in the file. */
static uint64_t absolute(const struct library *l, uint64_t address) {
  return address < l->base ? l->base + address : address;
}

static void lead_library(const struct library *l) {
  uint64_t calls_at = 0, calls_bytes = 0, others_at = 0, others_bytes = 0, kind = DT_RELA;
  uint64_t symbols = 0, names = 0, relative = 0, own_name = 0;
  for (const ElfW(Dyn) *d = l->dynamic; d->d_tag != DT_NULL; d++) {
    switch (d->d_tag) {
      case DT_JMPREL: calls_at = absolute(l, d->d_un.d_ptr); break;
      case DT_PLTRELSZ: calls_bytes = d->d_un.d_val; break;
      case DT_PLTREL: kind = d->d_un.d_val; break;
      case DT_RELA: others_at = absolute(l, d->d_un.d_ptr); break;
      case DT_RELASZ: others_bytes = d->d_un.d_val; break;
      case DT_RELACOUNT: relative = d->d_un.d_val; break; /* the first; they have no names */
      case DT_SYMTAB: symbols = absolute(l, d->d_un.d_ptr); break;
      case DT_STRTAB: names = absolute(l, d->d_un.d_ptr); break;
      case DT_SONAME: own_name = d->d_un.d_val; break;
      default: break;
    }
  }
  if (!symbols || !names) return;
  /* Another copy of ours, as of a later recording: each would call the other. */
  if (own_name && !strcmp((const char *)names + own_name, "libplumb.so")) return;
  uint64_t skipped = relative * sizeof(ElfW(Rela));
  if (others_at && others_bytes > skipped)
    lead_all(l, (const ElfW(Rela) *)(others_at + skipped), others_bytes - skipped,
             (const ElfW(Sym) *)symbols, (const char *)names);
  if (calls_at && kind == DT_RELA)
    lead_all(l, (const ElfW(Rela) *)calls_at, calls_bytes, (const ElfW(Sym) *)symbols,
             (const char *)names);
}

#define LIBRARIES 4096
static uint64_t known[LIBRARIES]; /* where those lie that have been led */
static int known_count;

static int known_before; /* how many had been led when others were found */

static int is_unknown(uint64_t begin, int from) {
  for (int i = known_count - 1; i >= from; i--)
    if (known[i] == begin) return 0;
  return 1;
}

static int find(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size;
  (void)unused;
  uint64_t begin = describe(info).begin;
  if (known_count < LIBRARIES && is_unknown(begin, 0)) known[known_count++] = begin;
  return 0;
}

static int visit(struct dl_phdr_info *info, size_t size, void *unused) {
  (void)size;
  (void)unused;
  struct library l = describe(info);
  if (!l.dynamic || is_unknown(l.begin, known_before)) return 0;
  /* Neither ours, which calls the real ones, nor the C library, whose calls are its own. */
  if (lies_in(&l, visit) || lies_in(&l, (void *)calls[0].theirs)) return 0;
  lead_library(&l);
  return 0;
}

struct changes {
  unsigned long long added, removed;
};
static struct changes seen;

static int count(struct dl_phdr_info *info, size_t size, void *to) {
  (void)size;
  *(struct changes *)to = (struct changes){info->dlpi_adds, info->dlpi_subs};
  return 1;
}

static atomic_flag busy = ATOMIC_FLAG_INIT;

/* In a forked child: nobody else is at it. */
void plumb_calls_forked(void) { atomic_flag_clear(&busy); }

static void lead_new(void) {
  for (struct call *to = calls; to->name; to++)
    if (!to->theirs) to->theirs = dlsym(RTLD_DEFAULT, to->name);
  *(void **)&wait_2 = dlsym(RTLD_DEFAULT, "epoll_pwait2");
  known_before = known_count;
  dl_iterate_phdr(find, 0);
  /* Others may be loading what was found: the loader still writes to pages that would be sealed here. This waits
   * for its lock. */
  Dl_info ours;
  dladdr(calls, &ours);
  dl_iterate_phdr(visit, 0);
}

/* Leads the calls of all libraries that have come since the last time. Not when threads begin: one of them may be
 * waited for by what is being loaded, whose lock is asked for here. */
EXPORT void plumb_calls(void) {
  if (!is_wanted() || atomic_flag_test_and_set(&busy)) return;
  struct changes now = seen;
  dl_iterate_phdr(count, &now);
  /* Where one has gone another may have come. */
  if (now.removed != seen.removed) known_count = 0;
  if (now.added != seen.added) lead_new();
  seen = now;
  atomic_flag_clear(&busy);
}

/* In a JVM: `inside` is an address of its library. */
void plumb_calls_of_jvm(const void *inside) {
  jvm = inside;
  calls = calls_of_jvm;
  plumb_calls();
}
