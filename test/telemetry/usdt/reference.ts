// The same probes in C, with the macros of SystemTap and Node-API: what a compiler makes of them is what our own
// writer has to say. Written from the catalogue, compiled into a folder of the test, shipped nowhere.
import { PROBE_NAMES, PROBES } from '../../../src/telemetry/usdt/probes.ts'
import type { ProbeName } from '../../../src/telemetry/usdt/probes.ts'

const REGISTERS: Readonly<Record<string, readonly string[]>> = {
  x64: ['rdi', 'rsi', 'rdx', 'rcx', 'r8', 'r9'],
  arm64: ['x0', 'x1', 'x2', 'x3', 'x4', 'x5'],
}

/** Arguments pinned to the registers that ours are in; a pointer has no sign. */
function functionOf(name: ProbeName, registers: readonly string[]): string {
  const { args } = PROBES[name]
  const lines = args.map(({ type }, index) => {
    const [kind, value] =
      type === 'i64'
        ? ['int64_t', `(int64_t)slots[${index}]`]
        : ['const char *', `memory + (int64_t)slots[${index}]`]
    return `  register ${kind} a${index} __asm__("${registers[index]}") = ${value};`
  })
  const names = args.map((_, index) => `a${index}`).join(', ')
  return `static napi_value ${name}(napi_env env, napi_callback_info info) {
${lines.join('\n')}
  STAP_PROBE${args.length}(xuezhan, ${name}, ${names});
  return 0;
}`
}

export function referenceSource(arch: string): string {
  const registers = REGISTERS[arch] ?? []
  const semaphores = PROBE_NAMES.map(
    (name) =>
      `__extension__ unsigned short xuezhan_${name}_semaphore __attribute__((unused, section(".probes")));`,
  )
  const rows = PROBE_NAMES.map((name) => `  add(env, exports, "${name}", ${name});`)
  return `#define _SDT_HAS_SEMAPHORES 1
#include <stdint.h>
${semaphores.join('\n')}
#include <sys/sdt.h>
typedef struct env_ *napi_env;
typedef struct value_ *napi_value;
typedef struct info_ *napi_callback_info;
typedef napi_value (*napi_callback)(napi_env, napi_callback_info);
extern int napi_create_function(napi_env, const char *, uint64_t, napi_callback, void *, napi_value *);
extern int napi_set_named_property(napi_env, napi_value, const char *, napi_value);
static double slots[6];
static char memory[49152];
${PROBE_NAMES.map((name) => functionOf(name, registers)).join('\n')}
static void add(napi_env env, napi_value exports, const char *name, napi_callback callback) {
  napi_value value;
  if (napi_create_function(env, name, (uint64_t)-1, callback, 0, &value) == 0)
    napi_set_named_property(env, exports, name, value);
}
napi_value napi_register_module_v1(napi_env env, napi_value exports) {
${rows.join('\n')}
  return exports;
}
`
}
