/* A program that uses a GPU, for tests: it loads what CUDA or HIP would load and then does what a script
 * says, a line each: "3 enter runtime cudaLaunchKernel 17" happens on its third thread. Operators are
 * begun through Plumb's own library, as another language would; everything else is the fake profiler's. */
#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THREADS 8

static int (*fake_gpu)(const char *);
static long (*text)(const char *);
static void (*begin)(long, unsigned);
static void (*finish)(long);

static struct {
  pthread_t thread;
  int begun, has_line, stop;
  const char *line;
} workers[THREADS];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

static _Thread_local long open_operators[64];
static _Thread_local int depth;

static void run(const char *line) {
  char name[256];
  unsigned ms;
  if (sscanf(line, "op %255s", name) == 1) {
    if (begin) begin(open_operators[depth++] = text(name), 0);
  } else if (!strcmp(line, "end")) {
    if (finish) finish(open_operators[--depth]);
  } else if (sscanf(line, "sleep %u", &ms) == 1) {
    usleep(ms * 1000);
  } else if (!strcmp(line, "kill")) {
    raise(SIGKILL);
  } else if (!fake_gpu(line)) {
    fprintf(stderr, "not understood: %s\n", line);
    exit(2);
  }
}

static void *work(void *argument) {
  long me = (long)argument;
  pthread_mutex_lock(&lock);
  while (!workers[me].stop) {
    if (workers[me].has_line) {
      run(workers[me].line);
      workers[me].has_line = 0;
      pthread_cond_broadcast(&changed);
    }
    pthread_cond_wait(&changed, &lock);
  }
  pthread_mutex_unlock(&lock);
  return 0;
}

static void on_thread(long number, const char *line) {
  if (!number) {
    run(line);
    return;
  }
  pthread_mutex_lock(&lock);
  workers[number].line = line;
  workers[number].has_line = 1;
  if (!workers[number].begun) {
    workers[number].begun = 1;
    pthread_create(&workers[number].thread, 0, work, (void *)number);
  }
  pthread_cond_broadcast(&changed);
  while (workers[number].has_line) pthread_cond_wait(&changed, &lock);
  pthread_mutex_unlock(&lock);
}

int main(int count, char **arguments) {
  const char *named = getenv("PLUMB_FAKE_GPU"), *own = getenv("PLUMB_LIBRARY");
  void *fake = named ? dlopen(named, RTLD_NOW) : 0;
  int (*fake_begin)(void) = 0;
  if (fake) {
    *(void **)&fake_gpu = dlsym(fake, "fake_gpu");
    *(void **)&fake_begin = dlsym(fake, "fake_begin");
  }
  if (count < 2 || !fake_begin || !fake_gpu) {
    fprintf(stderr, "fake_program SCRIPT, with PLUMB_FAKE_GPU: %s\n", dlerror());
    return 2;
  }
  int injected = fake_begin();
  void *plumb = injected && own ? dlopen(own, RTLD_NOW | RTLD_NOLOAD) : 0;
  if (plumb) {
    *(void **)&text = dlsym(plumb, "plumb_text");
    *(void **)&begin = dlsym(plumb, "plumb_begin");
    *(void **)&finish = dlsym(plumb, "plumb_finish");
  }
  FILE *script = fopen(arguments[1], "r");
  char line[16384];
  while (script && fgets(line, sizeof line, script)) {
    line[strcspn(line, "\n")] = 0;
    on_thread(line[0] - '0', line + 2);
  }
  for (long i = 1; i < THREADS; i++) {
    if (!workers[i].begun) continue;
    pthread_mutex_lock(&lock);
    workers[i].stop = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    pthread_join(workers[i].thread, 0);
  }
  printf("injected %d\n", injected);
  return 0;
}
