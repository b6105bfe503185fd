/* How much of a thread's stack is known to be there, in bytes from so far below its end. */
#include "stack.c"

#include <stdio.h>

static void tell(const char *name, long long below) {
  printf("%s: %llu\n", name, (unsigned long long)plumb_stack_from(end - (uint64_t)below));
}

static void *look(void *unused) {
  char here;
  uint64_t at = (uint64_t)&here;
  if (!plumb_stack_begin()) return unused;
  printf("here: %d\n", plumb_stack_from(at) == end - at);
  tell("end", 0);
  tell("last byte", 1);
  tell("a page", 4096);
  tell("7 MiB", 7ll << 20);
  tell("9 MiB", 9ll << 20);
  tell("64 MiB", 64ll << 20);
  tell("64 MiB and a byte", (64ll << 20) + 1);
  tell("above", -4096);
  return unused;
}

int main(int count, char **arguments) {
  (void)arguments;
  pthread_t thread;
  if (count == 1) return look(0) != 0;
  return pthread_create(&thread, 0, look, 0) || pthread_join(thread, 0);
}
