// Every kind of frame that unwinding must get through, and then a loop for ever.
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static volatile long sink;

#define FUNCTION __attribute__((noinline, noclone)) static

FUNCTION void spin(void) {
  for (;;) sink++;
}

FUNCTION void handler(int number) {
  sink += number;
  spin();
  sink++;
}

// Interrupted by a signal: a frame of the kernel's making.
FUNCTION void raises(void) {
  raise(SIGUSR1);  // line of raises
  sink++;
}

// The stack is aligned at entry: tables need an expression to find the caller.
__attribute__((noinline, noclone, force_align_arg_pointer)) static void realigned(int count) {
  char text[count] __attribute__((aligned(64)));
  text[0] = 1;
  raises();  // line of realigned
  sink += text[0];
}

FUNCTION int compare(const void *a, const void *b) {
  realigned(100 + (a == b));
  return 0;
}

// Called back from a library.
FUNCTION void sorts(void) {
  int values[2] = {2, 1};
  qsort(values, 2, sizeof(int), compare);
  sink += values[0];
}

// Further up than copies of stacks reach.
FUNCTION void large(void) {
  volatile char text[200000];
  text[0] = text[199999] = 1;
  sorts();  // line of large
  sink += text[5];
}

FUNCTION void recursive(int depth) {
  if (depth > 0) {
    recursive(depth - 1);
  } else {
    large();
  }
  sink++;
}

FUNCTION void *thread(void *unused) {
  recursive(10);
  return unused;
}

int main(int count, char **words) {
  signal(SIGUSR1, handler);
  puts("ready");
  fflush(stdout);
  if (count > 1) {
    pthread_t other;
    pthread_create(&other, 0, thread, words);
    pthread_join(other, 0);
  }
  recursive(10);
  return 0;
}
