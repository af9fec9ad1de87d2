// A message of a player from the socket to the last frame that it caused. Its table tells the stages of a move by how
// long they took; they become spans when they are told.
import type { Decided, Handed } from '../../room/observer.ts'
import type { Command } from '../../table/command.ts'
import { moveOf } from '../action-words.ts'
import type { SpanTraceParts } from './span-trace.ts'
import { markFailed, SpanTrace } from './span-trace.ts'

type Stages = Pick<Decided, 'room' | 'command' | 'waitMs' | 'decideMs' | 'appendMs' | 'pushes'>

export class MessageTrace extends SpanTrace {
  readonly #startedMs: number
  #isShownDue = false
  #isShown = false
  /** When it was answered. */
  #handledMs: number | null = null

  constructor(parts: SpanTraceParts) {
    super(parts)
    this.#startedMs = parts.startedMs
  }

  decided({ room, command, waitMs, decideMs, appendMs, pushes }: Stages): void {
    this.#name(room.tableId, command)
    this.span.setAttribute('mj.pushes', pushes)
    const turnMs = this.#waited(waitMs)
    const decidedMs = turnMs + decideMs
    this.add({ name: 'decide', fromMs: turnMs, toMs: decidedMs })
    this.add({ name: 'journal append', fromMs: decidedMs, toMs: decidedMs + appendMs })
    this.#isShownDue = !this.#isShown
  }

  refused({ room, command, waitMs }: Pick<Stages, 'room' | 'command' | 'waitMs'>): void {
    this.#name(room.tableId, command)
    this.#waited(waitMs)
  }

  /** May come before `decided`, and long after the answer. */
  shown({ totalMs, fanoutMs }: Pick<Handed, 'totalMs' | 'fanoutMs'>): void {
    const toMs = this.#startedMs + totalMs
    this.add({ name: 'fan-out', fromMs: toMs - fanoutMs, toMs })
    this.#isShown = true
    if (this.#handledMs !== null) this.end(this.#handledMs)
  }

  /** `error`: the reason of a refusal that is our fault. */
  handled(result: string, { atMs, error }: { readonly atMs: number; readonly error: string | null }): void {
    this.span.setAttribute('mj.result', result)
    if (error !== null) markFailed(this.span, error)
    this.#handledMs = atMs
    if (!this.#isShownDue || this.#isShown) this.end(atMs)
  }

  #name(tableId: string, command: Command): void {
    this.span.setAttribute('mj.action', moveOf(command)?.action ?? command.type)
    this.span.setAttribute('mj.table.id', tableId)
    if ('seat' in command && command.seat !== undefined) this.span.setAttribute('mj.seat', command.seat)
  }

  /** Returns when its turn came. */
  #waited(waitMs: number): number {
    const turnMs = this.#startedMs + waitMs
    this.add({ name: 'mailbox wait', fromMs: this.#startedMs, toMs: turnMs })
    return turnMs
  }
}
