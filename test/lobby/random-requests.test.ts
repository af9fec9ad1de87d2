// Six accounts ask for anything, over connections that come and go, while journal and store hang and fail: nobody
// ever sits at two tables, the registry is what the journal says, and in the end nothing is left over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import { settle } from '../room/fake-clock.ts'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

const ACCOUNTS = 6
const CARDS = 10
/** How old a table may be here. */
const OLD_MS = 1_800_000

const REQUESTS = [
  'create',
  'createTrio',
  'quick',
  'quickTrio',
  'join',
  'exit',
  'destroy',
  'bot',
  'ready',
  'trust',
  'dissolve',
  'agree',
  'decline',
  'rejoin',
  'init',
  'pause',
  'resume',
] as const
type Request = (typeof REQUESTS)[number]

const OUTSIDE = [
  'hold',
  'release',
  'fail',
  'heal',
  'storeHold',
  'storeRelease',
  'storeDown',
  'storeUp',
] as const

type Step =
  | { readonly kind: 'ask'; readonly who: number; readonly request: Request; readonly table: number }
  | { readonly kind: 'close' | 'login'; readonly who: number }
  | { readonly kind: 'outside'; readonly what: (typeof OUTSIDE)[number] }
  | { readonly kind: 'wait'; readonly ms: number }

const who = fc.nat(ACCOUNTS - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constant('ask'),
      who,
      request: fc.constantFrom(...REQUESTS),
      table: fc.nat(3),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('close', 'login'), who }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('outside'), what: fc.constantFrom(...OUTSIDE) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.constantFrom(0, 1000, 5000, 30_000) }),
  },
)

class Crowd {
  readonly #world: World
  readonly #uids: number[] = []
  readonly #sessions: FakeSession[] = []
  /** The end of what each connection has asked: one at a time, as net does it. */
  readonly #asked = new Map<FakeSession, Promise<unknown>>()
  #releaseStore = (): void => undefined

  constructor(world: World) {
    this.#world = world
  }

  static async open(): Promise<Crowd> {
    const world = await World.open({ settings: { idleMs: OLD_MS } })
    const crowd = new Crowd(world)
    for (const session of await world.newcomers(ACCOUNTS)) {
      crowd.#uids.push(session.uid!)
      crowd.#sessions.push(session)
    }
    return crowd
  }

  async take(step: Step): Promise<void> {
    await this.#world.clock.advance(1)
    switch (step.kind) {
      case 'ask':
        this.#ask(this.#sessions[step.who]!, () => this.#request(step))
        break
      case 'close':
        this.#sessions[step.who]!.close()
        break
      case 'login': {
        const session = this.#world.directory.connect()
        const uid = this.#uids[step.who]!
        this.#sessions[step.who] = session
        this.#ask(session, () => this.#world.call(session, 'Manager.Login', { uid }))
        break
      }
      case 'outside':
        this.#change(step.what)
        break
      case 'wait':
        await this.#world.clock.advance(step.ms)
    }
    await settle()
  }

  #ask(session: FakeSession, ask: () => Promise<unknown>): void {
    this.#asked.set(session, Promise.resolve(this.#asked.get(session)).then(ask))
  }

  async #request({ who, request, table }: Extract<Step, { kind: 'ask' }>): Promise<void> {
    const world = this.#world
    const session = this.#sessions[who]!
    const rooms = [...world.lobby.registry.rooms()]
    const deskId = rooms[table % Math.max(1, rooms.length)]?.no ?? '000000'
    const options = { preset: 'xuezhan', round: 1, ...(request.endsWith('Trio') ? { mode: 3 } : {}) }
    const asks: Record<Request, () => Promise<unknown>> = {
      create: () => world.call(session, 'DeskManager.CreateDesk', { options }),
      createTrio: () => world.call(session, 'DeskManager.CreateDesk', { options }),
      quick: () => world.call(session, 'DeskManager.QuickStart', { options }),
      quickTrio: () => world.call(session, 'DeskManager.QuickStart', { options }),
      join: () => world.call(session, 'DeskManager.Join', { deskId }),
      exit: () => world.call(session, 'DeskManager.Exit', {}),
      destroy: () => world.call(session, 'DeskManager.Exit', { isDestroy: true }),
      bot: () => world.call(session, 'DeskManager.AddBot', {}),
      ready: () => world.call(session, 'DeskManager.Ready', {}),
      trust: () => world.call(session, 'DeskManager.Trust', { on: true }),
      dissolve: () => world.call(session, 'DeskManager.Dissolve', {}),
      agree: () => world.call(session, 'DeskManager.DissolveStatus', { result: true }),
      decline: () => world.call(session, 'DeskManager.DissolveStatus', { result: false }),
      rejoin: () => world.call(session, 'DeskManager.ReJoin', { deskId }),
      init: () => world.call(session, 'DeskManager.ClientInitCompleted', {}),
      pause: () => world.call(session, 'DeskManager.Pause', {}),
      resume: () => world.call(session, 'DeskManager.Resume', {}),
    }
    await asks[request]()
  }

  #change(what: (typeof OUTSIDE)[number]): void {
    const { journal, store } = this.#world
    switch (what) {
      case 'hold':
        return journal.hold()
      case 'release':
        return journal.release()
      case 'fail':
        return journal.fail('EIO')
      case 'heal':
        return journal.heal()
      case 'storeHold':
        this.#releaseStore()
        this.#releaseStore = store.hold()
        return undefined
      case 'storeRelease':
        return this.#releaseStore()
      case 'storeDown':
        store.isDown = true
        return undefined
      case 'storeUp':
        store.isDown = false
    }
  }

  /** What must hold at any moment. */
  check(): void {
    const { registry } = this.#world.lobby
    const tables = new Map<number, string>()
    for (const room of registry.rooms()) {
      assert.equal(room.isOver, false)
      assert.equal(registry.ofNo(room.no), room)
      const uids = room.state.seats.flatMap((taken) => taken?.player.uid ?? [])
      assert.equal(new Set(uids).size, uids.length)
      for (const uid of uids.filter((uid) => uid > 0)) {
        assert.equal(tables.get(uid), undefined, `${uid} sits at two tables`)
        tables.set(uid, room.tableId)
      }
    }
    for (const uid of this.#uids) {
      assert.equal(registry.placeOf(uid)?.room.tableId, tables.get(uid), `the place of ${uid}`)
    }
  }

  /** The rooms are what a restart would bring back. */
  async checkJournal(): Promise<void> {
    const seats = await this.#world.seatsInJournal()
    for (const uid of this.#uids) {
      const table = this.#world.lobby.registry.placeOf(uid)?.room.tableId
      assert.deepEqual(seats.get(uid) ?? [], table === undefined ? [] : [table], `the seats of ${uid}`)
    }
  }

  /** Everything works again, and every question is answered. */
  async calm(): Promise<void> {
    const { clock, journal } = this.#world
    for (const what of ['release', 'heal', 'storeRelease', 'storeUp'] as const) this.#change(what)
    await Promise.all(this.#asked.values())
    // Rooms try a journal that failed once a second.
    await clock.advance(2000)
    await this.#world.idle()
    this.check()
    await this.checkJournal()
    const { registry } = this.#world.lobby
    for (const uid of this.#uids) {
      const place = registry.placeOf(uid)
      assert.equal(registry.isBusy(uid), place !== undefined, `${uid} is busy without a place`)
      const isThere = this.#world.directory.ofUid(uid) !== undefined
      const isShown = place?.room.state.seats[place.seat]!.online ?? false
      assert.ok(isThere || !isShown, `${uid} is shown as online, and is gone`)
    }
    assert.equal(journal.state().kind, 'open')
  }

  /** When all tables are too old nothing is left, and each match was charged once at most. */
  async outlive(): Promise<void> {
    const { clock, journal, lobby, bed } = this.#world
    await clock.advance(OLD_MS)
    await this.#world.written()
    assert.equal(lobby.registry.size, 0)
    assert.equal(lobby.registry.load, 0)
    assert.equal(clock.pending, 0)
    assert.equal(journal.depth().liveTables, 0)
    for (const uid of this.#uids) {
      assert.equal(lobby.registry.isBusy(uid), false)
      const rows = await bed.db.selectFrom('cardLedger').select(['delta']).where('userId', '=', uid).execute()
      const balance = rows.reduce((sum, { delta }) => sum + delta, 0)
      assert.equal(await bed.storedCoin(uid), balance)
      assert.ok(balance <= CARDS)
    }
    const desks = await bed.db.selectFrom('desk').select('tableId').execute()
    assert.equal(new Set(desks.map(({ tableId }) => tableId)).size, desks.length)
  }
}

test('whatever is asked, nobody has two seats, no seat leaks, and nothing outlives its time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
      const crowd = await Crowd.open()
      for (const taken of steps) {
        await crowd.take(taken)
        crowd.check()
      }
      await crowd.checkJournal()
      await crowd.calm()
      await crowd.outlive()
    }),
    { numRuns: 40, endOnFailure: true },
  )
})
