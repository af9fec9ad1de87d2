// Hands finished games to the write-behind queue, one table's rows in order, again until they are taken. A table's
// journal is released once its last row is in the queue, on disk; what the process did not get to is told again
// at the next start.
import type { Clock } from '../lib/clock.ts'
import type { TableJournal } from '../room/journal-port.ts'
import type { RoomEvents } from '../room/observer.ts'
import type { Room } from '../room/room.ts'
import type { RoundRecord } from '../room/round-log.ts'
import { roundsOf } from '../room/round-log.ts'
import type { ChargeRefusal, RefundRefusal } from '../store/repositories.ts'
import type { WriteBehind } from '../store/write-behind/write-behind.ts'
import type { MoneyOutcome, WriteJob } from '../store/write-behind/write-job.ts'
import type { TableEvent } from '../table/event.ts'
import { replay } from '../table/replay.ts'
import type { TableState } from '../table/state.ts'
import type { CardPrices } from './card-prices.ts'
import { MatchRecord, refundOf } from './match-record.ts'

const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 10_000
const MS_PER_SECOND = 1000

/** `release`: the journal may forget the table. */
type Job = WriteJob['type'] | 'release'

export type RecordsObserver = {
  /** The queue or the journal refused, and will be asked again. */
  onRetry(failed: { readonly tableId: string; readonly job: Job; readonly error: unknown }): void
  /** A match was dealt although its payer could not pay: the cards went elsewhere after the check. */
  onUnpaid(unpaid: { readonly tableId: string; readonly code: string }): void
}

export type MatchRecordsDeps = {
  readonly queue: Pick<WriteBehind, 'put' | 'hasRoom'>
  readonly journal: Pick<TableJournal, 'finish'>
  readonly clock: Clock
  readonly prices: CardPrices
  readonly observer: RecordsObserver
  /** The payer's balance has changed. */
  readonly onCoins: (uid: number, coin: number) => void
}

type Kept = {
  readonly record: MatchRecord
  readonly tableId: string
  /** Ends when everything so far is taken. */
  taken: Promise<void>
}

/** In order for a story that is told again: the match was refunded, or prices have changed since it was charged. */
const SETTLED_BEFORE: readonly (ChargeRefusal | RefundRefusal)['code'][] = [
  'ALREADY_REFUNDED',
  'REFERENCE_REUSED',
]

export class MatchRecords implements RoomEvents {
  readonly #deps: MatchRecordsDeps
  readonly #kept = new Map<string, Kept>()
  /** Work under way, also of tables that are over. */
  readonly #working = new Set<Promise<void>>()
  readonly #closing = Promise.withResolvers<void>()
  #pending = 0
  /** Rows that were refused and will be handed over again. */
  #refused = 0
  #closed = false

  constructor(deps: MatchRecordsDeps) {
    this.#deps = deps
  }

  /** Rows and releases that are not taken yet, for metrics. */
  get depth(): number {
    return this.#pending
  }

  /** False while rows are refused, or about to be: the tables in play still need what room there is. */
  get canTakeMore(): boolean {
    return this.#refused === 0 && this.#deps.queue.hasRoom
  }

  onApplied(room: Room, events: readonly TableEvent[]): void {
    const kept = this.#keptOf(room.tableId)
    for (const event of events) this.#follow(kept, room.state, event, room.lastRound)
  }

  onStopped(room: Room): void {
    this.#kept.delete(room.tableId)
  }

  /** What became of a charge or a refund, from the queue; the payer is told. */
  onMoney({ type, tableId, payer, result }: MoneyOutcome): void {
    if (result.ok) {
      if (payer?.kind === 'user') this.#deps.onCoins(payer.uid, result.value.balance)
      return
    }
    const { code } = result.error
    // A refund of nothing is in order.
    if (type === 'cardsRefunded' || SETTLED_BEFORE.includes(code)) return
    this.#deps.observer.onUnpaid({ tableId, code })
  }

  /** Tells a recovered table's whole story again; what was written before stays as it is. */
  retell(state: TableState, events: readonly TableEvent[]): void {
    const kept = this.#keptOf(state.tableId)
    const rounds = roundsOf(events)
    let ended = 0
    for (const event of events) {
      this.#follow(kept, state, event, rounds[ended] ?? null)
      if (event.type === 'roundEnded' || event.type === 'roundAborted') ended += 1
    }
  }

  /**
   * For a table that cannot come back, of which these events are left: its cards are returned. Its journal is not
   * released, so that it can be looked into.
   */
  abandon(tableId: string, events: readonly TableEvent[], atMs: number): void {
    const state = events.length > 0 ? replay(events) : null
    if (state) this.retell(state, events)
    const kept = this.#keptOf(tableId)
    const jobs = state ? kept.record.abandon(state, atMs) : []
    // The deal may be among the events that are lost.
    const at = Math.floor(atMs / MS_PER_SECOND)
    this.#hand(kept, jobs.length > 0 ? jobs : [refundOf(tableId, { payer: null, at })])
    this.#kept.delete(tableId)
  }

  /** Gives up waiting for retries; resolves once the work under way has ended. */
  async close(): Promise<void> {
    this.#closed = true
    this.#closing.resolve()
    await Promise.all(this.#working)
  }

  #follow(kept: Kept, state: TableState, event: TableEvent, round: RoundRecord | null): void {
    this.#hand(kept, kept.record.follow(state, event, round))
    if (event.type !== 'matchEnded') return
    this.#queue(kept, 'release', () => this.#release(kept))
    this.#kept.delete(kept.tableId)
  }

  #hand(kept: Kept, jobs: readonly WriteJob[]): void {
    for (const job of jobs) this.#queue(kept, job.type, () => this.#put(job))
  }

  async #put(job: WriteJob): Promise<void> {
    const taken = await this.#deps.queue.put(job)
    if (taken.ok) return
    const { code, cause } = taken.error
    throw new Error(`the queue does not take the row: ${code}`, { cause })
  }

  async #release({ tableId }: Kept): Promise<void> {
    const finished = await this.#deps.journal.finish(tableId)
    if (!finished.ok) throw new Error(`the journal does not release the table: ${finished.error.code}`)
  }

  #keptOf(tableId: string): Kept {
    const known = this.#kept.get(tableId)
    if (known) return known
    const record = new MatchRecord((rounds) => this.#deps.prices.of(rounds))
    const kept: Kept = { record, tableId, taken: Promise.resolve() }
    this.#kept.set(tableId, kept)
    return kept
  }

  #queue(kept: Kept, job: Job, work: () => Promise<void>): void {
    this.#pending += 1
    const taken = kept.taken
      .then(() => this.#untilTaken(kept.tableId, job, work))
      .finally(() => {
        this.#pending -= 1
        this.#working.delete(taken)
      })
    kept.taken = taken
    this.#working.add(taken)
  }

  async #untilTaken(tableId: string, job: Job, work: () => Promise<void>): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !this.#closed; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      try {
        await work()
        return
      } catch (error) {
        this.#deps.observer.onRetry({ tableId, job, error })
        if (job !== 'release') this.#refused += 1
        await this.#pause(waitMs)
        if (job !== 'release') this.#refused -= 1
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#deps.clock.after(ms, resolve)
    await Promise.race([this.#closing.promise, promise])
    cancel()
  }
}
