// Writes the shared object that carries the probes: a Node-API module of one function for each probe, their notes, and
// the memory that JavaScript shares with them. No compiler, and the same bytes for the same probes.
import { BLOCK_BYTES, MAX_ARGUMENTS, MAX_PROBES, SEMAPHORES_AT } from './block.ts'
import { CodeWriter } from './code-writer.ts'
import { Image, roundUp } from './elf-image.ts'
import {
  DT,
  dynamicSection,
  hashTable,
  PF,
  POINTER_BYTES,
  PT,
  RELA_BYTES,
  SHF,
  SHT,
  SYMBOL_BYTES,
} from './elf-parts.ts'
import type { Segment } from './elf-parts.ts'
import { codeTexts, dynamicNames, relocations, relocationsOf, SYMBOLS, symbolTable } from './elf-symbols.ts'
import type { Names, Texts } from './elf-symbols.ts'
import type { ImportSlots, Machine, Places } from './machine.ts'
import { IMPORTS } from './machine.ts'
import type { Note } from './notes.ts'
import { makeNotes } from './notes.ts'
import type { ArgumentType } from './probe-spec.ts'

export type ProbeShape = { readonly name: string; readonly args: readonly ArgumentType[] }

export type ObjectSpec = {
  readonly provider: string
  readonly machine: Machine
  /** In the order of their semaphores. */
  readonly probes: readonly ProbeShape[]
}

/** Properties of the module beside the probes. */
export const BLOCK_NAME = 'block'
export const MAP_ON = 'mapOn'
export const MAP_OFF = 'mapOff'

/** What is written to begins here, in the file and in memory: a page of its own whatever the size of pages. */
const WRITABLE_AT = 0x10000
const SEMAPHORE_BYTES = 2
const SEGMENTS = 4
const DYNAMIC_BYTES = 10 * 2 * POINTER_BYTES
const BLOCK_ALIGN = 64
const STACK_ALIGN = 16

/** Throws where the probes are too many, or have too many arguments. */
export function makeObject(spec: ObjectSpec): Buffer {
  const { provider, machine, probes } = spec
  checkBounds(probes)
  const image = new Image(SEGMENTS)
  const names = dynamicNames(`${provider}.node`)
  const texts = codeTexts([...probes.map(({ name }) => name), MAP_ON, MAP_OFF], BLOCK_NAME)
  const rows = texts.functions.length
  const read = putReadOnly(image, names, texts)
  const data = layData(rows)
  const places = placesOf(data, { at: read.texts, texts })
  const code = emit(new CodeWriter(image.next), spec, places)
  const own = { section: image.nextSection, address: code.entryPoint }
  image.put({ name: '.text', type: SHT.bits, flags: SHF.code }, code.bytes)
  const readBytes = image.end
  if (readBytes > WRITABLE_AT) throw new RangeError('the code does not fit')
  image.fill(read.symbols, symbolTable(names, own))
  const pointers = texts.functions.flatMap((at, index) => [read.texts + at, code.functions[index]!])
  image.fill(read.relocations, relocations({ machine, slots: data.slots, table: data.table, rows: pointers }))
  putWritable(image, data, dynamicEntries(read, { names, rows }))
  const writeBytes = image.end - WRITABLE_AT
  const notes = makeNotes({ provider, machine, base: read.base, notes: code.notes })
  image.put({ name: '.note.stapsdt', type: SHT.note, flags: SHF.none }, notes)
  return image.assemble(machine.elfMachine, segmentsOf({ machine, readBytes, writeBytes }))
}

function checkBounds(probes: readonly ProbeShape[]): void {
  if (probes.length > MAX_PROBES) throw new RangeError(`more than ${MAX_PROBES} probes`)
  const wide = probes.find(({ args }) => args.length > MAX_ARGUMENTS)
  if (wide) throw new RangeError(`${wide.name} has more than ${MAX_ARGUMENTS} arguments`)
}

type ReadOnly = ReturnType<typeof putReadOnly>

/** Everything before the code. Links name sections by their index: 2 the symbols, 3 their names. */
function putReadOnly(image: Image, names: Names, texts: Texts) {
  const flags = SHF.read
  return {
    hash: image.put({ name: '.hash', type: SHT.hash, flags, link: 2, entryBytes: 4 }, hashTable(SYMBOLS)),
    symbols: image.reserve({
      name: '.dynsym',
      type: SHT.dynsym,
      flags,
      bytes: SYMBOLS * SYMBOL_BYTES,
      link: 3,
      info: 1,
      entryBytes: SYMBOL_BYTES,
    }),
    names: image.put({ name: '.dynstr', type: SHT.strtab, flags }, names.dynamic),
    relocations: image.reserve({
      name: '.rela.dyn',
      type: SHT.rela,
      flags,
      bytes: relocationsOf(texts.functions.length) * RELA_BYTES,
      link: 2,
      entryBytes: RELA_BYTES,
    }),
    texts: image.put({ name: '.rodata', type: SHT.bits, flags }, texts.bytes),
    base: image.put({ name: '.stapsdt.base', type: SHT.bits, flags }, Buffer.alloc(1)),
  }
}

type Data = {
  readonly dynamic: number
  readonly slots: number
  readonly table: number
  readonly block: number
  readonly rows: number
}

function layData(rows: number): Data {
  const slots = WRITABLE_AT + DYNAMIC_BYTES
  const table = roundUp(slots + IMPORTS.length * POINTER_BYTES, STACK_ALIGN)
  const block = roundUp(table + rows * 2 * POINTER_BYTES, BLOCK_ALIGN)
  return { dynamic: WRITABLE_AT, slots, table, block, rows }
}

const slotsAt = (at: number): ImportSlots => ({
  createFunction: at,
  setNamedProperty: at + POINTER_BYTES,
  createArrayBuffer: at + 2 * POINTER_BYTES,
  currentIsolate: at + 3 * POINTER_BYTES,
  setCodeHandler: at + 4 * POINTER_BYTES,
  print: at + 5 * POINTER_BYTES,
})

const placesOf = (
  { slots, table, rows, block }: Data,
  { at, texts }: { readonly at: number; readonly texts: Texts },
): Places => ({
  slots: slotsAt(slots),
  table,
  tableRows: rows,
  block,
  blockName: at + texts.blockName,
  lineFormat: at + texts.lineFormat,
})

type Code = {
  readonly bytes: Uint8Array
  readonly notes: readonly Note[]
  /** Addresses, in the order of the table. */
  readonly functions: readonly number[]
  readonly entryPoint: number
}

function emit(code: CodeWriter, { machine, probes }: ObjectSpec, places: Places): Code {
  const notes: Note[] = []
  const functions: number[] = []
  for (const [index, { name, args }] of probes.entries()) {
    const { entry, nop } = machine.stub(code, args, places)
    functions.push(entry)
    const semaphore = places.block + SEMAPHORES_AT + index * SEMAPHORE_BYTES
    notes.push({ name, stop: nop, semaphore, args })
    machine.align(code)
  }
  const listener = machine.codeListener(code, places)
  for (const heard of [listener, null]) {
    machine.align(code)
    functions.push(machine.mapSwitch(code, places, heard))
  }
  machine.align(code)
  const entryPoint = machine.register(code, places)
  return { bytes: code.take(), notes, functions, entryPoint }
}

function dynamicEntries(
  read: ReadOnly,
  { names, rows }: { readonly names: Names; readonly rows: number },
): Buffer {
  return dynamicSection([
    [DT.hash, read.hash],
    [DT.strtab, read.names],
    [DT.symtab, read.symbols],
    [DT.strtabBytes, names.dynamic.length],
    [DT.symbolEntry, SYMBOL_BYTES],
    [DT.rela, read.relocations],
    [DT.relaBytes, relocationsOf(rows) * RELA_BYTES],
    [DT.relaEntry, RELA_BYTES],
    [DT.soname, names.soname],
    [DT.end, 0],
  ])
}

/** The semaphores are in the file: the kernel finds a word by its place there. */
function putWritable(image: Image, data: Data, dynamic: Buffer): void {
  const flags = SHF.write
  image.skipTo(WRITABLE_AT)
  image.put({ name: '.dynamic', type: SHT.dynamic, flags, link: 3, entryBytes: 2 * POINTER_BYTES }, dynamic)
  image.reserve({ name: '.got', type: SHT.bits, flags, bytes: IMPORTS.length * POINTER_BYTES })
  image.reserve({ name: '.data', type: SHT.bits, flags, bytes: data.rows * 2 * POINTER_BYTES })
  image.skipTo(data.block)
  image.put({ name: '.probes', type: SHT.bits, flags }, Buffer.alloc(BLOCK_BYTES))
}

type Extents = { readonly machine: Machine; readonly readBytes: number; readonly writeBytes: number }

/** The last one says that the stack needs no code: loaders refuse what is silent about it. */
const segmentsOf = ({ machine, readBytes, writeBytes }: Extents): readonly Segment[] => [
  { type: PT.load, flags: PF.rx, at: 0, bytes: readBytes, align: machine.pageBytes },
  { type: PT.load, flags: PF.rw, at: WRITABLE_AT, bytes: writeBytes, align: machine.pageBytes },
  { type: PT.dynamic, flags: PF.rw, at: WRITABLE_AT, bytes: DYNAMIC_BYTES, align: POINTER_BYTES },
  { type: PT.stack, flags: PF.rw, at: 0, bytes: 0, align: STACK_ALIGN },
]
