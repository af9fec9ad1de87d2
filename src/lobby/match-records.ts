// Writes finished games to the store, one table's writes in order, again until they succeed. A table's
// journal is released only after its last write: what the process did not get to is told again at the
// next start.
import type { Clock } from '../lib/clock.ts'
import type { TableJournal } from '../room/journal-port.ts'
import type { RoomEvents } from '../room/observer.ts'
import type { Room } from '../room/room.ts'
import type { RoundRecord } from '../room/round-log.ts'
import { roundsOf } from '../room/round-log.ts'
import type { ChargeRefusal, Payer, Store } from '../store/repositories.ts'
import type { TableEvent } from '../table/event.ts'
import { replay } from '../table/replay.ts'
import type { TableState } from '../table/state.ts'
import type { CardPrices } from './card-prices.ts'
import { MatchRecord } from './match-record.ts'
import type { RecordJob } from './match-record.ts'

const FIRST_RETRY_MS = 200
const LAST_RETRY_MS = 10_000

/** `release`: the journal may forget the table. */
type Job = RecordJob['type'] | 'release'

export type RecordsObserver = {
  /** A write failed and will be tried again. */
  onRetry(failed: { readonly tableId: string; readonly job: Job; readonly error: unknown }): void
  /** A match was dealt although its payer could not pay: the cards went elsewhere after the check. */
  onUnpaid(unpaid: { readonly tableId: string; readonly code: string }): void
}

export type MatchRecordsDeps = {
  readonly store: Pick<Store, 'desks' | 'histories' | 'cards'>
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
  deskId: number | null
  /** Who was asked to pay; null before, and for a table that costs nothing. */
  payer: Payer | null
  /** Ends when everything so far is written. */
  written: Promise<void>
}

/** In order for a story that is told again: the match was refunded, or prices have changed since it was charged. */
const SETTLED_BEFORE: readonly ChargeRefusal['code'][] = ['ALREADY_REFUNDED', 'REFERENCE_REUSED']

const chargeReference = (tableId: string): string => `desk:${tableId}`

export class MatchRecords implements RoomEvents {
  readonly #deps: MatchRecordsDeps
  readonly #kept = new Map<string, Kept>()
  /** Writes under way, also of tables that are over. */
  readonly #writing = new Set<Promise<void>>()
  readonly #closing = Promise.withResolvers<void>()
  #pending = 0
  #closed = false

  constructor(deps: MatchRecordsDeps) {
    this.#deps = deps
  }

  /** Writes that wait, for metrics. */
  get depth(): number {
    return this.#pending
  }

  onApplied(room: Room, events: readonly TableEvent[]): void {
    const kept = this.#keptOf(room.tableId)
    for (const event of events) this.#follow(kept, room.state, event, room.lastRound)
  }

  onStopped(room: Room): void {
    this.#kept.delete(room.tableId)
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
    const job = state && kept.record.abandon(state, atMs)
    this.#take(kept, job)
    // The deal may be among the events that are lost.
    if (!job) this.#queue(kept, 'close', () => this.#refund(kept))
    this.#kept.delete(tableId)
  }

  /** Gives up waiting for retries; resolves once the writes under way have ended. */
  async close(): Promise<void> {
    this.#closed = true
    this.#closing.resolve()
    await Promise.all(this.#writing)
  }

  #follow(kept: Kept, state: TableState, event: TableEvent, round: RoundRecord | null): void {
    this.#take(kept, kept.record.follow(state, event, round))
    if (event.type !== 'matchEnded') return
    this.#queue(kept, 'release', () => this.#release(kept))
    this.#kept.delete(kept.tableId)
  }

  #take(kept: Kept, job: RecordJob | null): void {
    if (job) this.#queue(kept, job.type, () => this.#write(kept, job))
  }

  async #release({ tableId }: Kept): Promise<void> {
    const finished = await this.#deps.journal.finish(tableId)
    if (!finished.ok) throw new Error(`the journal does not release the table: ${finished.error.code}`)
  }

  #keptOf(tableId: string): Kept {
    const known = this.#kept.get(tableId)
    if (known) return known
    const record = new MatchRecord()
    const written = Promise.resolve()
    const kept: Kept = { record, tableId, deskId: null, payer: null, written }
    this.#kept.set(tableId, kept)
    return kept
  }

  #queue(kept: Kept, job: Job, write: () => Promise<void>): void {
    this.#pending += 1
    const written = kept.written
      .then(() => this.#untilWritten(kept.tableId, job, write))
      .finally(() => {
        this.#pending -= 1
        this.#writing.delete(written)
      })
    kept.written = written
    this.#writing.add(written)
  }

  async #untilWritten(tableId: string, job: Job, write: () => Promise<void>): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !this.#closed; waitMs = Math.min(waitMs * 2, LAST_RETRY_MS)) {
      try {
        await write()
        return
      } catch (error) {
        this.#deps.observer.onRetry({ tableId, job, error })
        await this.#pause(waitMs)
      }
    }
  }

  async #pause(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const cancel = this.#deps.clock.after(ms, resolve)
    await Promise.race([this.#closing.promise, promise])
    cancel()
  }

  async #write(kept: Kept, job: RecordJob): Promise<void> {
    const { desks, histories } = this.#deps.store
    switch (job.type) {
      case 'open':
        kept.deskId = await desks.insert(job.desk)
        await this.#charge(kept, job)
        return
      case 'round':
        await histories.insert({ ...job.history, deskId: kept.deskId! })
        await desks.update(kept.deskId!, { scoreChanges: job.totals })
        return
      case 'close':
        await desks.update(kept.deskId!, {
          dismissAt: job.dismissAt,
          round: job.roundsPlayed,
          scoreChanges: job.totals,
        })
        if (job.refund) await this.#refund(kept)
    }
  }

  async #charge(kept: Kept, { desk, payer }: Extract<RecordJob, { type: 'open' }>): Promise<void> {
    const { store, prices, observer } = this.#deps
    const count = prices.of(desk.round)
    if (!payer || count === 0) return
    kept.payer = payer
    const charged = await store.cards.charge({
      payer,
      count,
      reference: chargeReference(kept.tableId),
      desk: { deskId: kept.deskId!, deskNo: desk.deskNo },
      at: desk.createdAt,
    })
    if (charged.ok) this.#tellCoins(payer, charged.value.balance)
    else if (!SETTLED_BEFORE.includes(charged.error.code)) {
      observer.onUnpaid({ tableId: kept.tableId, code: charged.error.code })
    }
  }

  /** Nothing to give back where nothing was charged: the store knows. */
  async #refund({ tableId, payer }: Kept): Promise<void> {
    const { store, clock } = this.#deps
    const at = Math.floor(clock.nowMs() / 1000)
    const refunded = await store.cards.refund(chargeReference(tableId), at)
    if (refunded.ok && payer) this.#tellCoins(payer, refunded.value.balance)
  }

  #tellCoins(payer: Payer, balance: number): void {
    if (payer.kind === 'user') this.#deps.onCoins(payer.uid, balance)
  }
}
