// What the writer of the object asks of an architecture: its numbers in the ELF format, and the few routines in its code.
import type { CodeWriter } from './code-writer.ts'
import type { ArgumentType } from './probe-spec.ts'

/** Functions of the host that the object calls, in the order of their slots. */
export const IMPORTS = [
  { name: 'napi_create_function', isWeak: false },
  { name: 'napi_set_named_property', isWeak: false },
  { name: 'napi_create_external_arraybuffer', isWeak: false },
  // Weak: a host without them loads the object all the same, and has no map of its functions.
  { name: '_ZN2v87Isolate10GetCurrentEv', isWeak: true },
  {
    name: '_ZN2v87Isolate22SetJitCodeEventHandlerENS_19JitCodeEventOptionsEPFvPKNS_12JitCodeEventEE',
    isWeak: true,
  },
  { name: 'dprintf', isWeak: true },
] as const

/** Where the slots of the imports are, by what they hold. */
export type ImportSlots = {
  readonly createFunction: number
  readonly setNamedProperty: number
  readonly createArrayBuffer: number
  readonly currentIsolate: number
  readonly setCodeHandler: number
  readonly print: number
}

/** Addresses that code refers to. */
export type Places = {
  readonly slots: ImportSlots
  /** Pairs of pointers: a function's name and its code. */
  readonly table: number
  readonly tableRows: number
  readonly block: number
  /** Name of the property that holds the block. */
  readonly blockName: number
  /** printf format of one line of the map. */
  readonly lineFormat: number
}

export type ProbeStub = {
  /** A function of Node-API: loads the arguments, passes the place where a tracer stops, returns undefined. */
  readonly entry: number
  /** Address of that place. */
  readonly nop: number
}

export type Machine = {
  /** `e_machine` */
  readonly elfMachine: number
  readonly pageBytes: number
  readonly relocations: { readonly slot: number; readonly relative: number }
  /** Argument `index` in the words of a note. */
  readonly argument: (type: ArgumentType, index: number) => string
  readonly align: (code: CodeWriter) => void
  readonly stub: (code: CodeWriter, args: readonly ArgumentType[], places: Places) => ProbeStub
  /** Hears of each compiled function and writes its line; returns its address. */
  readonly codeListener: (code: CodeWriter, places: Places) => number
  /** A function of Node-API that turns the listener on (or off: null); returns its address. */
  readonly mapSwitch: (code: CodeWriter, places: Places, listener: number | null) => number
  /** napi_register_module_v1; returns its address. */
  readonly register: (code: CodeWriter, places: Places) => number
}

/** Offsets in v8::JitCodeEvent, the same in V8 11 to 14. */
export const CODE_EVENT = { type: 0, codeType: 4, start: 8, length: 16, name: 48, nameLength: 56 } as const
export const CODE_ADDED = 0
export const JIT_CODE = 1
/** Tells of what is compiled already, too. */
export const ENUMERATE_EXISTING = 1
