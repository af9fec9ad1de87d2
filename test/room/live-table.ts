// A room with everything around it under a test's control: clock, journal, luck, connections that keep what they
// were sent, and a watch that checks each push against its schema and each payload for tiles it must not hold.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { botAnswer } from '../../src/bot/policy.ts'
import { MemoryJournal } from '../../src/journal/memory.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { PushName } from '../../src/protocol/pushes.ts'
import { PUSHES } from '../../src/protocol/pushes.ts'
import { BYTES } from '../../src/protocol/schema.ts'
import type { Connection, Outgoing } from '../../src/room/connection.ts'
import type { Decided, RoomObserver, StopReason, Violated } from '../../src/room/observer.ts'
import { NO_OBSERVER } from '../../src/room/observer.ts'
import type { RoomDeps } from '../../src/room/room-deps.ts'
import type { Taken } from '../../src/room/room-item.ts'
import { Room } from '../../src/room/room.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { shuffle } from '../../src/rules/wall.ts'
import type { TableEvent } from '../../src/table/event.ts'
import type { Luck } from '../../src/table/luck.ts'
import type { BotLevel } from '../../src/table/player.ts'
import { seatsOf } from '../../src/table/seating.ts'
import { isShown } from '../../src/table/shown.ts'
import type { TableState } from '../../src/table/state.ts'
import type { Timing } from '../../src/table/timing.ts'
import { personAt, START_MS, TIMING } from '../support/table-driver.ts'
import { FakeClock, settle } from './fake-clock.ts'
import { KnownTiles } from './known-tiles.ts'

const ajv = new Ajv({ strict: true, allErrors: true })
const validators = new Map<PushName, ValidateFunction>()

function assertFits({ route, payload }: Outgoing): void {
  const schema = PUSHES[route].payload
  if (schema === BYTES) {
    assert.ok(payload instanceof Uint8Array)
    return
  }
  const validate = validators.get(route) ?? ajv.compile(schema)
  validators.set(route, validate)
  assert.ok(validate(payload), `${route}: ${ajv.errorsText(validate.errors)} in ${JSON.stringify(payload)}`)
}

const hexOf = (text: string): string => createHash('sha512').update(text).digest('hex')

/** Seeds have the form of real ones; the wall comes from the seeded generator. */
export function hexLuck(seed: number): Luck {
  const rng = seededRng(seed)
  return {
    sealedSeed: (roundId) => ({
      roundId,
      serverSeed: hexOf(`${seed} ${roundId}`),
      commit: hexOf(`commit ${seed} ${roundId}`).slice(0, 64),
    }),
    seatSeed: () => hexOf(`seat ${rng.below(2 ** 32)}`).slice(0, 64),
    wall: (_seed, _seatSeeds, tiles) => shuffle(tiles, () => rng.below(2 ** 32)),
    below: (bound) => rng.below(bound),
  }
}

export class ArrayConnection implements Connection {
  readonly id: string
  readonly pushes: Outgoing[] = []

  constructor(id: string) {
    this.id = id
  }

  send(push: Outgoing): void {
    this.pushes.push(push)
  }

  routes(): PushName[] {
    return this.pushes.map(({ route }) => route)
  }

  last<N extends PushName>(route: N): Outgoing<N>['payload'] {
    const found = this.pushes.findLast((push) => push.route === route)
    assert.ok(found, `${this.id} got no ${route}, only ${this.routes().join(' ')}`)
    return found.payload as Outgoing<N>['payload']
  }
}

export type LiveOptions = {
  readonly seed?: number
  readonly timing?: Partial<Timing>
  readonly mailboxLimit?: number
  readonly botThinkMs?: readonly [number, number]
  readonly brain?: RoomDeps['brain']
  readonly observer?: Partial<RoomObserver>
  readonly luck?: Luck
  /** The journal of a table that is revived cannot be written, for this reason. */
  readonly journalFails?: string
}

/** What a room told its observers and the lobby. */
export class Witness {
  readonly decided: Decided[] = []
  readonly applied: { readonly events: readonly TableEvent[]; readonly before: TableState | null }[] = []
  readonly violations: Violated[] = []
  readonly stops: StopReason[] = []
}

export class LiveTable {
  readonly clock: FakeClock
  readonly journal: MemoryJournal<TableEvent>
  readonly deps: RoomDeps
  readonly witness = new Witness()
  readonly connections: ArrayConnection[] = []
  readonly #known = new KnownTiles()
  readonly #checked = new Map<ArrayConnection, number>()
  readonly #secrets = new Set<string>()
  pushesChecked = 0
  room!: Room

  constructor(
    options: LiveOptions = {},
    clock = new FakeClock(START_MS),
    journal = new MemoryJournal<TableEvent>({ nowMs: () => clock.nowMs() }),
  ) {
    const { seed = 1, mailboxLimit = 64, botThinkMs = [0, 0], observer = {} } = options
    const rng = seededRng(seed)
    this.clock = clock
    this.journal = journal
    this.deps = {
      journal,
      clock,
      luck: options.luck ?? hexLuck(seed),
      rng,
      brain: options.brain ?? ((level: BotLevel, view) => botAnswer(level, view, rng)),
      observer: {
        ...NO_OBSERVER,
        onDecided: (decided) => this.#onDecided(decided),
        onInvariantViolation: (violated) => this.witness.violations.push(violated),
        onStopped: ({ reason }) => this.witness.stops.push(reason),
        ...observer,
      },
      events: {
        onApplied: (_room, events, before) => void this.witness.applied.push({ events, before }),
        onStopped: () => undefined,
      },
      settings: { mailboxLimit, botThinkMs },
    }
  }

  static async open(rules: RuleSet, options: LiveOptions = {}): Promise<LiveTable> {
    const live = new LiveTable(options)
    const created = await Room.create(live.deps, {
      tableId: 'T',
      no: '123456',
      creator: personAt(0).uid,
      clubId: null,
      isPublic: false,
      rules,
      timing: { ...TIMING, ...options.timing },
    })
    assert.ok(created.ok)
    live.room = created.value
    live.#keepSecret()
    return live
  }

  /** The same table after the process died: what the journal holds, or its first `records`. */
  static async revive(old: LiveTable, options: LiveOptions = {}, records?: number): Promise<LiveTable> {
    const kept = (await old.journal.read('T')).slice(0, records)
    const journal = new MemoryJournal<TableEvent>()
    for (const record of kept) assert.ok((await journal.append(record)).ok)
    const live = new LiveTable(options, old.clock, journal)
    for (const record of kept) for (const event of record.events) live.#known.follow(event)
    if (options.journalFails !== undefined) journal.fail(options.journalFails)
    const recovered = await Room.recover(live.deps, kept)
    assert.ok(recovered.ok, JSON.stringify(recovered))
    live.room = recovered.value
    live.#keepSecret()
    return live
  }

  get state(): TableState {
    return this.room.state
  }

  /** Seats a player at every place and connects the persons. */
  async seatAll(bots: readonly (BotLevel | null)[]): Promise<this> {
    for (const seat of seatsOf(this.state)) {
      const taken = await this.room.submit({ type: 'join', player: personAt(seat, bots[seat] ?? null), seat })
      assert.ok(taken.ok, JSON.stringify(taken))
      if (bots[seat] == null) await this.connect(seat)
    }
    return this
  }

  async connect(seat: Seat): Promise<ArrayConnection> {
    const connection = new ArrayConnection(`seat ${seat}`)
    this.connections[seat] = connection
    this.room.attendance.attach(seat, connection)
    const synced = await this.room.sync(seat)
    assert.ok(synced.ok || this.room.isOver)
    this.check()
    return connection
  }

  async ready(...seats: readonly Seat[]): Promise<void> {
    for (const seat of seats) assertTaken(await this.room.submit({ type: 'ready', seat, seed: null }))
  }

  async sorted(...seats: readonly Seat[]): Promise<void> {
    for (const seat of seats) assertTaken(await this.room.submit({ type: 'sorted', seat }))
  }

  /** Runs timers until the match is over. */
  async playOn(limit = 100_000): Promise<void> {
    for (let steps = 0; !this.room.isOver; steps += 1) {
      assert.ok(steps < limit, 'the match does not end')
      assert.ok(await this.clock.step(), `nothing is due in ${this.state.phase.kind}`)
    }
  }

  /** Checks what every connection got since the last check. */
  check(): void {
    for (const [seat, connection] of this.connections.entries()) {
      if (!connection) continue
      const from = this.#checked.get(connection) ?? 0
      for (const push of connection.pushes.slice(from)) this.#checkPush(seat, push)
      this.#checked.set(connection, connection.pushes.length)
    }
  }

  #onDecided(decided: Decided): void {
    this.witness.decided.push(decided)
    this.#checkByEvent(decided.events)
    this.#keepSecret()
  }

  /** A push is held against what its seat knew at its event, not at the decision's end. */
  #checkByEvent(events: readonly TableEvent[]): void {
    let shown = this.room === undefined ? 0 : this.state.shown - events.filter(isShown).length
    for (const event of events) {
      if (isShown(event)) shown += 1
      this.#known.follow(event)
      if (event.type === 'roundEnded' || event.type === 'roundAborted') this.#secrets.clear()
      for (const [seat, connection] of this.connections.entries()) {
        if (!connection) continue
        let at = this.#checked.get(connection) ?? 0
        for (; at < connection.pushes.length; at += 1) {
          const push = connection.pushes[at]!
          if (seqOf(push) > shown) break
          this.#checkPush(seat, push)
        }
        this.#checked.set(connection, at)
      }
    }
  }

  #checkPush(seat: number, push: Outgoing): void {
    this.pushesChecked += 1
    assertFits(push)
    const foreign = this.#known.foreign(seat, push.payload)
    assert.deepEqual(foreign, [], `seat ${seat} was shown foreign tiles in ${JSON.stringify(push)}`)
    const text = JSON.stringify(push.payload)
    for (const secret of this.#secrets) assert.ok(!text.includes(secret), `${push.route} tells a seed`)
  }

  #keepSecret(): void {
    if (this.room === undefined) return
    const { sealed, round } = this.state
    // In parts, so that a piece of the seed is found too.
    for (const part of sealed.serverSeed.match(/.{32}/g) ?? []) this.#secrets.add(part)
    if (round && round.roundId === sealed.roundId) for (const seed of round.seatSeeds) this.#secrets.add(seed)
  }
}

const seqOf = ({ payload }: Outgoing): number =>
  'seq' in (payload as object) ? (payload as { seq: number }).seq : 0

export function assertTaken(taken: Taken): void {
  assert.ok(taken.ok, JSON.stringify(taken))
}

export { settle }
