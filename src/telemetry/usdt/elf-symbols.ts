// The names in the object, and what its loader is asked to look up and to move.
import type { Relocation } from './elf-parts.ts'
import { dynamicSymbol, POINTER_BYTES, relocation, StringTable, SYMBOL_BYTES } from './elf-parts.ts'
import type { Machine } from './machine.ts'
import { IMPORTS } from './machine.ts'

const ENTRY_POINT = 'napi_register_module_v1'
const LINE_FORMAT = '%lx %lx %.*s\n'

export const SYMBOLS = IMPORTS.length + 2
export const relocationsOf = (functions: number): number => IMPORTS.length + 2 * functions

export type Names = {
  /** For the loader. */
  readonly dynamic: Buffer
  readonly imports: readonly number[]
  readonly entryPoint: number
  readonly soname: number
}

export function dynamicNames(soname: string): Names {
  const table = new StringTable()
  const imports = IMPORTS.map(({ name }) => table.add(name))
  const names = { imports, entryPoint: table.add(ENTRY_POINT), soname: table.add(soname) }
  return { dynamic: table.bytes, ...names }
}

export type Texts = {
  /** For our own code. */
  readonly bytes: Buffer
  readonly functions: readonly number[]
  readonly blockName: number
  readonly lineFormat: number
}

export function codeTexts(functions: readonly string[], blockName: string): Texts {
  const table = new StringTable()
  const offsets = {
    functions: functions.map((name) => table.add(name)),
    blockName: table.add(blockName),
    lineFormat: table.add(LINE_FORMAT),
  }
  return { bytes: table.bytes, ...offsets }
}

/** None, the imports, and our own entry point. */
export function symbolTable(
  { imports, entryPoint }: Names,
  own: { readonly section: number; readonly address: number },
): Buffer {
  const others = IMPORTS.map(({ isWeak }, index) =>
    dynamicSymbol({ nameAt: imports[index]!, isWeak, own: null }),
  )
  const entry = dynamicSymbol({ nameAt: entryPoint, isWeak: false, own })
  return Buffer.concat([Buffer.alloc(SYMBOL_BYTES), ...others, entry])
}

export type Moved = {
  readonly machine: Machine
  readonly slots: number
  readonly table: number
  /** What the rows of the table hold: addresses, name and code in turn. */
  readonly rows: readonly number[]
}

/** A slot for each import, and each pointer of the table. */
export function relocations({ machine, slots, table, rows }: Moved): Buffer {
  const { slot, relative } = machine.relocations
  const entries: Relocation[] = [
    ...IMPORTS.map((_, index) => ({ at: slots + index * POINTER_BYTES, type: slot, symbol: index + 1 })),
    ...rows.map((addend, index) => ({ at: table + index * POINTER_BYTES, type: relative, addend })),
  ]
  return Buffer.concat(entries.map(relocation))
}
