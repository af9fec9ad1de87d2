// A host in C for the object of another architecture: as much of Node-API and V8 as the object asks for, and a print of
// the registers after each probe. Compiled into a folder of the test, run by an emulator, shipped nowhere.
import { MAP_DONE_AT, MAP_FD_AT, SLOTS_AT } from '../../../src/telemetry/usdt/block.ts'
import { CODE_EVENT } from '../../../src/telemetry/usdt/machine.ts'

export type Given = {
  /** One for each slot. */
  readonly slots: readonly number[]
  /** Put into the block at these offsets. */
  readonly texts: ReadonlyMap<number, string>
}

const HEAD = `#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#define CHECK(what) if (!(what)) { printf("not so: %s\\n", #what); fflush(stdout); }
#define ENV ((void *)11)
#define EXPORTS ((void *)22)
#define BLOCK_VALUE ((void *)999)
typedef void *(*callback)(void *, void *);
static struct { const char *name; callback code; } made[256];
static int count;
static char *block;
static void (*listener)(const void *);

int napi_create_function(void *env, const char *name, size_t length, callback code, void *data, void **value) {
  CHECK(env == ENV && length == (size_t)-1 && data == 0);
  made[count].name = name;
  made[count].code = code;
  *value = (void *)(uintptr_t)++count;
  return 0;
}
int napi_set_named_property(void *env, void *object, const char *name, void *value) {
  CHECK(env == ENV && object == EXPORTS);
  if (value == BLOCK_VALUE) { CHECK(strcmp(name, "block") == 0); }
  else { CHECK(strcmp(name, made[(uintptr_t)value - 1].name) == 0); }
  return 0;
}
int napi_create_external_arraybuffer(void *env, void *data, size_t length, void *end, void *hint, void **value) {
  CHECK(env == ENV && end == 0 && hint == 0);
  printf("block %zu\\n", length);
  block = data;
  *value = BLOCK_VALUE;
  return 0;
}
void *isolate(void) __asm__("_ZN2v87Isolate10GetCurrentEv");
void *isolate(void) { return (void *)77; }
void set_listener(void *isolate, int options, void (*code)(const void *)) __asm__(
    "_ZN2v87Isolate22SetJitCodeEventHandlerENS_19JitCodeEventOptionsEPFvPKNS_12JitCodeEventEE");
void set_listener(void *isolate, int options, void (*code)(const void *)) {
  printf("listener %ld %d %s\\n", (long)(uintptr_t)isolate, options, code ? "on" : "off");
  fflush(stdout);
  listener = code;
}
static void fire(int index) {
  callback code = made[index].code;
  register uint64_t x0 __asm__("x0") = 1;
  register uint64_t x1 __asm__("x1"), x2 __asm__("x2"), x3 __asm__("x3"), x4 __asm__("x4"), x5 __asm__("x5");
  __asm__ volatile("blr %6" : "+r"(x0), "=r"(x1), "=r"(x2), "=r"(x3), "=r"(x4), "=r"(x5) : "r"(code)
                   : "x9", "x30", "d0", "memory");
  printf("%s %ld %ld %ld %ld %ld %ld\\n", made[index].name, (long)x0, (long)x1, (long)x2, (long)x3, (long)x4, (long)x5);
}
static void tell(int type, int kind, const char *name, uint64_t length) {
  char event[128] = {0};
  *(int *)(event + ${CODE_EVENT.type}) = type;
  *(int *)(event + ${CODE_EVENT.codeType}) = kind;
  *(uint64_t *)(event + ${CODE_EVENT.start}) = 0xabc0;
  *(uint64_t *)(event + ${CODE_EVENT.length}) = 0x40;
  *(const char **)(event + ${CODE_EVENT.name}) = name;
  *(uint64_t *)(event + ${CODE_EVENT.nameLength}) = length;
  listener(event);
}
`

/** Prints `block`, a line for each probe (name, x0 to x5), what the switches of the map did, and its lines. */
export function hostSource({ slots, texts }: Given): string {
  const given = [
    ...slots.map((value, index) => `  ((double *)(block + ${SLOTS_AT}))[${index}] = ${value.toFixed(1)};`),
    ...[...texts].map(([at, text]) => `  strcpy(block + ${at}, "${text}");`),
  ]
  return `${HEAD}
int main(int argc, char **argv) {
  void *object = dlopen(argv[1], RTLD_NOW);
  if (!object) { printf("%s\\n", dlerror()); return 1; }
  void *(*enter)(void *, void *) = (void *(*)(void *, void *))dlsym(object, "napi_register_module_v1");
  CHECK(enter(ENV, EXPORTS) == EXPORTS);
${given.join('\n')}
  printf("memory %ld\\n", (long)block);
  for (int index = 0; index < count - 2; index++) fire(index);
  fflush(stdout);
  *(int *)(block + ${MAP_FD_AT}) = 1;
  made[count - 2].code(ENV, 0);
  CHECK(*(int *)(block + ${MAP_DONE_AT}) == 1);
  tell(0, 1, "JS:seen and cut off", 7);
  tell(1, 1, "JS:moved", 8);
  tell(0, 0, "bytecode", 8);
  made[count - 1].code(ENV, 0);
  return 0;
}
`
}
