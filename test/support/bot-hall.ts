// Tables that play by themselves, as fast as asked, over a store of the caller's: a real lobby, real rooms, a real
// journal and the write-behind queue, without sockets. One account pays for the matches of each place.
import assert from 'node:assert/strict'
import { randomInt, randomUUID } from 'node:crypto'
import { botAnswer } from '../../src/bot/policy.ts'
import { serverLuck } from '../../src/fairness/server-luck.ts'
import type { FileJournal } from '../../src/journal/file-journal.ts'
import { openFileJournal } from '../../src/journal/file-journal.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { seatBot } from '../../src/lobby/bot-players.ts'
import { CardPrices } from '../../src/lobby/card-prices.ts'
import { rulesOfOptions } from '../../src/lobby/desk-rules.ts'
import { Lobby } from '../../src/lobby/lobby.ts'
import { MatchRecords } from '../../src/lobby/match-records.ts'
import { NO_OBSERVER } from '../../src/room/observer.ts'
import type { WriteBehind } from '../../src/store/write-behind/write-behind.ts'
import type { MoneyOutcome } from '../../src/store/write-behind/write-job.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { until } from './until.ts'

const SEATS = 4
const PACE_MS = 1000
const LONG_MS = 3_600_000
const TIMING = {
  turnMs: PACE_MS,
  claimMs: PACE_MS,
  swapMs: PACE_MS,
  voidMs: PACE_MS,
  sortMs: PACE_MS,
  readyMs: PACE_MS,
  offlineGraceMs: LONG_MS,
  dissolveMs: LONG_MS,
  dissolveConsentMs: LONG_MS,
  autoWin: true,
}

export type BotHallOptions = {
  readonly folder: string
  readonly queue: WriteBehind
  /** Who pays; one table each at a time. */
  readonly uids: readonly number[]
  readonly rounds: number
  readonly thinkMs: readonly [number, number]
}

export class BotHall {
  /** Tables that were made, by their payer. */
  readonly tables = new Map<string, number>()
  readonly journal: FileJournal<TableEvent>
  readonly records: MatchRecords
  readonly #lobby: Lobby
  readonly #options: BotHallOptions
  #latenciesMs: number[] = []
  #goesOn = true
  #isClosed = false

  private constructor(options: BotHallOptions, journal: FileJournal<TableEvent>) {
    this.#options = options
    this.journal = journal
    const rng = { below: (bound: number): number => randomInt(bound) }
    const { queue, rounds, thinkMs } = options
    this.records = new MatchRecords({
      queue,
      journal,
      clock: systemClock,
      prices: new CardPrices([{ rounds, cards: 1 }]),
      observer: { onRetry() {}, onUnpaid: (unpaid) => assert.fail(JSON.stringify(unpaid)) },
      onCoins() {},
    })
    this.#lobby = new Lobby({
      clock: systemClock,
      rng,
      events: this.records,
      canRecord: () => true,
      newTableId: randomUUID,
      settings: { timing: TIMING, maxTables: options.uids.length, botFillMs: LONG_MS, idleMs: LONG_MS },
      roomDeps: {
        journal,
        clock: systemClock,
        rng,
        luck: serverLuck,
        settings: { mailboxLimit: 64, botThinkMs: thinkMs },
        brain: (_level, view) => botAnswer('easy', view, rng),
        observer: {
          ...NO_OBSERVER,
          onDecided: ({ waitMs, decideMs, appendMs, fanoutMs }) =>
            void this.#latenciesMs.push(waitMs + decideMs + appendMs + fanoutMs),
          onInvariantViolation: ({ violation }) => assert.fail(JSON.stringify(violation)),
        },
      },
    })
  }

  static async open(options: BotHallOptions): Promise<BotHall> {
    return new BotHall(options, await openFileJournal<TableEvent>({ folder: options.folder }))
  }

  get live(): number {
    return this.#lobby.registry.size
  }

  onMoney(outcome: MoneyOutcome): void {
    this.records.onMoney(outcome)
  }

  /** Every payer plays match after match until `finish`. */
  async play(): Promise<void> {
    await Promise.all(this.#options.uids.map((uid) => this.#playOn(uid)))
  }

  /** From the arrival of each move to the hand-over of its pushes, since the last call. */
  takeLatencies(): readonly number[] {
    const taken = this.#latenciesMs
    this.#latenciesMs = []
    return taken
  }

  /** No new matches. */
  finish(): void {
    this.#goesOn = false
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#lobby.close()
    await this.records.close()
    await this.journal.close()
  }

  async #playOn(uid: number): Promise<void> {
    const rules = rulesOfOptions({ preset: 'xuezhan', round: this.#options.rounds })
    assert.ok(rules.ok)
    while (this.#goesOn && !this.#isClosed) {
      const player = { uid, name: `G${uid}`, headUrl: '', sex: 0, ip: '', bot: null }
      const table = { creator: uid, clubId: null, isPublic: false, rules: rules.value }
      const opened = await this.#lobby.open(table, player)
      assert.ok(opened.ok, JSON.stringify(opened))
      const room = opened.value
      this.tables.set(room.tableId, uid)
      for (let seat = 1; seat < SEATS; seat += 1) assert.ok((await seatBot(room, 'easy')).ok)
      for (const command of [{ type: 'ready', seed: null } as const, { type: 'trust', on: true } as const]) {
        assert.ok((await room.submit({ ...command, seat: 0 })).ok, command.type)
      }
      await until('a match is over', () => room.isOver || this.#isClosed, LONG_MS)
    }
  }
}
