// SystemTap's notes, by which tracers find probes: where to stop, which word to raise, where the arguments are.
import type { Machine } from './machine.ts'
import type { ArgumentType } from './probe-spec.ts'

export type Note = {
  readonly name: string
  /** Addresses. */
  readonly stop: number
  readonly semaphore: number
  readonly args: readonly ArgumentType[]
}

const OWNER = 'stapsdt\0'
const NOTE_TYPE = 3
const HEADER_BYTES = 12
const ADDRESS_BYTES = 8
const ALIGN = 4

export type NotesOf = {
  readonly provider: string
  readonly machine: Machine
  /** Address of .stapsdt.base. */
  readonly base: number
  readonly notes: readonly Note[]
}

export const makeNotes = ({ notes, ...shared }: NotesOf): Buffer =>
  Buffer.concat(notes.map((note) => makeNote(note, shared)))

function makeNote(
  { name, stop, semaphore, args }: Note,
  { provider, machine, base }: Omit<NotesOf, 'notes'>,
): Buffer {
  const places = args.map((type, index) => machine.argument(type, index)).join(' ')
  const words = Buffer.from(`${provider}\0${name}\0${places}\0`, 'latin1')
  const length = 3 * ADDRESS_BYTES + words.length
  const note = Buffer.alloc(HEADER_BYTES + OWNER.length + Math.ceil(length / ALIGN) * ALIGN)
  note.writeUInt32LE(OWNER.length, 0)
  note.writeUInt32LE(length, 4)
  note.writeUInt32LE(NOTE_TYPE, 8)
  note.write(OWNER, HEADER_BYTES, 'latin1')
  const at = HEADER_BYTES + OWNER.length
  for (const [index, address] of [stop, base, semaphore].entries())
    note.writeBigUInt64LE(BigInt(address), at + index * ADDRESS_BYTES)
  words.copy(note, at + 3 * ADDRESS_BYTES)
  return note
}
