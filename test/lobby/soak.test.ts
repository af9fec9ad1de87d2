// Every table ends: people who come and go, hand their seat to the server and take it back, answer or do not, ask for an
// end and are refused one, over a journal that is slow or away, and a process that is restarted. Time is a fake clock's.
// XUEZHAN_SOAK=<matches> plays more of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { botAnswer } from '../../src/bot/policy.ts'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { Room } from '../../src/room/room.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { viewFor } from '../../src/table/view.ts'
import { LUCK_SEED } from '../support/property.ts'
import type { FakeSession } from './fake-sessions.ts'
import { World } from './world.ts'

const MATCHES = Number(process.env['XUEZHAN_SOAK'] ?? 16)
const PRESETS = ['xuezhan', 'nanoserver', 'sbr4', 'boyaa'] as const
/** A match of four rounds whose every question is left to the clock takes less, of the table's time. */
const LONGEST_MS = 4 * 3_600_000
/** Timers in such a time, many times over. */
const MOST_STEPS = 60_000

type Person = { readonly uid: number; session: FakeSession }

class Match {
  #world: World
  readonly #rng: Rng
  readonly #people: Person[]
  #room: Room
  #isHeld = false

  private constructor(world: World, rng: Rng, people: Person[]) {
    this.#world = world
    this.#rng = rng
    this.#people = people
    this.#room = world.roomOf(people[0]!.session)
  }

  static async begin(seed: number): Promise<Match> {
    const rng = seededRng(seed)
    const world = await World.open({ seed })
    const people = await world.newcomers(1 + rng.below(2))
    const options = { preset: PRESETS[rng.below(PRESETS.length)]!, round: [1, 4][rng.below(2)]! }
    for (const session of people) await world.ask(session, 'DeskManager.QuickStart', { options })
    const match = new Match(
      world,
      rng,
      people.map((session) => ({ uid: session.uid!, session })),
    )
    await world.clock.advance(5000)
    for (const session of people) await world.ask(session, 'DeskManager.Ready', {})
    assert.equal(match.#room.state.roundNo, 1)
    return match
  }

  /** Resolves with how it ended. */
  async play(): Promise<string> {
    const { clock } = this.#world
    const beganAtMs = clock.nowMs()
    for (let steps = 0; !this.#room.isOver; steps += 1) {
      assert.ok(steps < MOST_STEPS, `goes round and round in ${this.#room.state.phase.kind}`)
      assert.ok(clock.nowMs() - beganAtMs < LONGEST_MS, `still in ${this.#room.state.phase.kind} after hours`)
      await this.#disturb()
      if (this.#isHeld || this.#room.isOver) continue
      assert.ok(await clock.step(), `nothing is due in ${this.#room.state.phase.kind}`)
    }
    this.#world.journal.heal()
    this.#world.journal.release()
    await this.#world.written()
    for (const { uid } of this.#people) assert.equal(this.#world.lobby.registry.isBusy(uid), false)
    assert.equal(clock.pending, 0, 'a timer outlives its table')
    await this.#world.records.close()
    const { phase } = this.#room.state
    return phase.kind === 'ended' ? phase.reason : phase.kind
  }

  async #disturb(): Promise<void> {
    const { journal, clock } = this.#world
    const person = this.#people[this.#rng.below(this.#people.length)]!
    switch (this.#rng.below(60)) {
      case 0:
        return person.session.close()
      case 1:
        return await this.#comeBack(person)
      case 2:
        return this.#say(person, 'DeskManager.Trust', { on: this.#rng.below(2) === 0 })
      case 3:
        return this.#say(person, this.#rng.below(2) === 0 ? 'DeskManager.Pause' : 'DeskManager.Resume', {})
      case 4:
        // Two who ask for an end agree with each other now and then.
        return this.#rng.below(10) === 0 ? this.#say(person, 'DeskManager.Dissolve', {}) : undefined
      case 5:
        return this.#say(person, 'DeskManager.DissolveStatus', { result: false })
      case 6:
        this.#isHeld = true
        return journal.hold()
      case 7:
      case 8:
        this.#isHeld = false
        journal.release()
        return await this.#world.idle()
      case 9:
        if (this.#rng.below(5) > 0) return
        journal.fail('EIO')
        await clock.advance(this.#rng.below(5000))
        return journal.heal()
      case 10:
        return this.#rng.below(20) === 0 ? await this.#restart() : undefined
      default:
        return this.#answer(person)
    }
  }

  async #comeBack(person: Person): Promise<void> {
    person.session = await this.#world.login(person.uid)
    this.#say(person, 'DeskManager.ReEnter', { deskId: this.#room.no })
    this.#say(person, 'DeskManager.ClientInitCompleted', { isReenter: true })
  }

  async #restart(): Promise<void> {
    this.#world.journal.release()
    this.#isHeld = false
    await this.#world.idle()
    const { world } = await this.#world.restart({ seed: this.#rng.below(1 << 20) })
    this.#world = world
    for (const person of this.#people) await this.#comeBack(person)
    this.#room = world.lobby.registry.placeOf(this.#people[0]!.uid)?.room ?? this.#room
  }

  #say(person: Person, route: Parameters<World['call']>[1], request: object): void {
    // What becomes of it shows in the table; while the journal is held nobody can wait for it.
    if (!person.session.isClosed) void this.#world.call(person.session, route, request)
  }

  /** As a player would, but not always. */
  #answer(person: Person): void {
    const { state } = this.#room
    const seat = state.seats.findIndex((taken) => taken?.player.uid === person.uid)
    const prompt = state.prompts[seat]
    if (!prompt || person.session.isClosed || this.#rng.below(3) > 0) return
    const answer = botAnswer('easy', viewFor(state, seat as Seat), this.#rng)
    void this.#room.submit({ ...answer, seat: seat as Seat, promptId: prompt.id })
  }
}

test(`${MATCHES} disturbed matches with bots all end, seed ${LUCK_SEED}`, async (t) => {
  const ends = new Map<string, number>()
  for (let index = 0; index < MATCHES; index += 1) {
    const seed = LUCK_SEED + index
    try {
      const match = await Match.begin(seed)
      const end = await match.play()
      ends.set(end, (ends.get(end) ?? 0) + 1)
    } catch (error) {
      throw new Error(`the match of seed ${seed} does not end`, { cause: error })
    }
  }
  t.diagnostic([...ends].map(([end, count]) => `${end} ${count}`).join(', '))
  assert.ok((ends.get('finished') ?? 0) >= MATCHES / 2, 'most are played to their end')
  assert.equal(ends.get('frozen'), undefined)
})
