// The outer frame of nano's protocol: type:u8 | length:u24 big-endian | body.
import { err, ok } from '../lib/result.ts'
import type { Result } from '../lib/result.ts'
import { invariant } from '../lib/assert.ts'
import type { ProtocolError } from './protocol-error.ts'

export const PACKET = { handshake: 1, handshakeAck: 2, heartbeat: 3, data: 4, kick: 5 } as const
export type PacketType = (typeof PACKET)[keyof typeof PACKET]

/** `body` may be a view of the chunk it came in: use or copy it before the chunk's buffer is reused. */
export type Packet = { readonly type: PacketType; readonly body: Uint8Array }

export const PACKET_HEADER_BYTES = 4
/** What the u24 length can say. */
export const MAX_PACKET_BODY_BYTES = 0xff_ffff
const EMPTY = new Uint8Array(0)

/** Writes type and length at `offset`; returns where the body begins. */
export function writePacketHeader(
  out: Uint8Array,
  offset: number,
  packet: { type: PacketType; length: number },
): number {
  const { type, length } = packet
  invariant(length <= MAX_PACKET_BODY_BYTES, `a packet body of ${length} bytes`)
  out[offset] = type
  out[offset + 1] = length >>> 16
  out[offset + 2] = length >>> 8
  out[offset + 3] = length
  return offset + PACKET_HEADER_BYTES
}

export function makePacket(type: PacketType, body: Uint8Array = EMPTY): Uint8Array {
  const out = new Uint8Array(PACKET_HEADER_BYTES + body.length)
  out.set(body, writePacketHeader(out, 0, { type, length: body.length }))
  return out
}

/**
 * Cuts a byte stream into packets, however it is cut into chunks. Work is linear in the bytes fed; at most
 * one incomplete packet is held.
 */
export class PacketReader {
  readonly #maxBodyBytes: number
  readonly #header = new Uint8Array(PACKET_HEADER_BYTES)
  #headerFill = 0
  /** The body of a packet that began in an earlier chunk; null between packets and inside a header. */
  #body: Uint8Array | null = null
  #bodyFill = 0
  #failure: ProtocolError | null = null

  constructor(options: { maxBodyBytes: number }) {
    this.#maxBodyBytes = options.maxBodyBytes
  }

  /** Bytes of an incomplete packet that are held. */
  get heldBytes(): number {
    return this.#headerFill + this.#bodyFill
  }

  /**
   * The packets that `chunk` completes. After an error the stream has no known packet boundary any more: every
   * further call gives the same error, and packets of the failing chunk are dropped with it.
   */
  feed(chunk: Uint8Array): Result<readonly Packet[], ProtocolError> {
    const packets: Packet[] = []
    let at = 0
    while (this.#failure === null && at < chunk.length) {
      at = this.#headerFill < PACKET_HEADER_BYTES ? this.#feedHeader(chunk, at) : at
      if (this.#headerFill === PACKET_HEADER_BYTES && this.#failure === null) {
        at = this.#feedBody(chunk, at, packets)
      }
    }
    return this.#failure === null ? ok(packets) : err(this.#failure)
  }

  #feedHeader(chunk: Uint8Array, from: number): number {
    let at = from
    while (at < chunk.length && this.#headerFill < PACKET_HEADER_BYTES) {
      this.#header[this.#headerFill++] = chunk[at++]!
      // Checked as soon as they are read: a wrong type must not wait for its length.
      if (this.#headerFill === 1 && !isPacketType(this.#header[0]!)) this.#failure = { code: 'PACKET_TYPE' }
    }
    if (
      this.#failure === null &&
      this.#headerFill === PACKET_HEADER_BYTES &&
      this.#length() > this.#maxBodyBytes
    ) {
      this.#failure = { code: 'PACKET_TOO_LONG' }
    }
    return at
  }

  #feedBody(chunk: Uint8Array, from: number, packets: Packet[]): number {
    const length = this.#length()
    const available = chunk.length - from
    if (this.#body === null && available >= length) {
      packets.push({ type: this.#type(), body: length === 0 ? EMPTY : chunk.subarray(from, from + length) })
      this.#headerFill = 0
      return from + length
    }
    this.#body ??= new Uint8Array(length)
    const taken = Math.min(available, length - this.#bodyFill)
    this.#body.set(chunk.subarray(from, from + taken), this.#bodyFill)
    this.#bodyFill += taken
    if (this.#bodyFill === length) {
      packets.push({ type: this.#type(), body: this.#body })
      this.#headerFill = 0
      this.#bodyFill = 0
      this.#body = null
    }
    return from + taken
  }

  #type(): PacketType {
    return this.#header[0] as PacketType
  }

  #length(): number {
    return (this.#header[1]! << 16) | (this.#header[2]! << 8) | this.#header[3]!
  }
}

const isPacketType = (type: number): type is PacketType => type >= PACKET.handshake && type <= PACKET.kick
