// Reads an object as a loader and a tracer would, by the format's own description and not by the code that wrote it.

export type ReadSection = {
  readonly name: string
  readonly type: number
  readonly flags: number
  readonly address: number
  readonly offset: number
  readonly size: number
  readonly align: number
}

export type ReadSegment = {
  readonly type: number
  readonly flags: number
  readonly offset: number
  readonly address: number
  readonly fileBytes: number
  readonly memoryBytes: number
  readonly align: number
}

export type ReadNote = {
  readonly provider: string
  readonly name: string
  readonly pc: number
  readonly base: number
  readonly semaphore: number
  readonly args: string
}

export type ReadRelocation = {
  readonly at: number
  readonly type: number
  readonly symbol: number
  readonly addend: number
}

const u64 = (file: Buffer, at: number): number => Number(file.readBigUInt64LE(at))

export function textAt(file: Buffer, at: number): string {
  return file.toString('utf8', at, file.indexOf(0, at))
}

export class ElfReader {
  readonly file: Buffer
  readonly machine: number
  readonly sections: readonly ReadSection[]
  readonly segments: readonly ReadSegment[]

  constructor(file: Buffer) {
    this.file = file
    if (file.toString('latin1', 0, 4) !== '\x7fELF') throw new Error('no ELF file')
    this.machine = file.readUInt16LE(18)
    const [segmentsAt, sectionsAt] = [u64(file, 32), u64(file, 40)]
    const [segmentBytes, segments] = [file.readUInt16LE(54), file.readUInt16LE(56)]
    const [sectionBytes, sections] = [file.readUInt16LE(58), file.readUInt16LE(60)]
    this.segments = Array.from({ length: segments }, (_, index) =>
      this.#segment(segmentsAt + index * segmentBytes),
    )
    const headers = Array.from({ length: sections }, (_, index) => sectionsAt + index * sectionBytes)
    const namesAt = u64(file, headers[file.readUInt16LE(62)]! + 24)
    this.sections = headers.map((at) => this.#section(at, namesAt))
  }

  #segment(at: number): ReadSegment {
    const { file } = this
    return {
      type: file.readUInt32LE(at),
      flags: file.readUInt32LE(at + 4),
      offset: u64(file, at + 8),
      address: u64(file, at + 16),
      fileBytes: u64(file, at + 32),
      memoryBytes: u64(file, at + 40),
      align: u64(file, at + 48),
    }
  }

  #section(at: number, namesAt: number): ReadSection {
    const { file } = this
    return {
      name: textAt(file, namesAt + file.readUInt32LE(at)),
      type: file.readUInt32LE(at + 4),
      flags: u64(file, at + 8),
      address: u64(file, at + 16),
      offset: u64(file, at + 24),
      size: u64(file, at + 32),
      align: u64(file, at + 48),
    }
  }

  section(name: string): ReadSection {
    const found = this.sections.find((section) => section.name === name)
    if (!found) throw new Error(`no section ${name}`)
    return found
  }

  /** Where an address of the loaded object is in the file. */
  offsetOf(address: number): number {
    const segment = this.segments.find(
      ({ type, address: from, fileBytes }) => type === 1 && address >= from && address < from + fileBytes,
    )
    if (!segment) throw new Error(`nothing is loaded at ${address}`)
    return address - segment.address + segment.offset
  }

  get notes(): readonly ReadNote[] {
    const { file } = this
    const { offset, size } = this.section('.note.stapsdt')
    const notes: ReadNote[] = []
    for (let at = offset; at < offset + size; ) {
      const [ownerBytes, bytes] = [file.readUInt32LE(at), file.readUInt32LE(at + 4)]
      if (file.readUInt32LE(at + 8) !== 3 || textAt(file, at + 12) !== 'stapsdt')
        throw new Error('not a note of a probe')
      const body = at + 12 + Math.ceil(ownerBytes / 4) * 4
      const provider = textAt(file, body + 24)
      const name = textAt(file, body + 24 + provider.length + 1)
      const args = textAt(file, body + 24 + provider.length + 1 + name.length + 1)
      notes.push({
        provider,
        name,
        args,
        pc: u64(file, body),
        base: u64(file, body + 8),
        semaphore: u64(file, body + 16),
      })
      at = body + Math.ceil(bytes / 4) * 4
    }
    return notes
  }

  get relocations(): readonly ReadRelocation[] {
    const { offset, size } = this.section('.rela.dyn')
    return Array.from({ length: size / 24 }, (_, index) => {
      const at = offset + index * 24
      const info = this.file.readBigUInt64LE(at + 8)
      return {
        at: u64(this.file, at),
        type: Number(info & 0xffffffffn),
        symbol: Number(info >> 32n),
        addend: u64(this.file, at + 16),
      }
    })
  }

  get symbols(): readonly { readonly name: string; readonly isWeak: boolean; readonly address: number }[] {
    const { offset, size } = this.section('.dynsym')
    const names = this.section('.dynstr').offset
    return Array.from({ length: size / 24 }, (_, index) => {
      const at = offset + index * 24
      return {
        name: textAt(this.file, names + this.file.readUInt32LE(at)),
        isWeak: this.file[at + 4]! >> 4 === 2,
        address: u64(this.file, at + 8),
      }
    })
  }
}
