// A program without libraries that takes a sample of itself inside of a few functions and writes it,
// as docs/recording-internals.md says, to its standard output. make-leaf.sh builds it for AArch64.
typedef unsigned long word;

#define FUNCTION __attribute__((noinline, noclone))

static struct {
  unsigned int kind, bytes;
  word time;
  unsigned int thread;
  unsigned short registers, flags;
  word value, dropped;
  unsigned int python, stack;
#ifdef __aarch64__
  word register_values[33];
#else
  word register_values[17];
#endif
  unsigned char stack_bytes[4096];
} record;

static word stack_top;
static volatile word sink;

static long call(long number, long a, long b, long c) {
#ifdef __aarch64__
  register long x8 asm("x8") = number;
  register long x0 asm("x0") = a;
  register long x1 asm("x1") = b;
  register long x2 asm("x2") = c;
  asm volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
  return x0;
#else
  long result;
  asm volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c)
               : "rcx", "r11", "memory");
  return result;
#endif
}

// Calls nothing: on AArch64 the address to return to is only in its register.
FUNCTION void leaf(void) {
  word *values = record.register_values;
#ifdef __aarch64__
  asm volatile(
      "stp x18, x19, [%0, #144]\n stp x20, x21, [%0, #160]\n stp x22, x23, [%0, #176]\n"
      "stp x24, x25, [%0, #192]\n stp x26, x27, [%0, #208]\n stp x28, x29, [%0, #224]\n"
      "str x30, [%0, #240]\n mov x9, sp\n str x9, [%0, #248]\n adr x9, .\n str x9, [%0, #256]\n"
      : : "r"(values) : "x9", "memory");
  word stack_pointer = values[31];
#else
  asm volatile(
      "mov %%rbx, 24(%0)\n mov %%rbp, 48(%0)\n mov %%rsp, 56(%0)\n mov %%r12, 96(%0)\n"
      "mov %%r13, 104(%0)\n mov %%r14, 112(%0)\n mov %%r15, 120(%0)\n"
      "lea 0(%%rip), %%rax\n mov %%rax, 128(%0)\n"
      : : "r"(values) : "rax", "memory");
  word stack_pointer = values[7];
#endif
  unsigned int count = stack_top - stack_pointer;
  for (unsigned int i = 0; i < count && i < sizeof record.stack_bytes; i++) {
    record.stack_bytes[i] = ((volatile unsigned char *)stack_pointer)[i];
  }
  record.stack = count;
}

// Keeps its values in registers that it must save.
FUNCTION word busy(word a, word b) {
  word c = sink, d = sink, e = sink, f = sink;
  leaf();
  return a * c + b * d + e * f + c * d;
}

// Its frame's size is not known before.
FUNCTION void variable(int count) {
  volatile char text[count];
  text[0] = 1;
  sink += busy(count, 2);
  sink += text[0];
}

FUNCTION void recursive(int depth) {
  if (depth > 0) {
    recursive(depth - 1);
  } else {
    variable(50 + depth);
  }
  sink++;
}

FUNCTION void run(void) {
  recursive(2);
  sink++;
}

__attribute__((used)) static void begin(word top) {
  stack_top = top;
  run();
  record.kind = 5;
  record.thread = 1;
  record.value = 1000;
  record.registers = sizeof record.register_values / sizeof(word);
  record.bytes = 48 + sizeof record.register_values + (record.stack + 7 & ~7);
#ifdef __aarch64__
  call(64, 1, (long)&record, record.bytes);
  call(94, 0, 0, 0);
#else
  call(1, 1, (long)&record, record.bytes);
  call(231, 0, 0, 0);
#endif
}

#ifdef __aarch64__
asm(".globl _start\n .type _start, %function\n _start:\n .cfi_startproc\n .cfi_undefined x30\n"
    "mov x0, sp\n bl begin\n brk 1\n .cfi_endproc\n .size _start, . - _start\n");
#else
asm(".globl _start\n .type _start, @function\n _start:\n .cfi_startproc\n .cfi_undefined rip\n"
    "mov %rsp, %rdi\n call begin\n hlt\n .cfi_endproc\n .size _start, . - _start\n");
#endif
