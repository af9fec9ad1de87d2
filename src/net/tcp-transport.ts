// A raw TCP connection as a transport: the same packets, one after another.
import type { Socket } from 'node:net'
import type { Cancel, Clock } from '../lib/clock.ts'
import { CLOSE_TIMEOUT_MS, type Transport, type TransportListener } from './transport.ts'
import type { WriteBatch } from './write-batch.ts'

export class TcpTransport implements Transport {
  readonly kind = 'tcp'
  readonly remoteIp: string
  readonly #socket: Socket
  readonly #batch: WriteBatch
  readonly #clock: Clock
  #isOpen = true
  #cancelClose: Cancel | null = null

  constructor(socket: Socket, from: { remoteIp: string; batch: WriteBatch; clock: Clock }) {
    this.#socket = socket
    this.#batch = from.batch
    this.#clock = from.clock
    this.remoteIp = from.remoteIp
  }

  get bufferedBytes(): number {
    return this.#socket.writableLength
  }

  send(bytes: Uint8Array): void {
    if (!this.#isOpen || !this.#socket.writable) return
    this.#batch.hold(this.#socket)
    this.#socket.write(bytes)
  }

  whenHandedOver(listener: () => void): void {
    this.#batch.afterFlush(this.#socket, listener)
  }

  /** TCP has no close code: the peer sees the end of the stream. */
  close(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    // Unread bytes would turn the goodbye into a reset.
    this.#socket.resume()
    this.#socket.end()
    this.#cancelClose = this.#clock.after(CLOSE_TIMEOUT_MS, () => this.#socket.destroy())
  }

  terminate(): void {
    this.#isOpen = false
    this.#socket.resetAndDestroy()
  }

  pause(): void {
    this.#socket.pause()
  }

  resume(): void {
    this.#socket.resume()
  }

  attach(listener: TransportListener): void {
    const socket = this.#socket
    let isOrderly = false
    socket.on('data', (chunk: Buffer) => listener.onData(chunk))
    socket.on('end', () => {
      isOrderly = true
    })
    socket.on('close', () => {
      this.#isOpen = false
      this.#cancelClose?.()
      listener.onGone(isOrderly)
    })
  }
}
