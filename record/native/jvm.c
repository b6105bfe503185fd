/* In a JVM async-profiler samples by signals, whose frames the kernel writes below the stack pointer of whatever they
 * interrupt: onto the heap where kernels of oneDNN are at work (stack.c). So each thread gets a stack for handlers
 * here too, and async-profiler's handlers are told to use it. Nothing else of this library runs in a JVM.
 *
 * async-profiler believes that the stack which it walks ends less than 1 MiB above its own handler. These stacks are
 * therefore at higher addresses than those of all threads: in the gap that the kernel leaves below the stack of the
 * process. */
#include "plumb.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef MAP_FIXED_NOREPLACE
#define MAP_FIXED_NOREPLACE 0x100000
#endif

/* A stack and what nobody may write to below it: the largest page there is. */
#define STACK_BYTES (64u << 10)
#define GUARD_BYTES (64u << 10)
#define PLACE_BYTES (STACK_BYTES + GUARD_BYTES)
#define MOST_PLACES 2048

/* What async-profiler's handlers need on a stack that the program made for its own: 3 kB were seen. */
#define LEAST_OF_PROFILER 16384u

static char *places;
static int place_count;
static int owners[MOST_PLACES]; /* threads by number; 0: never used */
static atomic_flag lock = ATOMIC_FLAG_INIT;

/* Where addresses are limited, a small part of them: the JVM takes its heap after this, or does not start. */
static unsigned long most_bytes(void) {
  struct rlimit addresses;
  unsigned long most = (unsigned long)MOST_PLACES * PLACE_BYTES;
  if (!getrlimit(RLIMIT_AS, &addresses) && addresses.rlim_cur / 64 < most) most = addresses.rlim_cur / 64;
  return most;
}

/* The largest part of the gap that leaves room for both of its neighbours to grow. */
static void find_gap(void) {
  unsigned long from, to, end_before = 0;
  char line[8192];
  FILE *maps = fopen("/proc/self/maps", "re");
  while (maps && fgets(line, sizeof line, maps)) {
    if (sscanf(line, "%lx-%lx", &from, &to) != 2) continue;
    if (strstr(line, "[stack]")) {
      unsigned long quarter = (from - end_before) / 4, whole = most_bytes();
      size_t bytes = (quarter < whole ? quarter : whole) & ~((size_t)PLACE_BYTES - 1);
      char *wanted = (char *)((end_before + quarter) & ~((unsigned long)PLACE_BYTES - 1));
      char *made = bytes ? mmap(wanted, bytes, PROT_NONE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0)
                         : MAP_FAILED;
      if (made == wanted) {
        places = made;
        place_count = (int)(bytes / PLACE_BYTES);
      } else if (made != MAP_FAILED) {
        munmap(made, bytes); /* by a kernel that takes the address for a wish */
      }
      break;
    }
    end_before = to;
  }
  if (maps) fclose(maps);
}

static int has_ended(int tid) {
  return syscall(SYS_tgkill, getpid(), tid, 0) && errno == ESRCH;
}

/* Its own place, or one that nobody has had, or that of a thread that is no more. Whoever calls has the lock. */
static int place_of(int tid) {
  int unused = -1;
  for (int i = 0; i < place_count; i++) {
    if (owners[i] == tid) return i;
    if (!owners[i] && unused < 0) unused = i;
  }
  for (int i = 0; i < place_count && unused < 0; i++)
    if (has_ended(owners[i])) unused = i;
  return unused;
}

/* A stack for the calling thread; also in a handler, which waits for nobody. 0 if there is none. */
static int stack_for_me(stack_t *to, int may_wait) {
  while (atomic_flag_test_and_set(&lock))
    if (!may_wait) return 0;
  int tid = (int)plumb_tid(), i = place_of(tid), is_made = 0;
  if (i >= 0) {
    char *at = places + (size_t)i * PLACE_BYTES + GUARD_BYTES;
    is_made = mprotect(at, STACK_BYTES, PROT_READ | PROT_WRITE) == 0;
    if (is_made) {
      owners[i] = tid;
      *to = (stack_t){.ss_sp = at, .ss_flags = 0, .ss_size = STACK_BYTES};
    }
  }
  atomic_flag_clear(&lock);
  return is_made;
}

void plumb_jvm_thread(void) {
  stack_t now, ours;
  if (sigaltstack(0, &now) || !(now.ss_flags & SS_DISABLE)) return;
  if (stack_for_me(&ours, 1)) sigaltstack(&ours, 0);
}

/* Signals whose handler was not run, because the program gave the thread too small a stack for it; shared with Plumb. */
static _Atomic uint64_t *_Atomic without_room;

static void share_count(const char *file) {
  int descriptor = file && *file ? open(file, O_RDWR | O_CLOEXEC) : -1;
  if (descriptor < 0) return;
  void *shared = mmap(0, sizeof *without_room, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  if (shared != MAP_FAILED) atomic_store(&without_room, shared); /* a handler may still count in the one before */
  close(descriptor);
}

/* async-profiler's handler asks for the next signal of a counter, and without it there would be no other one. */
static void go_on(const siginfo_t *info) {
  if (info->si_code < POLL_IN || info->si_code > POLL_HUP) return; /* of a timer */
  ioctl(info->si_fd, _IO('$', 3), 0); /* PERF_EVENT_IOC_RESET */
  ioctl(info->si_fd, _IO('$', 2), 1); /* PERF_EVENT_IOC_REFRESH */
}

typedef void action(int number, siginfo_t *info, void *context);

static action *_Atomic theirs[NSIG];

/* Threads that began before this library came, or in libraries that it does not know, have their stack from the
 * second signal on. */
static void on_signal(int number, siginfo_t *info, void *context) {
  stack_t *stack = &((ucontext_t *)context)->uc_stack;
  action *run = atomic_load(&theirs[number]);
  int error = errno;
  if (run && plumb_stack_has_room(stack, LEAST_OF_PROFILER)) {
    run(number, info, context);
  } else if (run) {
    _Atomic uint64_t *count = atomic_load(&without_room);
    if (count) atomic_fetch_add(count, 1);
    go_on(info);
  }
  if (stack->ss_flags & SS_DISABLE) stack_for_me(stack, 0);
  errno = error;
}

/* Faults are not sampled, and belong to the JVM. */
static int is_sampling(int number, const struct sigaction *how) {
  return number > 0 && number < NSIG && number != SIGSEGV && number != SIGBUS && number != SIGTRAP &&
         how->sa_flags & SA_SIGINFO && how->sa_handler != SIG_DFL && how->sa_handler != SIG_IGN;
}

/* What async-profiler calls to handle its signals; it finds what it said. */
int plumb_jvm_sigaction(int number, const struct sigaction *how, struct sigaction *before) {
  struct sigaction ours;
  action *last = number > 0 && number < NSIG ? atomic_load(&theirs[number]) : 0;
  if (how && is_sampling(number, how)) {
    ours = *how;
    atomic_store(&theirs[number], how->sa_sigaction);
    ours.sa_sigaction = on_signal;
    ours.sa_flags |= SA_ONSTACK;
    how = &ours;
  }
  int error = sigaction(number, how, before);
  if (!error && before && before->sa_sigaction == on_signal) before->sa_sigaction = last;
  return error;
}

/* The functions of a JVM's first interface lie in its library. */
static int begin(void *const *jvm, const char *count) {
  share_count(count);
  find_gap();
  if (places) {
    plumb_jvm_thread();
    plumb_calls_of_jvm(*jvm);
  }
  return 0;
}

/* By -agentpath, with the file for the count. */
EXPORT int Agent_OnLoad(void *jvm, char *options, void *unused) {
  (void)unused;
  return begin(jvm, options);
}

static int find_copy(struct dl_phdr_info *info, size_t size, void *to) {
  (void)size;
  const char *name = info->dlpi_name ? strrchr(info->dlpi_name, '/') : 0;
  if (!name || strncmp(name, "/libplumb", 9)) return 0;
  snprintf(to, PATH_MAX, "%s", info->dlpi_name);
  return 1;
}

/* The copy of this library that was loaded first: the program's calls are led past that one, also those of what came
 * later. Null if that is this one. */
static void *first_copy(void) {
  char file[PATH_MAX] = "";
  Dl_info ours;
  dl_iterate_phdr(find_copy, file);
  if (!*file || !dladdr(&places, &ours) || !strcmp(file, ours.dli_fname)) return 0;
  return dlopen(file, RTLD_LAZY | RTLD_NOLOAD); /* by its name: the file has gone with its recording */
}

/* Whoever attaches once more brings another copy, or the same one if it was built here. */
EXPORT int Agent_OnAttach(void *jvm, char *options, void *unused) {
  void *first = first_copy(), *theirs = first ? dlsym(first, "Agent_OnAttach") : 0;
  int error = 0;
  if (theirs) {
    error = ((int (*)(void *, char *, void *))theirs)(jvm, options, unused);
  } else if (places) {
    share_count(options);
    plumb_calls();
  } else {
    error = begin(jvm, options);
  }
  if (first) dlclose(first);
  return error;
}
