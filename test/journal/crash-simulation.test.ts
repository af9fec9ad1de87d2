// Random work on a disk that fails, fills up and loses power, checked against what was acknowledged. One seed is
// one history; a failure names its seed.

import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { FileJournal } from '../../src/journal/file-journal.ts'
import type { FsyncMode } from '../../src/journal/file-journal-options.ts'
import { type Rng, seededRng } from '../../src/lib/rng.ts'
import { ManualClock } from './manual-clock.ts'
import { recordOf, type TestEvent, unfinishedOf } from './records.ts'
import { openedJournal, scratchFolder } from './scratch-folder.ts'
import { SimulatedDisk } from './simulated-disk.ts'

const TABLES = 6
const LIVES = 4
const STEPS_OF_A_LIFE = 40
const LONGEST_RETRY_MS = 10_000

/** What the outside knows of a table. A record is known by its `atMs`, which is different for every attempt. */
type KnownTable = {
  readonly tableId: string
  readonly acknowledged: number[]
  /** Attempts that may have happened: in flight at a crash, or refused by a journal that did not recover since. */
  unknown: Set<number>
  /** A finish was tried and its outcome is unknown, or it was acknowledged. */
  finish: 'no' | 'perhaps' | 'yes'
}

class Simulation {
  readonly #t: TestContext
  readonly #rng: Rng
  readonly #fsync: FsyncMode
  readonly #clock = new ManualClock()
  readonly #tables: KnownTable[] = []
  #attempts = 0
  disk = new SimulatedDisk()
  journal!: FileJournal<TestEvent>

  constructor(t: TestContext, seed: number, fsync: FsyncMode) {
    this.#t = t
    this.#rng = seededRng(seed)
    this.#fsync = fsync
  }

  async run(folder: string, crash: (disk: SimulatedDisk, rng: Rng) => SimulatedDisk): Promise<void> {
    for (let life = 0; life < LIVES; life += 1) {
      const segmentBytes = 300 + this.#rng.below(3_000)
      const options = { folder, files: this.disk, clock: this.#clock, fsync: this.#fsync, segmentBytes }
      this.journal = await openedJournal(this.#t, options)
      await this.#compare()
      const inFlight = await this.#live()
      this.disk = crash(this.disk, this.#rng)
      await Promise.all([this.journal.close(), ...inFlight])
    }
  }

  async #live(): Promise<Promise<void>[]> {
    while (this.#tables.filter(({ finish }) => finish === 'no').length < TABLES) {
      this.#tables.push({
        tableId: `t${this.#tables.length}`,
        acknowledged: [],
        unknown: new Set(),
        finish: 'no',
      })
    }
    for (let step = 0; step < STEPS_OF_A_LIFE; step += 1) {
      this.#disturb()
      await Promise.all(this.#moves())
    }
    const inFlight = this.#moves()
    // The crash comes before, in or after the write and the sync of the last batch.
    for (let turns = this.#rng.below(6); turns > 0; turns -= 1) await turnOfTheLoop()
    return inFlight
  }

  #moves(): Promise<void>[] {
    const busy = this.#tables.filter(({ finish }) => finish === 'no' && this.#rng.below(2) === 0)
    return busy.map((table) => this.#move(table))
  }

  #disturb(): void {
    const { failing } = this.disk
    const dice = this.#rng.below(32)
    if (dice === 0) failing.set('write', 'ENOSPC')
    if (dice === 1) failing.set('sync', 'EIO')
    if (dice === 2) failing.set('truncate', 'EIO')
    if (dice === 3) failing.set('rename', 'EIO')
    if (dice === 4) failing.set('create', 'EMFILE')
    if (dice === 5) failing.set('syncFolder', 'EIO')
    if (dice === 6) this.disk.capacityBytes = this.#rng.below(20_000)
    if (dice > 7) {
      failing.clear()
      this.disk.capacityBytes = Number.POSITIVE_INFINITY
    }
    if (dice > 12) this.#clock.advance(LONGEST_RETRY_MS)
  }

  async #move(table: KnownTable): Promise<void> {
    if (this.#rng.below(12) === 0) return await this.#finish(table)
    this.#attempts += 1
    const atMs = this.#attempts
    table.unknown.add(atMs)
    const result = await this.journal.append(recordOf(table.tableId, table.acknowledged.length + 1, { atMs }))
    if (!result.ok) {
      assert.equal(result.error.code, 'UNAVAILABLE', table.tableId)
      return
    }
    table.acknowledged.push(atMs)
    // A journal that acknowledges has cut off what it refused before.
    table.unknown.clear()
  }

  async #finish(table: KnownTable): Promise<void> {
    table.finish = 'perhaps'
    const result = await this.journal.finish(table.tableId)
    if (result.ok) table.finish = 'yes'
  }

  /** What the journal brings back is what was acknowledged, and at most what may have happened besides. */
  async #compare(): Promise<void> {
    const found = await unfinishedOf(this.journal)
    for (const table of this.#tables) {
      const back = found.get(table.tableId)
      found.delete(table.tableId)
      if (table.finish === 'yes') assert.equal(back, undefined, `${table.tableId} is finished`)
      const records = back?.records ?? (await this.journal.read(table.tableId))
      const times = records.map(({ atMs }) => atMs)
      const sure = table.acknowledged.length
      assert.notEqual(back?.kind, 'quarantined', `${table.tableId} is not damaged`)
      assert.deepEqual(times.slice(0, sure), table.acknowledged, `${table.tableId}: acknowledged records`)
      const more = times.slice(sure)
      assert.ok(
        more.length <= 1 && more.every((atMs) => table.unknown.has(atMs)),
        `${table.tableId}: nothing else`,
      )
      if (back === undefined && table.finish === 'perhaps') table.finish = 'yes'
      if (back !== undefined) table.finish = 'no'
      table.acknowledged.push(...more)
      table.unknown = new Set()
    }
    assert.deepEqual([...found.keys()], [], 'no table that nobody began')
  }
}

const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const cases: { name: string; fsync: FsyncMode; crash: (disk: SimulatedDisk, rng: Rng) => SimulatedDisk }[] = [
  { name: 'loss of power, fsync batch', fsync: 'batch', crash: (disk, rng) => disk.losePower(rng) },
  { name: 'kill -9, fsync batch', fsync: 'batch', crash: (disk) => disk.killProcess() },
  { name: 'kill -9, fsync interval', fsync: 'interval', crash: (disk) => disk.killProcess() },
  { name: 'kill -9, fsync off', fsync: 'off', crash: (disk) => disk.killProcess() },
]

const SEEDS = Number(process.env['JOURNAL_SEEDS'] ?? 25)

for (const { name, fsync, crash } of cases) {
  test(`${name}: nothing acknowledged is lost, nothing refused comes back (${SEEDS} seeds)`, async (t) => {
    const folder = await scratchFolder(t)
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      try {
        await new Simulation(t, seed, fsync).run(folder, crash)
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error })
      }
    }
  })
}
