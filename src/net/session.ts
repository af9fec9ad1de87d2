// One connection from handshake to close: its state, its heartbeat and its limits. What a message means is
// the dispatcher's business.
import { assertNever } from '../lib/assert.ts'
import type { Trace } from '../lib/trace.ts'
import type { CloseName } from '../protocol/close-codes.ts'
import {
  makeHandshakeRefusal,
  makeHandshakeResponse,
  makeKick,
  parseHandshakeRequest,
} from '../protocol/handshake.ts'
import { makeDataPacket } from '../protocol/message.ts'
import { makePacket, PACKET, type Packet, PacketReader } from '../protocol/packet.ts'
import type { Outgoing } from '../room/connection.ts'
import type { Ticket } from './admission.ts'
import { Inbox } from './inbox.ts'
import type { Birth, SessionEnd } from './observer.ts'
import { encodePayload } from './push-encoder.ts'
import { SendWindow } from './send-window.ts'
import type { Inbound, Peer, SessionContext } from './session-context.ts'
import { type Rate, TokenBucket } from './token-bucket.ts'
import type { Transport, TransportListener } from './transport.ts'

/**
 * start -> (Handshake) handshake -> (Ack) working -> closed. nano takes an Ack without a handshake; Data
 * before the Ack closes the connection.
 */
export type SessionState = 'start' | 'handshake' | 'working' | 'closed'

/** Refusals for their rate that a peer may collect, and how fast they are forgiven, before it is closed. */
const STRIKES: Rate = { perSecond: 1, burst: 20 }
/** A peer whose inbox stays full for so long is closed. */
const INBOX_STALL_MS = 10_000
/** Heartbeats of silence after which a peer counts as gone. */
const SILENT_HEARTBEATS = 2
/** A heartbeat that comes later is no answer to ours but the client's own. */
const HEARTBEAT_ANSWER_MS = 5000
const HEARTBEAT = makePacket(PACKET.heartbeat)

export type SessionOwner = {
  /** No message is read or sent any more. Called again where a handler that was at work then has finished. */
  onClosed(session: PlayerSession): void
  /** The socket is gone too. */
  onGone(session: PlayerSession): void
}

export type SessionParts = {
  readonly id: string
  readonly transport: Transport
  readonly ticket: Ticket
  readonly context: SessionContext
  readonly owner: SessionOwner
}

export class PlayerSession implements Peer, TransportListener {
  readonly id: string
  readonly ticket: Ticket
  readonly birth: Birth
  /** Both of the message being handled. */
  receivedAtMs = 0
  trace: Trace | null = null
  readonly #parts: SessionParts
  readonly #reader: PacketReader
  readonly #inbox = new Inbox<Inbound>(this)
  readonly #window: SendWindow
  readonly #bucket: TokenBucket
  #strikes: TokenBucket | null = null
  #state: SessionState = 'start'
  #uid: number | null = null
  #knowsDictionary = false
  #heardAtMs: number
  #heartbeatAtMs: number
  /** When the heartbeat was sent that waits for its answer; -1 = none does. */
  #askedAtMs = -1
  /** Since when the inbox is full; -1 = it is not. */
  #fullSinceMs = -1

  constructor(parts: SessionParts) {
    const { context } = parts
    this.id = parts.id
    this.ticket = parts.ticket
    this.#parts = parts
    this.#reader = new PacketReader({ maxBodyBytes: context.maxPacketBytes })
    this.#window = new SendWindow(context.sendLimits, context.clock)
    const nowMs = context.clock.monotonicMs()
    this.#bucket = new TokenBucket(context.rate, nowMs)
    const { kind: transport } = parts.transport
    this.birth = { id: parts.id, transport, openedAtMs: nowMs, shookAtMs: nowMs }
    this.#heardAtMs = nowMs
    this.#heartbeatAtMs = nowMs + context.heartbeatSeconds * 1000
    context.observer.sessionOpened(transport, this)
    parts.transport.attach(this)
  }

  get ip(): string {
    return this.#parts.transport.remoteIp
  }

  get uid(): number | null {
    return this.#uid
  }

  get state(): SessionState {
    return this.#state
  }

  get isClosed(): boolean {
    return this.#state === 'closed'
  }

  /** The directory's to call. */
  setUid(uid: number | null): void {
    this.#uid = uid
  }

  send(push: Outgoing): void {
    if (this.#state !== 'working') return
    const bytes = this.#parts.context.encoder.encode(push, this.#knowsDictionary)
    if (bytes === null) return
    this.#parts.context.observer.pushSent(push.route, bytes.length, this)
    this.#write(bytes)
  }

  get bufferedBytes(): number {
    return this.#parts.transport.bufferedBytes
  }

  whenHandedOver(listener: () => void): void {
    this.#parts.transport.whenHandedOver(listener)
  }

  respond(id: number, payload: unknown): void {
    if (this.#state !== 'working') return
    const body = encodePayload(payload, this.#parts.context.pipeline)
    this.#write(makeDataPacket({ type: 'response', id, body }))
  }

  kick(reason: string): void {
    this.kickAs('KICKED', reason)
  }

  kickAs(name: CloseName, reason: string): void {
    if (this.isClosed) return
    this.#write(makePacket(PACKET.kick, makeKick(reason)))
    this.close(name)
  }

  close(name: CloseName): void {
    if (this.isClosed) return
    this.#parts.transport.close(name, name)
    this.#end(name)
  }

  /** What time does to a session; to be called a few times per second. */
  tick(nowMs: number): void {
    if (this.isClosed) return
    const { heartbeatSeconds, preAuthMs } = this.#parts.context
    const intervalMs = heartbeatSeconds * 1000
    if (this.#uid === null && nowMs - this.birth.openedAtMs >= preAuthMs) return this.close('HANDSHAKE_LATE')
    if (this.#fullSinceMs >= 0 && nowMs - this.#fullSinceMs >= INBOX_STALL_MS) return this.close('POLICY')
    if (nowMs - this.#heardAtMs >= SILENT_HEARTBEATS * intervalMs) return this.close('HEARTBEAT_LOST')
    if (!this.#window.admits(this.#parts.transport.bufferedBytes, 0)) return this.#dropSlow()
    if (nowMs < this.#heartbeatAtMs) return
    // From the time that was due, so that late ticks do not add up; after a long pause from now.
    const nextMs = this.#heartbeatAtMs + intervalMs
    this.#heartbeatAtMs = nextMs > nowMs ? nextMs : nowMs + intervalMs
    if (this.#state !== 'working') return
    this.#askedAtMs = nowMs
    this.#write(HEARTBEAT)
  }

  onData(chunk: Uint8Array): void {
    if (this.isClosed) return
    const { clock, observer } = this.#parts.context
    const nowMs = clock.monotonicMs()
    this.#heardAtMs = nowMs
    observer.dataReceived(this.#parts.transport.kind, chunk.length, this)
    const packets = this.#reader.feed(chunk)
    if (!packets.ok) {
      observer.faultSeen(packets.error.code)
      return this.close(packets.error.code === 'PACKET_TOO_LONG' ? 'TOO_BIG' : 'PROTOCOL_ERROR')
    }
    for (const packet of packets.value) {
      this.#takePacket(packet, nowMs)
      if (this.isClosed) return
    }
  }

  onControlFrame(): void {
    if (this.isClosed) return
    const nowMs = this.#parts.context.clock.monotonicMs()
    this.#heardAtMs = nowMs
    this.#isOverRate(nowMs)
  }

  onFault(name: CloseName): void {
    if (!this.isClosed) this.#end(name)
  }

  onGone(isOrderly: boolean): void {
    if (!this.isClosed) this.#end(isOrderly ? 'NORMAL' : 'CLIENT_GONE')
    this.#parts.owner.onGone(this)
  }

  handle(inbound: Inbound): Promise<void> | undefined {
    this.receivedAtMs = inbound.receivedAtMs
    const pending = this.#parts.context.handler.handle(this, inbound)
    if (pending === undefined) this.#handled()
    return pending?.then(() => this.#handled())
  }

  setFull(isFull: boolean): void {
    this.#fullSinceMs = isFull ? this.#parts.context.clock.monotonicMs() : -1
    if (this.isClosed) return
    if (isFull) this.#parts.transport.pause()
    else this.#parts.transport.resume()
  }

  #takePacket({ type, body }: Packet, nowMs: number): void {
    const receivedAtMs = this.#parts.context.arrivedAtMs(nowMs)
    const isOverRate = this.#isOverRate(nowMs)
    if (this.isClosed) return
    switch (type) {
      case PACKET.handshake:
        return this.#state === 'start' ? this.#shakeHands(body) : this.close('PROTOCOL_ERROR')
      case PACKET.handshakeAck:
        this.#state = 'working'
        return undefined
      case PACKET.heartbeat:
        return this.#noteHeartbeat(receivedAtMs)
      case PACKET.data:
        if (this.#state !== 'working') return this.close('PROTOCOL_ERROR')
        return this.#inbox.put({ body, receivedAtMs, isOverRate }) ? undefined : this.close('POLICY')
      case PACKET.kick:
        return this.close('PROTOCOL_ERROR')
      default:
        return assertNever(type)
    }
  }

  #noteHeartbeat(receivedAtMs: number): void {
    const ms = receivedAtMs - this.#askedAtMs
    if (this.#askedAtMs >= 0 && ms < HEARTBEAT_ANSWER_MS) this.#parts.context.observer.heartbeatAnswered(ms)
    this.#askedAtMs = -1
  }

  #shakeHands(body: Uint8Array): void {
    const { clock, observer, dictionary, heartbeatSeconds } = this.#parts.context
    const request = parseHandshakeRequest(body)
    this.birth.shookAtMs = clock.monotonicMs()
    observer.handshakeDone(request.ok, this.birth.shookAtMs - this.birth.openedAtMs)
    if (!request.ok) {
      observer.faultSeen(request.error.code)
      this.#write(makePacket(PACKET.handshake, makeHandshakeRefusal(request.error.code)))
      return this.close('PROTOCOL_ERROR')
    }
    this.#state = 'handshake'
    this.#knowsDictionary = dictionary !== null
    const response = makeHandshakeResponse({
      heartbeatSeconds,
      serverTime: Math.floor(clock.nowMs() / 1000),
      ...(dictionary === null ? {} : { dictionary }),
    })
    this.#write(makePacket(PACKET.handshake, response))
  }

  /** Takes a token of the session's and of its address's bucket; closes a session that keeps being refused. */
  #isOverRate(nowMs: number): boolean {
    if (this.#bucket.take(nowMs)) return !this.ticket.visitor.bucket.take(nowMs)
    this.#strikes ??= new TokenBucket(STRIKES, nowMs)
    if (!this.#strikes.take(nowMs)) this.close('RATE_LIMITED')
    return true
  }

  #write(bytes: Uint8Array): void {
    const { transport } = this.#parts
    if (!this.#window.admits(transport.bufferedBytes, bytes.length)) return this.#dropSlow()
    transport.send(bytes)
  }

  /** A close frame would only join the queue that the peer does not read. */
  #dropSlow(): void {
    this.#parts.transport.terminate()
    if (!this.isClosed) this.#end('SLOW_CONSUMER')
  }

  #handled(): void {
    // The handler may have logged in an account that the close could not know of.
    if (this.isClosed) this.#parts.owner.onClosed(this)
  }

  #end(end: SessionEnd): void {
    this.#state = 'closed'
    this.#inbox.clear()
    const { observer, clock } = this.#parts.context
    observer.sessionClosed(this.birth.transport, end, clock.monotonicMs() - this.birth.openedAtMs, this)
    this.#parts.owner.onClosed(this)
  }
}
