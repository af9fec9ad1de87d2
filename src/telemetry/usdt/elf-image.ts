// A file in the making: contents one after the other, each a section with a name, and the table of them at the end.
import type { Section, Segment } from './elf-parts.ts'
import { elfHeader, programHeader, sectionHeader, SHDR_BYTES, SHF, SHT, StringTable } from './elf-parts.ts'
import { EHDR_BYTES, PHDR_BYTES } from './elf-parts.ts'

const CONTENT_ALIGN = 16
const NO_SECTION: Section = { name: '', type: 0, flags: 0, at: 0, bytes: 0 }

export const roundUp = (value: number, to: number): number => Math.ceil(value / to) * to

export class Image {
  readonly #sections: Section[] = [NO_SECTION]
  readonly #contents: { readonly at: number; readonly bytes: Uint8Array }[] = []
  #end: number

  constructor(segments: number) {
    this.#end = EHDR_BYTES + segments * PHDR_BYTES
  }

  /** Where the last content ends. */
  get end(): number {
    return this.#end
  }

  /** Where the next content goes. */
  get next(): number {
    return roundUp(this.#end, CONTENT_ALIGN)
  }

  /** Index that the next section will have. */
  get nextSection(): number {
    return this.#sections.length
  }

  /** The next content goes there, or after it. */
  skipTo(at: number): void {
    this.#end = at
  }

  /** Room for a section; returns where it is. */
  reserve(section: Omit<Section, 'at'>): number {
    const at = this.next
    this.#sections.push({ ...section, at })
    this.#end = at + section.bytes
    return at
  }

  /** A section with its content; returns where it is. */
  put(section: Omit<Section, 'at' | 'bytes'>, bytes: Uint8Array): number {
    const at = this.reserve({ ...section, bytes: bytes.length })
    this.fill(at, bytes)
    return at
  }

  fill(at: number, bytes: Uint8Array): void {
    this.#contents.push({ at, bytes })
  }

  assemble(machine: number, segments: readonly Segment[]): Buffer {
    const names = new StringTable()
    const nameAts = this.#sections.map(({ name }) => (name === '' ? 0 : names.add(name)))
    nameAts.push(names.add('.shstrtab'))
    const namesIndex = this.nextSection
    this.put({ name: '.shstrtab', type: SHT.strtab, flags: SHF.none }, names.bytes)
    const sectionsAt = this.next
    const file = Buffer.alloc(sectionsAt + this.#sections.length * SHDR_BYTES)
    const sections = this.#sections.length
    const header = { machine, segments: segments.length, sectionsAt, sections, namesIndex }
    elfHeader(header).copy(file)
    for (const [index, segment] of segments.entries())
      programHeader(segment).copy(file, EHDR_BYTES + index * PHDR_BYTES)
    for (const { at, bytes } of this.#contents) file.set(bytes, at)
    for (const [index, section] of this.#sections.entries())
      sectionHeader(section, nameAts[index]!).copy(file, sectionsAt + index * SHDR_BYTES)
    return file
  }
}
