// Any order of comings and goings at a public table, while the journal is fast or slow: whoever is there, or back in
// time, has the seat; its connection is the newest one; and nobody else's leaving is his.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fc } from '../support/property.ts'
import type { Room } from '../../src/room/room.ts'
import type { RouteName } from '../../src/protocol/routes.ts'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

const PEOPLE = 5
const GRACE_MS = 20_000
const FILL_MS = 5000

type Deed =
  | { readonly kind: 'sit' | 'cut' | 'back' | 'exit' | 'ready' | 'pause' | 'resume'; readonly who: number }
  | { readonly kind: 'hold' | 'release' }
  | { readonly kind: 'wait'; readonly ms: number }

const who = fc.nat(PEOPLE - 1)
const of = <K extends string>(kind: K, weight: number) => ({
  weight,
  arbitrary: fc.record({ kind: fc.constant(kind), who }),
})
const deed: fc.Arbitrary<Deed> = fc.oneof(
  of('sit', 6),
  of('cut', 3),
  of('back', 5),
  of('exit', 1),
  of('ready', 2),
  of('pause', 1),
  of('resume', 1),
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('hold' as const, 'release' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('wait' as const),
      ms: fc.constantFrom(1, 900, FILL_MS, GRACE_MS - 1, GRACE_MS),
    }),
  },
)

/** What is known of one player without looking at the table. */
class Person {
  readonly uid: number
  session: FakeSession
  readonly #sessions: FakeSession[]
  /** Since when he has been away, as far as he could be seen; null while he is there. */
  #awaySinceMs: number | null = null
  /** For longer than strangers wait. */
  isLongAway = false
  /** Where he sat when nothing was under way. */
  room: Room | null = null
  /** Since then he left, or was away for long. */
  mayLose = false
  /** How often he may have been sent away: as often as he left, or was away for long. */
  #mostExits = 0

  constructor(session: FakeSession) {
    this.uid = session.uid!
    this.session = session
    this.#sessions = [session]
  }

  get exits(): number {
    const pushes = this.#sessions.flatMap((session) => session.pushes)
    return pushes.filter(
      ({ route, payload }) => route === 'onPlayerExit' && (payload as { acid: number }).acid === this.uid,
    ).length
  }

  get mostExits(): number {
    return this.#mostExits
  }

  goesAway(nowMs: number): void {
    this.#awaySinceMs ??= nowMs
  }

  isBack(nowMs: number, session = this.session): void {
    this.notice(nowMs)
    this.#awaySinceMs = null
    this.isLongAway = false
    if (session !== this.session) this.#sessions.push(session)
    this.session = session
  }

  leaves(): void {
    this.#mostExits += 1
    this.mayLose = true
  }

  /** Time has passed. */
  notice(nowMs: number): void {
    if (this.isLongAway || this.#awaySinceMs === null || nowMs - this.#awaySinceMs < GRACE_MS) return
    this.isLongAway = true
    this.leaves()
  }
}

class Play {
  readonly world: World
  readonly people: readonly Person[]
  readonly #pending: Promise<unknown>[] = []

  constructor(world: World, people: readonly Person[]) {
    this.world = world
    this.people = people
  }

  async carryOut(deed: Deed): Promise<void> {
    const { world } = this
    switch (deed.kind) {
      case 'hold':
        world.journal.hold()
        return
      case 'release':
        await this.quiet()
        return
      case 'wait':
        await world.clock.advance(deed.ms)
        return
      default:
        await this.#act(deed.kind, this.people[deed.who]!)
    }
  }

  async #act(kind: Extract<Deed, { who: number }>['kind'], person: Person): Promise<void> {
    const { world } = this
    const { session } = person
    const nowMs = world.clock.nowMs()
    switch (kind) {
      case 'cut':
        session.close()
        return person.goesAway(nowMs)
      case 'back':
        // Also while the old session is there.
        return this.#comeBack(person, await world.login(person.uid))
      case 'sit':
        return void this.#sitDown(person)
      case 'exit':
        person.leaves()
        return void this.#ask(session, 'DeskManager.Exit', {})
      case 'ready':
        return void this.#ask(session, 'DeskManager.Ready', {})
      case 'pause':
        if (!session.isClosed) person.goesAway(nowMs)
        return void this.#ask(session, 'DeskManager.Pause', {})
      case 'resume':
        // Without a seat there is nothing to come back to.
        if (!session.isClosed && world.lobby.registry.placeOf(person.uid)) person.isBack(nowMs)
        return void this.#ask(session, 'DeskManager.Resume', {})
    }
  }

  async #sitDown(person: Person): Promise<void> {
    const { session } = person
    const { ok } = await this.#ask(session, 'DeskManager.QuickStart', {})
    if (ok && !session.isClosed && session === person.session) person.isBack(this.world.clock.nowMs())
  }

  #comeBack(person: Person, session: FakeSession): void {
    const place = this.world.lobby.registry.placeOf(person.uid)
    const nowMs = this.world.clock.nowMs()
    person.isBack(nowMs, session)
    // A seat that he is given only now, over his old connection, is one at which he is not.
    if (!place) return person.goesAway(nowMs)
    void this.#ask(session, 'DeskManager.ReEnter', { deskId: place.room.no })
  }

  async #ask(session: FakeSession, route: RouteName, request: object): Promise<{ readonly ok: boolean }> {
    if (session.isClosed) return { ok: false }
    const answer = this.world.call(session, route, request)
    this.#pending.push(answer)
    return await answer
  }

  /** Everything that was asked is done. */
  async quiet(): Promise<void> {
    const { journal } = this.world
    journal.release()
    await this.world.idle()
    await Promise.all(this.#pending.splice(0))
    await this.world.idle()
  }
}

/** Whenever nothing is under way, players are where they were, once, and shown as what they are. */
function assertSeats({ world, people }: Play): void {
  const { registry } = world.lobby
  const rooms = [...registry.rooms()]
  for (const person of people) {
    const { uid, session, room, mayLose } = person
    const place = registry.placeOf(uid)
    const seats = rooms.flatMap(({ state }) => state.seats.filter((taken) => taken?.player.uid === uid))
    assert.equal(seats.length, place ? 1 : 0, `${uid} sits at ${seats.length} tables`)
    if (room && !mayLose && !room.isOver) assert.equal(place?.room, room, `${uid} has lost his seat`)
    if (session.isClosed) assert.notEqual(seats[0]?.online, true, `${uid} is gone and shown as online`)
    person.room = place?.room ?? null
    person.mayLose = person.isLongAway
  }
}

/** Nobody was sent away who was there and did not ask for it. */
function assertNobodySentAway({ world, people }: Play): void {
  for (const person of people) {
    person.notice(world.clock.nowMs())
    const { uid, exits, mostExits } = person
    assert.ok(exits <= mostExits, `${uid} was sent away ${exits} times, ${mostExits} for a reason`)
  }
}

test('comings and goings in any order cost nobody a seat', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 10, maxLength: 50 }), async (deeds) => {
      const world = await World.open()
      const play = new Play(
        world,
        (await world.newcomers(PEOPLE)).map((session) => new Person(session)),
      )
      for (const person of play.people.slice(0, 3)) {
        await world.ask(person.session, 'DeskManager.QuickStart', {})
      }
      for (const deed of deeds) {
        await play.carryOut(deed)
        assertNobodySentAway(play)
        if (deed.kind === 'release') assertSeats(play)
      }
      await play.quiet()
      assertSeats(play)
      assertNobodySentAway(play)
      world.lobby.close()
      await world.records.close()
    }),
    { numRuns: 60 },
  )
})
