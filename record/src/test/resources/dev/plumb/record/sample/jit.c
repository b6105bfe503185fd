// Code that is made while running, as oneDNN makes it: registers are pushed, then used for anything.
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static volatile long sink;

__attribute__((noinline, noclone)) static void calls(void (*code)(long)) {
  volatile long local[16];
  local[3] = 1;
  code(7);
  sink += local[3];
}

__attribute__((noinline, noclone)) static void outer(void (*code)(long), int depth) {
  if (depth > 0) {
    outer(code, depth - 1);
  } else {
    calls(code);
  }
  sink++;
}

int main(int count, char **words) {
  static const unsigned char code[] = {
      0x53, 0x55, 0x41, 0x54, 0x41, 0x55, 0x41, 0x56, 0x41, 0x57,  // push rbx rbp r12 r13 r14 r15
      0x48, 0x81, 0xEC, 0x00, 0x10, 0x00, 0x00,                    // sub rsp, 4096
      0x31, 0xDB, 0x31, 0xED, 0x45, 0x31, 0xE4,                    // xor ebx, ebp, r12d
      0xEB, 0xFE,                                                  // jmp to itself
  };
  unsigned char *page = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
                             MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  memcpy(page + 64, code, sizeof code);
  int map = count > 1 && !strcmp(words[1], "map");
  if (count > 1 && !map) {  // rbp rbx, as newer versions have it
    page[64] = 0x55;
    page[65] = 0x53;
  }
  if (map) {
    char name[64];
    snprintf(name, sizeof name, "/tmp/perf-%d.map", getpid());
    FILE *names = fopen(name, "w");
    fprintf(names, "%lx %lx jit_kernel\n", (unsigned long)page + 64, (unsigned long)sizeof code);
    fclose(names);
  }
  puts("ready");
  fflush(stdout);
  outer((void (*)(long))(page + 64), 3);
  return 0;
}
