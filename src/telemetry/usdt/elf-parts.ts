// The records of an ELF file (64 bit, little endian), each as its bytes.

export const EHDR_BYTES = 64
export const PHDR_BYTES = 56
export const SHDR_BYTES = 64
export const SYMBOL_BYTES = 24
export const RELA_BYTES = 24
export const POINTER_BYTES = 8

export const PT = { load: 1, dynamic: 2, stack: 0x6474e551 } as const
/** Flags of a segment: execute 1, write 2, read 4. */
export const PF = { rx: 5, rw: 6 } as const
export const SHT = { bits: 1, strtab: 3, rela: 4, hash: 5, dynamic: 6, note: 7, dynsym: 11 } as const
/** Flags of a section: write 1, in memory 2, code 4. */
export const SHF = { none: 0, read: 2, write: 3, code: 6 } as const
export const DT = {
  end: 0,
  hash: 4,
  strtab: 5,
  symtab: 6,
  rela: 7,
  relaBytes: 8,
  relaEntry: 9,
  strtabBytes: 10,
  symbolEntry: 11,
  soname: 14,
} as const

const ET_DYN = 3

export type Segment = {
  readonly type: number
  readonly flags: number
  readonly at: number
  readonly bytes: number
  readonly align: number
}

export type Section = {
  readonly name: string
  readonly type: number
  readonly flags: number
  /** In the file and, where it is in memory, its address too: nothing is loaded anywhere else than it stands. */
  readonly at: number
  readonly bytes: number
  readonly link?: number
  readonly info?: number
  readonly entryBytes?: number
}

export type Header = {
  readonly machine: number
  readonly segments: number
  readonly sectionsAt: number
  readonly sections: number
  /** Of the section that holds the names. */
  readonly namesIndex: number
}

export function elfHeader({ machine, segments, sectionsAt, sections, namesIndex }: Header): Buffer {
  const header = Buffer.alloc(EHDR_BYTES)
  header.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  header.writeUInt16LE(ET_DYN, 16)
  header.writeUInt16LE(machine, 18)
  header.writeUInt32LE(1, 20)
  header.writeBigUInt64LE(BigInt(EHDR_BYTES), 32)
  header.writeBigUInt64LE(BigInt(sectionsAt), 40)
  header.writeUInt16LE(EHDR_BYTES, 52)
  header.writeUInt16LE(PHDR_BYTES, 54)
  header.writeUInt16LE(segments, 56)
  header.writeUInt16LE(SHDR_BYTES, 58)
  header.writeUInt16LE(sections, 60)
  header.writeUInt16LE(namesIndex, 62)
  return header
}

export function programHeader({ type, flags, at, bytes, align }: Segment): Buffer {
  const header = Buffer.alloc(PHDR_BYTES)
  header.writeUInt32LE(type, 0)
  header.writeUInt32LE(flags, 4)
  for (const [index, value] of [at, at, at, bytes, bytes, align].entries())
    header.writeBigUInt64LE(BigInt(value), 8 + index * POINTER_BYTES)
  return header
}

export function sectionHeader(section: Section, nameAt: number): Buffer {
  const { type, flags, at, bytes, link = 0, info = 0, entryBytes = 0 } = section
  const header = Buffer.alloc(SHDR_BYTES)
  header.writeUInt32LE(nameAt, 0)
  header.writeUInt32LE(type, 4)
  header.writeBigUInt64LE(BigInt(flags), 8)
  header.writeBigUInt64LE(BigInt(flags === SHF.none ? 0 : at), 16)
  header.writeBigUInt64LE(BigInt(at), 24)
  header.writeBigUInt64LE(BigInt(bytes), 32)
  header.writeUInt32LE(link, 40)
  header.writeUInt32LE(info, 44)
  header.writeBigUInt64LE(BigInt(type === 0 ? 0 : alignOf(section)), 48)
  header.writeBigUInt64LE(BigInt(entryBytes), 56)
  return header
}

const WIDEST_ALIGN = 16

/** The widest that its place allows. */
function alignOf({ at, type }: Section): number {
  if (type === SHT.note) return 4
  let align = WIDEST_ALIGN
  while (at % align !== 0) align /= 2
  return align
}

export type DynamicSymbol = {
  readonly nameAt: number
  readonly isWeak: boolean
  /** null: somebody else's. */
  readonly own: { readonly section: number; readonly address: number } | null
}

const STT_FUNC = 2
const [STB_GLOBAL, STB_WEAK] = [1 << 4, 2 << 4]

export function dynamicSymbol({ nameAt, isWeak, own }: DynamicSymbol): Buffer {
  const symbol = Buffer.alloc(SYMBOL_BYTES)
  symbol.writeUInt32LE(nameAt, 0)
  symbol[4] = (isWeak ? STB_WEAK : STB_GLOBAL) | (own === null ? 0 : STT_FUNC)
  symbol.writeUInt16LE(own?.section ?? 0, 6)
  symbol.writeBigUInt64LE(BigInt(own?.address ?? 0), 8)
  return symbol
}

export type Relocation = {
  readonly at: number
  readonly type: number
  readonly symbol?: number
  readonly addend?: number
}

export function relocation({ at, type, symbol = 0, addend = 0 }: Relocation): Buffer {
  const entry = Buffer.alloc(RELA_BYTES)
  entry.writeBigUInt64LE(BigInt(at), 0)
  entry.writeBigUInt64LE((BigInt(symbol) << 32n) | BigInt(type), 8)
  entry.writeBigInt64LE(BigInt(addend), 16)
  return entry
}

/** The simplest one: every symbol in one bucket. */
export function hashTable(symbols: number): Buffer {
  const words = [
    1,
    symbols,
    symbols - 1,
    ...Array.from({ length: symbols }, (_, index) => Math.max(index - 1, 0)),
  ]
  const table = Buffer.alloc(words.length * 4)
  for (const [index, word] of words.entries()) table.writeUInt32LE(word, index * 4)
  return table
}

export function dynamicSection(entries: readonly (readonly [tag: number, value: number])[]): Buffer {
  const section = Buffer.alloc(entries.length * 2 * POINTER_BYTES)
  for (const [index, [tag, value]] of entries.entries()) {
    section.writeBigUInt64LE(BigInt(tag), index * 2 * POINTER_BYTES)
    section.writeBigUInt64LE(BigInt(value), (index * 2 + 1) * POINTER_BYTES)
  }
  return section
}

/** Strings one after the other, each with its NUL; the first is empty. */
export class StringTable {
  #text = '\0'

  add(text: string): number {
    const at = this.#text.length
    this.#text += `${text}\0`
    return at
  }

  get bytes(): Buffer {
    return Buffer.from(this.#text, 'latin1')
  }
}
