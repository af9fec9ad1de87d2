// Bytes of machine code with the address that each of them will have.

export class CodeWriter {
  readonly #bytes: number[] = []
  readonly #base: number

  /** `base`: address of the first byte. */
  constructor(base: number) {
    this.#base = base
  }

  /** Address of the next byte. */
  get at(): number {
    return this.#base + this.#bytes.length
  }

  bytes(...bytes: readonly number[]): void {
    this.#bytes.push(...bytes)
  }

  /** Little endian. */
  word(value: number): void {
    this.bytes(value & 0xff, (value >>> 8) & 0xff, (value >>> 16) & 0xff, (value >>> 24) & 0xff)
  }

  /** Puts a word over one that stands already. */
  patch(address: number, value: number): void {
    const from = address - this.#base
    for (let byte = 0; byte < 4; byte += 1) this.#bytes[from + byte] = (value >>> (byte * 8)) & 0xff
  }

  /** A byte over one that stands already. */
  patchByte(address: number, value: number): void {
    this.#bytes[address - this.#base] = value & 0xff
  }

  align(to: number, filler: () => void): void {
    while (this.at % to !== 0) filler()
  }

  take(): Uint8Array {
    return Uint8Array.from(this.#bytes)
  }
}
