// Who may come in: the caps on sockets in all, per address, and before login; and each address's message
// rate.
import { ipBlock } from './ip.ts'
import type { Refused } from './observer.ts'
import { type Rate, TokenBucket } from './token-bucket.ts'

export type AdmissionLimits = {
  readonly maxSessions: number
  readonly maxSessionsPerIp: number
  readonly maxPreAuth: number
  readonly ipRate: Rate
  /** Newcomers are turned away while true. */
  readonly isOverloaded?: () => boolean
}

/** One address: how many sockets it has, and the bucket that they share. */
type Visitor = { readonly block: string; readonly bucket: TokenBucket; sessions: number }

/** What a session holds of the counts until its socket is gone. */
export type Ticket = { readonly visitor: Visitor; state: 'pre-auth' | 'logged-in' | 'gone' }

export class Admission {
  readonly #limits: AdmissionLimits
  /**
   * An address stays known after its last socket until its bucket is full again: reconnecting buys no
   * tokens.
   */
  readonly #visitors = new Map<string, Visitor>()
  #sessions = 0
  #preAuth = 0
  #isDraining = false
  #isClosed = false

  constructor(limits: AdmissionLimits) {
    this.#limits = limits
  }

  get sessions(): number {
    return this.#sessions
  }

  get isDraining(): boolean {
    return this.#isDraining
  }

  drain(): void {
    this.#isDraining = true
  }

  /** From now on not even those come in for whom a seat waits. */
  close(): void {
    this.#isDraining = true
    this.#isClosed = true
  }

  /** Why one more connection from this address is refused now; null = it is welcome. */
  refusalFor(ip: string): Refused | null {
    if (this.#isDraining) return 'draining'
    if (this.#limits.isOverloaded?.()) return 'overload'
    return this.refusalOfSeated(ip)
  }

  /** The same for a player for whom a seat waits here. */
  refusalOfSeated(ip: string): Refused | null {
    if (this.#isClosed) return 'draining'
    if (this.#sessions >= this.#limits.maxSessions) return 'full'
    if (this.#preAuth >= this.#limits.maxPreAuth) return 'pre_auth_full'
    const visitor = this.#visitors.get(ipBlock(ip))
    return visitor !== undefined && visitor.sessions >= this.#limits.maxSessionsPerIp ? 'ip_full' : null
  }

  /** Counts a new session, as not yet logged in. */
  enter(ip: string, nowMs: number): Ticket {
    const block = ipBlock(ip)
    let visitor = this.#visitors.get(block)
    if (visitor === undefined) {
      visitor = { block, bucket: new TokenBucket(this.#limits.ipRate, nowMs), sessions: 0 }
      this.#visitors.set(block, visitor)
    }
    visitor.sessions += 1
    this.#sessions += 1
    this.#preAuth += 1
    return { visitor, state: 'pre-auth' }
  }

  logIn(ticket: Ticket): void {
    if (ticket.state !== 'pre-auth') return
    ticket.state = 'logged-in'
    this.#preAuth -= 1
  }

  leave(ticket: Ticket): void {
    if (ticket.state === 'gone') return
    if (ticket.state === 'pre-auth') this.#preAuth -= 1
    ticket.state = 'gone'
    ticket.visitor.sessions -= 1
    this.#sessions -= 1
  }

  /** Forgets addresses of which nothing needs to be remembered. */
  sweep(nowMs: number): void {
    for (const visitor of this.#visitors.values()) {
      if (visitor.sessions === 0 && visitor.bucket.isFull(nowMs)) this.#visitors.delete(visitor.block)
    }
  }
}
