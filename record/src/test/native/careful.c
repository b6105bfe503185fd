/* Reads good and bad addresses as the handler of a signal does, on a kernel that looks at them as Linux
 * does or on others, and says of each whether it was read.
 *   careful linux       asks the real one
 *   careful number      looks at the number of what is wanted before it looks at the address
 *   careful nothing     refuses the question
 *   careful later       asks the real one at the start, and refuses the question from then on
 *   careful neither     refuses the question, and does not copy memory, either */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static long answer(long number, ...);
#define syscall answer
#include "codes.c"
#include "python.c"
#undef syscall

char *plumb_reserve(struct ring *r, uint32_t bytes) { return (void)r, (void)bytes, NULL; }
static struct thread thread;
_Thread_local struct thread *plumb_sampled IN_FIXED_PLACE = &thread;
void plumb_publish(struct ring *r, uint32_t bytes) { (void)r, (void)bytes; }

static const char *kernel;
static int asked, copied;

static long fails(int error) {
  errno = error;
  return -1;
}

static long answer(long number, ...) {
  va_list all;
  long a[6];
  va_start(all, number);
  for (int i = 0; i < 6; i++) a[i] = va_arg(all, long);
  va_end(all);
  if (number == SYS_rt_sigprocmask) {
    asked++;
    if (!strcmp(kernel, "number")) return fails(EINVAL);
    if (strcmp(kernel, "linux")) return fails(EPERM);
  } else {
    copied++;
    if (!strcmp(kernel, "neither")) return fails(EPERM);
  }
  return syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
}

static char *base; /* readable, readable, no access, readable, unmapped */
static size_t page;

static void try(const char *name, uint64_t from, size_t bytes) {
  char to[3 * 65536];
  memset(to, 0, sizeof to);
  memset(thread.there, 0, sizeof thread.there); /* another sample */
  int is_read = plumb_careful.read(to, from, bytes);
  const char *what = !is_read ? "refused" : memcmp(to, (const void *)from, bytes) ? "wrong" : "read";
  printf("%s: %s\n", name, what);
}

int main(int count, char **arguments) {
  int is_later = count > 1 && !strcmp(arguments[1], "later");
  kernel = count > 1 && !is_later ? arguments[1] : "linux";
  page = (size_t)sysconf(_SC_PAGESIZE);
  base = mmap(0, 5 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (base == MAP_FAILED) return 1;
  for (size_t i = 0; i < 4 * page; i++) base[i] = (char)(i * 7 + i / page);
  mprotect(base + 2 * page, page, PROT_NONE);
  munmap(base + 4 * page, page);
  uint64_t at = (uint64_t)base;
  try_to_ask();
  printf("asks: %d\n", can_ask);
  asked = copied = 0;
  if (is_later) kernel = "nothing";
  try("one byte", at + 3, 1);
  try("word that is not aligned", at + 5, 8);
  try("end of a page", at + page - 8, 8);
  try("two pages", at + page - 4, 8);
  try("pages as a whole", at, 2 * page);
  try("none", at, 0);
  try("last before no access", at + 2 * page - 8, 8);
  try("into no access", at + 2 * page - 4, 8);
  try("no access", at + 2 * page + 16, 8);
  try("over no access", at + page, 3 * page);
  try("into what is not there", at + 4 * page - 1, 2);
  try("not there", at + 4 * page, 8);
  try("null", 0, 8);
  try("first page", 4088, 8);
  try("no address", 0x0000800000000000ull, 8);
  try("not canonical", 0x1234567812345678ull, 112);
  try("kernel", 0xFFFF888000000000ull, 8);
  try("last page", ~0ull - 4095, 8);
  try("end of all", ~0ull - 7, 8);
  try("around the end", ~0ull - 3, 112);
  try("all", ~0ull, 1);
  printf("by %s\n", asked && !copied ? "asking" : copied && !asked ? "copying" : "both");
  return 0;
}
