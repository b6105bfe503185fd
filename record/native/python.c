/* The calls of Python that led here, read from the interpreter's own structures. Where they lie
 * depends on the version; what is read is held against what Python itself says before it is used. */
#include "plumb.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

/* How a place in code is written, and how its line is found. dev.plumb.record.ring has the same. */
enum { LINES_3_9 = 0, LINES_3_10 = 1, LINES_3_11 = 2 };

struct layout {
  int thread_frame;  /* in the thread state: the frame, or what points to it */
  int frame_pointer; /* in that: the frame; -1 if it was the frame itself */
  int code, previous, instruction;
  int owner; /* -1 if frames do not say */
  int entry; /* whether C called it; -1 if frames do not say */
  int file, name, first_line, table;
  int first_instruction; /* -1 if places are numbers and not addresses */
  int ascii, compact;    /* sizes of the heads of texts */
  int lines;
};

static const struct layout PYTHON_3_9 = {24, -1, 32, 24, 104, -1, -1, 104, 112, 40, 120, -1, 48, 72, LINES_3_9};
static const struct layout PYTHON_3_10 = {24, -1, 32, 24, 96, -1, -1, 104, 112, 40, 120, -1, 48, 72, LINES_3_10};
static const struct layout PYTHON_3_11 = {56, 8, 32, 48, 56, 69, 68, 112, 128, 72, 136, 184, 48, 72, LINES_3_11};
static const struct layout PYTHON_3_12 = {56, 0, 0, 8, 56, 70, -1, 112, 128, 68, 136, 192, 40, 56, LINES_3_11};

/* Frames that the interpreter itself has on the C stack. */
#define OWNED_BY_C 3

#define MOST_TEXT 1024u
#define LEAST_PAGE 4096ull /* of any kernel */
#define MOST_TABLE (32u << 10)

static struct layout L;
static void *(*thread_state)(void);
static uint64_t code_type;
int plumb_python_works;

static int read_directly(void *to, uint64_t from, size_t bytes) {
  memcpy(to, (const void *)from, bytes);
  return 1;
}

/* Whether the kernel answers the question below as Linux does; others, and emulators of it, may look the other way
 * round, and the program may forbid itself the call at any time. */
static volatile int can_ask;

/* Whether there is memory that can be read: a call that fails anyhow looks at it first. A tenth of what
 * process_vm_readv takes, which needs some µs for a single word. */
static int is_there(uint64_t address) {
  if (!syscall(SYS_rt_sigprocmask, ~0, address & ~7ull, 0, 8)) return 0;
  if (errno != EINVAL && errno != EFAULT) can_ask = 0;
  return errno == EINVAL;
}

/* Frames of Python lie side by side, so most pages have been asked for in the same sample; those that were not there
 * are asked for again. */
static int are_there(uint64_t from, size_t bytes) {
  for (uint64_t at = from; at < from + bytes; at = (at | (LEAST_PAGE - 1)) + 1) {
    uint64_t page = at / LEAST_PAGE, *known = &plumb_sampled->there[page % PAGES_KNOWN];
    if (page && *known == page) continue;
    if (!is_there(at)) return 0;
    *known = page;
  }
  return 1;
}

static void try_to_ask(void) {
  can_ask = 1;
  int good = is_there((uint64_t)&can_ask), bad = is_there(LEAST_PAGE - 8);
  can_ask = good && !bad;
}

/* In a signal handler the interpreter may be in the middle of anything, so that what looks like an address need be
 * none. What is there stays: it is this thread's, which stands still. */
static int read_carefully(void *to, uint64_t from, size_t bytes) {
  if (from + bytes < from) return 0; /* beyond the last address: there would be nothing to ask about */
  if (can_ask && are_there(from, bytes)) {
    memcpy(to, (const void *)from, bytes);
    return 1;
  }
  if (can_ask) return 0;
  struct iovec here = {to, bytes}, there = {(void *)from, bytes};
  return syscall(SYS_process_vm_readv, getpid(), &here, 1, &there, 1, 0) == (long)bytes;
}

/* How many bytes from an address on can be read directly; 0 also where the kernel cannot be asked. */
size_t plumb_readable(uint64_t from, size_t bytes) {
  uint64_t at = from;
  while (can_ask && at < from + bytes && is_there(at)) at = (at | (LEAST_PAGE - 1)) + 1;
  return at < from + bytes ? at - from : bytes;
}

const struct memory plumb_direct = {read_directly}, plumb_careful = {read_carefully};

static uint64_t word(uint64_t address) { return *(const uint64_t *)address; }

/* Since 3.13 the interpreter publishes where things lie. */
static int published(int minor) {
  const uint64_t *offsets = dlsym(RTLD_DEFAULT, "_PyRuntime");
  if (!offsets || memcmp(offsets, "xdebugpy", 8) || offsets[2]) return 0; /* [2]: without a GIL */
  const uint64_t *thread = offsets + 6 + (minor == 13 ? 13 : 16);
  const uint64_t *frame = thread + 9, *code = frame + (minor == 13 ? 6 : 8);
  L = (struct layout){(int)thread[4], -1, (int)frame[2], (int)frame[1], (int)frame[3], (int)frame[5],
                      -1, (int)code[1], (int)code[3], (int)code[5], (int)code[4], (int)code[9],
                      40, 56, LINES_3_11};
  return 1;
}

int plumb_python_find(void) {
  try_to_ask();
  thread_state = dlsym(RTLD_DEFAULT, "PyGILState_GetThisThreadState");
  const char *(*version)(void) = dlsym(RTLD_DEFAULT, "Py_GetVersion");
  code_type = (uint64_t)dlsym(RTLD_DEFAULT, "PyCode_Type");
  if (!thread_state || !version || !code_type) return -1;
  const char *text = version();
  if (strncmp(text, "3.", 2)) return -2;
  switch (atoi(text + 2)) {
    case 9: L = PYTHON_3_9; break;
    case 10: L = PYTHON_3_10; break;
    case 11: L = PYTHON_3_11; break;
    case 12: L = PYTHON_3_12; break;
    case 13: if (!published(13)) return -2; break;
    case 14: if (!published(14)) return -2; break;
    default: return -2;
  }
  return 0;
}

void *plumb_python_thread(void) { return thread_state ? thread_state() : 0; }

static uint64_t place(uint64_t frame) {
  return L.first_instruction < 0 ? *(const uint32_t *)(frame + (unsigned)L.instruction)
                                 : word(frame + (unsigned)L.instruction);
}

static uint64_t code_of(uint64_t frame) {
  return word(frame + (unsigned)L.code) & ~7ull; /* 3.14 keeps marks in the low bits */
}

static int is_code(uint64_t frame, uint64_t code) {
  if (L.owner >= 0 && *(const uint8_t *)(frame + (unsigned)L.owner) >= OWNED_BY_C) return 0;
  return code && word(code + 8) == code_type;
}

static uint64_t innermost(uint64_t state) {
  uint64_t at = word(state + (unsigned)L.thread_frame);
  return at && L.frame_pointer >= 0 ? word(at + (unsigned)L.frame_pointer) : at;
}

/* The text of a string of Python as UTF-8; -1 if it cannot be read. */
static int text_of(const struct memory *m, uint64_t string, char *to, uint32_t room) {
  uint64_t head[5];
  if (!m->read(head, string, sizeof head)) return -1;
  uint32_t state = (uint32_t)head[4], width = state >> 2 & 7, ascii = state >> 6 & 1;
  uint64_t length = head[2], from = string + (unsigned)(ascii ? L.ascii : L.compact);
  if (!(state >> 5 & 1) || !(width == 1 || width == 2 || width == 4)) return -1;
  uint32_t used = 0, at = 0, end = 0;
  char part[256];
  for (uint64_t i = 0; i < length && used + 4 <= room; i++, at += width) {
    if (at == end) {
      uint64_t left = (length - i) * width;
      end = left < sizeof part ? (uint32_t)left : sizeof part;
      if (!m->read(part, from + i * width, end)) return -1;
      at = 0;
    }
    uint32_t c = 0;
    memcpy(&c, part + at, width);
    if (c < 0x80) {
      to[used++] = (char)c;
    } else if (c < 0x800) {
      to[used++] = (char)(0xC0 | c >> 6);
      to[used++] = (char)(0x80 | (c & 63));
    } else if (c < 0x10000) {
      to[used++] = (char)(0xE0 | c >> 12);
      to[used++] = (char)(0x80 | (c >> 6 & 63));
      to[used++] = (char)(0x80 | (c & 63));
    } else {
      to[used++] = (char)(0xF0 | (c >> 18 & 7));
      to[used++] = (char)(0x80 | (c >> 12 & 63));
      to[used++] = (char)(0x80 | (c >> 6 & 63));
      to[used++] = (char)(0x80 | (c & 63));
    }
  }
  return (int)used;
}

/* Writes what a code object is: file, name, first line, table of lines. */
static int define(struct ring *r, const struct memory *m, uint64_t code, uint32_t id) {
  char file_text[MOST_TEXT], name_text[MOST_TEXT];
  uint64_t file, name, table, size = 0;
  uint32_t first = 0;
  if (!m->read(&file, code + (unsigned)L.file, 8) || !m->read(&name, code + (unsigned)L.name, 8) ||
      !m->read(&table, code + (unsigned)L.table, 8) || !m->read(&first, code + (unsigned)L.first_line, 4))
    return 0;
  int file_length = text_of(m, file, file_text, sizeof file_text);
  int name_length = text_of(m, name, name_text, sizeof name_text);
  if (file_length < 0 || name_length < 0 || !m->read(&size, table + 16, 8)) return 0;
  if (size > MOST_TABLE) size = 0; /* lines are then unknown */
  uint32_t bytes = (40 + (uint32_t)file_length + (uint32_t)name_length + (uint32_t)size + 31) & ~31u;
  char *to = plumb_reserve(r, bytes);
  if (!to) return 0;
  uint32_t *head = (uint32_t *)to;
  head[0] = CODE | (uint32_t)L.lines << 8;
  head[1] = bytes;
  head[2] = id;
  head[3] = first;
  head[4] = (uint32_t)file_length;
  head[5] = (uint32_t)name_length;
  head[6] = (uint32_t)size;
  head[7] = (uint32_t)L.first_instruction;
  memcpy(to + 32, &code, 8);
  to += 40;
  memcpy(to, file_text, (size_t)file_length);
  memcpy(to += file_length, name_text, (size_t)name_length);
  if (size && !m->read(to + name_length, table + 32, size)) memset(to + name_length, 0, size);
  plumb_publish(r, bytes);
  return 1;
}

/* The number of a code object, defined in the ring; 0 if it is none or cannot be told. */
static uint32_t code_id(struct ring *r, struct codes *known, const struct memory *m, uint64_t code) {
  uint64_t type;
  if (!code || !m->read(&type, code + 8, 8) || type != code_type) return 0;
  uint32_t freed = plumb_codes_freed(code);
  uint32_t i = (uint32_t)((code >> 4) * 0x9E3779B97F4A7C15ull >> 51) & (CODES - 1);
  for (uint32_t tries = 0; tries < 16; tries++, i = (i + 1) & (CODES - 1)) {
    const struct code *c = &known->of[i];
    if (c->address == code && c->freed == freed) return c->id;
    if (!c->address || c->address == code) break;
  }
  /* Full of others here: the last place looked at is taken over under a new number. */
  if (!define(r, m, code, known->count + 1)) return 0;
  known->of[i] = (struct code){code, freed, ++known->count};
  return known->count;
}

static uint32_t offset(uint64_t code, uint64_t at) {
  if (L.first_instruction < 0) return (uint32_t)at * (L.lines == LINES_3_10 ? 2 : 1);
  uint64_t first = code + (unsigned)L.first_instruction;
  return at < first ? 0 : (uint32_t)(at - first);
}

/* A number for the calls of Python that are open on this thread, innermost first; defined in the
 * ring before its first use. 0 if there are none. */
uint64_t plumb_context(struct thread *t) {
  uint64_t state = plumb_python_works ? (uint64_t)thread_state() : 0;
  if (!state) return 0;
  uint32_t over = atomic_load_explicit(&plumb_contexts_over, memory_order_relaxed);
  if (UNLIKELY(t->over != over)) { /* an address that they were told by may be another's */
    memset(t->known, 0, sizeof t->known);
    t->over = over;
  }
  uint64_t leaf = innermost(state), hash = 0x243F6A8885A308D3ull;
  uint32_t depth = 0;
  for (uint64_t f = leaf; f && depth < PYTHON_DEPTH; f = word(f + (unsigned)L.previous), depth++) {
    hash = (hash ^ code_of(f)) * 0x9FB21C651E98DF25ull;
    hash = (hash ^ hash >> 29 ^ place(f)) * 0xD6E8FEB86659FD93ull;
  }
  hash ^= hash >> 32;
  if (!depth || !hash) return 0;
  uint32_t slot = (uint32_t)hash & (CONTEXTS - 1);
  if (LIKELY(t->known[slot] == hash)) return hash;

  uint32_t pairs[PYTHON_DEPTH][2], count = 0;
  for (uint64_t f = leaf; f && depth; f = word(f + (unsigned)L.previous), depth--) {
    uint64_t code = code_of(f);
    if (!is_code(f, code)) continue;
    uint32_t id = code_id(&t->events, &t->codes, &plumb_direct, code);
    if (!id) return 0; /* the ring is full: tried again at the next use */
    plumb_code_in_contexts(code);
    pairs[count][0] = id;
    pairs[count++][1] = offset(code, place(f));
  }
  uint32_t bytes = (24 + count * 8 + 31) & ~31u;
  char *to = plumb_reserve(&t->events, bytes);
  if (!to) return 0;
  uint32_t *head = (uint32_t *)to;
  head[0] = CONTEXT;
  head[1] = bytes;
  memcpy(to + 8, &hash, 8);
  head[4] = count;
  head[5] = 0;
  memcpy(to + 24, pairs, count * 8);
  plumb_publish(&t->events, bytes);
  t->known[slot] = hash;
  return hash;
}

/* The calls of Python that are open on this thread, for a signal handler, innermost first: addresses
 * of code objects, defined in the ring of samples, and what their frames say of the place. Bit 0 of an
 * address says that C called the function: that there is a native frame of the interpreter for it. */
uint32_t plumb_frames(struct thread *t, uint64_t pairs[][2], uint32_t most) {
  uint64_t state = plumb_python_works ? (uint64_t)thread_state() : 0, f = 0;
  const struct memory *m = &plumb_careful;
  memset(t->there, 0, sizeof t->there);
  if (!state || !m->read(&f, state + (unsigned)L.thread_frame, 8)) return 0;
  if (f && L.frame_pointer >= 0 && !m->read(&f, f + (unsigned)L.frame_pointer, 8)) return 0;
  uint32_t count = 0;
  while (f && count < most) {
    uint64_t frame[14];
    if (!m->read(frame, f, sizeof frame)) break;
    const char *bytes = (const char *)frame;
    uint64_t code = *(const uint64_t *)(bytes + L.code) & ~7ull;
    if (L.owner >= 0 && (uint8_t)bytes[L.owner] >= OWNED_BY_C) {
      if (count) pairs[count - 1][0] |= 1;
    } else if (code_id(&t->samples, &t->sampled_codes, m, code)) {
      int from_c = L.first_instruction < 0 || (L.entry >= 0 && bytes[L.entry]);
      pairs[count][0] = code | (from_c ? 1 : 0);
      pairs[count++][1] = L.first_instruction < 0 ? *(const uint32_t *)(bytes + L.instruction)
                                                  : *(const uint64_t *)(bytes + L.instruction);
    }
    f = *(const uint64_t *)(bytes + L.previous);
  }
  return count;
}

/* Whether what is read is what Python says: called by a function of Python that passes its own code
 * object and what that says about itself. 1 if that was found out before: an interpreter beside the first has its
 * frames in a thread state of its own, which is not looked for. */
EXPORT int plumb_python_test(uint64_t code, const char *file, const char *name, int first_line) {
  if (plumb_python_works) return 1;
  uint64_t state = (uint64_t)plumb_python_thread();
  if (!state) return -1;
  uint64_t leaf = innermost(state), read_file, read_name;
  if (!leaf || code_of(leaf) != code || !is_code(leaf, code)) return -2;
  char text[MOST_TEXT];
  plumb_direct.read(&read_file, code + (unsigned)L.file, 8);
  plumb_direct.read(&read_name, code + (unsigned)L.name, 8);
  int length = text_of(&plumb_direct, read_file, text, sizeof text);
  if (length < 0 || (size_t)length != strlen(file) || memcmp(text, file, (size_t)length)) return -3;
  length = text_of(&plumb_direct, read_name, text, sizeof text);
  if (length < 0 || (size_t)length != strlen(name) || memcmp(text, name, (size_t)length)) return -4;
  if (*(const int *)(code + (unsigned)L.first_line) != first_line) return -5;
  plumb_codes_observe(code_type);
  plumb_python_works = 1;
  return 0;
}
