// A whole lobby: real rooms, handlers, records and SQLite, over a journal in memory, sessions without sockets and
// a clock that stands still. `restart` makes the next process from what the last one left in journal and store.
import assert from 'node:assert/strict'
import { createTokens } from '../../src/auth/tokens.ts'
import { botAnswer } from '../../src/bot/policy.ts'
import { MemoryJournal } from '../../src/journal/memory.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { CardPrices } from '../../src/lobby/card-prices.ts'
import { ClientVersion } from '../../src/lobby/client-version.ts'
import type { Answer, Handlers } from '../../src/lobby/handler.ts'
import { makeHandlers } from '../../src/lobby/handlers/all.ts'
import type { LobbySettings } from '../../src/lobby/lobby.ts'
import { Lobby } from '../../src/lobby/lobby.ts'
import { MatchRecords } from '../../src/lobby/match-records.ts'
import type { Recovery } from '../../src/lobby/recovery.ts'
import { recoverTables } from '../../src/lobby/recovery.ts'
import { seatLeft } from '../../src/lobby/seat-left.ts'
import type { Reason } from '../../src/protocol/refusals.ts'
import { refusalFor } from '../../src/protocol/refusals.ts'
import type { RequestOf, ResponseOf, RouteName } from '../../src/protocol/routes.ts'
import { ROUTES } from '../../src/protocol/routes.ts'
import { err } from '../../src/lib/result.ts'
import { outgoing } from '../../src/room/connection.ts'
import type { TableJournal } from '../../src/room/journal-port.ts'
import { NO_OBSERVER } from '../../src/room/observer.ts'
import type { Room } from '../../src/room/room.ts'
import { WriteBehind } from '../../src/store/write-behind/write-behind.ts'
import type { TableEvent } from '../../src/table/event.ts'
import type { Luck } from '../../src/table/luck.ts'
import { replay } from '../../src/table/replay.ts'
import { type FakeClock, settle } from '../room/fake-clock.ts'
import { hexLuck } from '../room/live-table.ts'
import type { MemorySpool } from '../support/memory-spool.ts'
import { TIMING } from '../support/table-driver.ts'
import type { StoreBed } from '../store/contract/store-bed.ts'
import { FakeDirectory } from './fake-sessions.ts'
import type { FakeSession } from './fake-sessions.ts'
import { type Ground, openGround } from './ground.ts'
import { assertRefusal, assertRequest, assertResponse } from './payload-checks.ts'
import { StoreSwitch } from './switched-store.ts'

const NO_QUEUE_OBSERVER = { onBatch() {}, onRefused() {}, onRejected() {} }
const TOKEN_KEY = new Uint8Array(32).fill(7)

export type WorldOptions = {
  readonly seed?: number
  readonly settings?: Partial<LobbySettings>
  readonly prices?: readonly { readonly rounds: number; readonly cards: number }[]
  readonly version?: { readonly force: boolean; readonly version: string }
  readonly trustUid?: boolean
  readonly luck?: Luck
  /** Draws room numbers. */
  readonly rng?: Rng
  readonly isStrained?: () => boolean
}

export const SETTINGS: LobbySettings = {
  timing: TIMING,
  maxTables: 100,
  botFillMs: 5000,
  idleMs: 86_400_000,
}

export class World {
  readonly bed: StoreBed
  readonly clock: FakeClock
  readonly journal: MemoryJournal<TableEvent>
  readonly store = new StoreSwitch()
  readonly lobby: Lobby
  readonly records: MatchRecords
  readonly spool: MemorySpool
  readonly queue: WriteBehind
  readonly handlers: Handlers
  readonly directory: FakeDirectory
  readonly tokens: ReturnType<typeof createTokens>
  /** Rows and releases that were refused. */
  readonly retries: string[] = []
  /** Batches that the database did not take. */
  databaseRetries = 0
  readonly unpaid: string[] = []
  readonly storeFailures: unknown[] = []
  readonly #ground: Ground

  private constructor(ground: Ground, options: WorldOptions) {
    const { seed = 1, settings = {}, prices = [], trustUid = true, luck = hexLuck(seed) } = options
    const { bed, clock, spool } = ground
    const rng = options.rng ?? seededRng(seed)
    const store = this.store.wrap(bed.store)
    this.#ground = ground
    this.bed = bed
    this.clock = clock
    this.journal = new MemoryJournal({ nowMs: () => clock.nowMs() })
    this.tokens = createTokens({ key: TOKEN_KEY, expiresSeconds: 3600, clock })
    this.spool = spool
    this.queue = new WriteBehind({
      db: this.store.wrapDatabase(bed.db),
      spool,
      clock,
      observer: {
        ...NO_QUEUE_OBSERVER,
        onRetry: () => void (this.databaseRetries += 1),
        onMoney: (outcome) => this.records.onMoney(outcome),
      },
    })
    this.records = new MatchRecords({
      queue: this.queue,
      journal: this.journal,
      clock,
      prices: new CardPrices(prices),
      observer: {
        onRetry: ({ job }) => void this.retries.push(job),
        onUnpaid: ({ code }) => void this.unpaid.push(code),
      },
      onCoins: (uid, coin) => this.directory.ofUid(uid)?.send(outgoing('onCoinChange', { coin })),
    })
    this.lobby = new Lobby({
      clock,
      rng,
      events: this.records,
      canRecord: () => this.records.canTakeMore,
      newTableId: () => `T${(ground.tableIds.last += 1)}`,
      settings: { ...SETTINGS, ...settings },
      ...(options.isStrained ? { isStrained: options.isStrained } : {}),
      roomDeps: {
        journal: this.journal,
        clock,
        rng,
        luck,
        observer: NO_OBSERVER,
        settings: { mailboxLimit: 64, botThinkMs: [0, 0] },
        brain: (_level, view) => botAnswer('easy', view, rng),
      },
    })
    this.directory = new FakeDirectory(seatLeft(this.lobby.registry))
    this.handlers = makeHandlers({
      lobby: this.lobby,
      store,
      clock,
      tokens: this.tokens,
      trustUid,
      prices: new CardPrices(prices),
      directory: this.directory,
      version: new ClientVersion(options.version ?? { force: false, version: '1.0.0' }),
      onStoreFailure: (error) => void this.storeFailures.push(error),
    })
  }

  static async open(options: WorldOptions = {}): Promise<World> {
    const world = new World(await openGround(), options)
    world.queue.start()
    return world
  }

  /** The next process. Tables come back from the journal, or from what `unfinished` says that it holds. */
  async restart(
    options: WorldOptions = {},
    unfinished: Pick<TableJournal<TableEvent>, 'unfinished'> = this.journal,
  ): Promise<{ readonly world: World; readonly recovery: Recovery }> {
    this.lobby.close()
    await this.records.close()
    const closing = this.queue.close(0)
    await this.clock.advance(0)
    await closing
    const world = new World(this.#ground, options)
    for await (const { records } of this.journal.unfinished()) {
      for (const record of records) assert.ok((await world.journal.append(record)).ok)
    }
    const { lobby, records } = world
    const recovery = await recoverTables({
      journal: unfinished,
      lobby,
      retell: (state, events) => records.retell(state, events),
      abandon: (tableId, events, atMs) => records.abandon(tableId, events, atMs),
    })
    world.queue.start()
    await world.idle()
    return { world, recovery }
  }

  /** Rows on their way to the queue, and in it. */
  get #waiting(): number {
    return this.records.depth + this.queue.levels.depth
  }

  /** Waits until nothing happens any more without time passing. */
  async idle(): Promise<void> {
    const TURNS = 20
    for (let quiet = 0, depth = -1; quiet < TURNS; quiet += 1) {
      await settle()
      if (depth !== this.#waiting) quiet = 0
      depth = this.#waiting
    }
  }

  /** Lets time pass until every write is done. */
  async written(): Promise<void> {
    const MOST_TRIES = 100
    for (let tries = 0; this.#waiting > 0; tries += 1) {
      assert.ok(tries < MOST_TRIES, 'the records are never written')
      await this.clock.step()
      await this.idle()
    }
  }

  /** A new account, logged in. */
  async newcomer(): Promise<FakeSession> {
    return await this.login(await this.bed.newUser())
  }

  async newcomers(count: number): Promise<FakeSession[]> {
    const sessions: FakeSession[] = []
    while (sessions.length < count) sessions.push(await this.newcomer())
    return sessions
  }

  async login(uid: number): Promise<FakeSession> {
    const session = this.directory.connect()
    await this.ask(session, 'Manager.Login', { uid, token: await this.tokens.issue(uid) })
    return session
  }

  /** A request that must be taken. */
  async ask<R extends RouteName>(
    session: FakeSession,
    route: R,
    request: RequestOf<R>,
  ): Promise<ResponseOf<R>> {
    const answer = await this.call(session, route, request)
    assert.ok(answer.ok, `${route}: ${JSON.stringify(answer)}`)
    return answer.value
  }

  /** Why the request is refused; it must be. */
  async refused<R extends RouteName>(session: FakeSession, route: R, request: RequestOf<R>): Promise<Reason> {
    const answer = await this.call(session, route, request)
    assert.ok(!answer.ok, `${route} was taken: ${JSON.stringify(answer)}`)
    return answer.error.reason
  }

  /** As the dispatcher does it: the session must be where the route needs it, and payloads fit their schemas. */
  async call<R extends RouteName>(session: FakeSession, route: R, request: RequestOf<R>): Promise<Answer<R>> {
    assertRequest(route, request)
    const { needs } = ROUTES[route]
    if (needs !== 'none' && session.uid === null) return err(refusalFor(route, 'NOT_LOGGED_IN'))
    const isSeated = this.lobby.registry.placeOf(session.uid ?? 0) !== undefined
    if (needs === 'desk' && !isSeated) return err(refusalFor(route, 'NOT_AT_DESK'))
    session.receivedAtMs = this.clock.monotonicMs()
    const handler = this.handlers[route] as (session: FakeSession, request: unknown) => Promise<Answer<R>>
    const answer = await handler(session, request)
    if (answer.ok) assertResponse(route, answer.value)
    else assertRefusal(route, answer.error)
    return answer
  }

  roomOf(session: FakeSession): Room {
    const place = this.lobby.registry.placeOf(session.uid ?? 0)
    assert.ok(place, `${session.id} has no seat`)
    return place.room
  }

  /** A private table of this session's, with bots at the other seats. */
  async tableWithBots(session: FakeSession, options: RequestOf<'DeskManager.CreateDesk'>['options'] = {}) {
    await this.ask(session, 'DeskManager.CreateDesk', {
      options: { preset: 'xuezhan', round: 1, ...options },
    })
    const room = this.roomOf(session)
    while (room.state.seats.includes(null)) await this.ask(session, 'DeskManager.AddBot', {})
    return room
  }

  /** The server plays for the person until the match is over. */
  async playOut(session: FakeSession, room: Room): Promise<void> {
    if (room.state.roundNo === 0) await this.ask(session, 'DeskManager.Ready', {})
    await this.ask(session, 'DeskManager.Trust', { on: true })
    const LIMIT = 50_000
    for (let steps = 0; !room.isOver; steps += 1) {
      assert.ok(steps < LIMIT && (await this.clock.step()), `stuck in ${room.state.phase.kind}`)
    }
    await this.idle()
  }

  /** Each account's live tables, as the journal has them. */
  async seatsInJournal(): Promise<Map<number, string[]>> {
    const seats = new Map<number, string[]>()
    for await (const { tableId, records } of this.journal.unfinished()) {
      const state = replay(records.flatMap((record) => record.events))
      if (state.phase.kind === 'ended') continue
      for (const taken of state.seats) {
        if (taken?.player.bot === null) {
          seats.set(taken.player.uid, [...(seats.get(taken.player.uid) ?? []), tableId])
        }
      }
    }
    return seats
  }
}
