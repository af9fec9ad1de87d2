// What a seat could do and did not is its own affair: the others' frames are the same whether it could or not.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { seededRng } from '../../src/lib/rng.ts'
import { must } from '../../src/lib/assert.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { kindOf, KINDS_PER_SUIT } from '../../src/rules/tiles.ts'
import type { Addressed } from '../../src/room/pushes/addressed.ts'
import { pushesOf } from '../../src/room/pushes/push-events.ts'
import { syncPushes } from '../../src/room/pushes/sync.ts'
import type { Command } from '../../src/table/command.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { evolve, initialState } from '../../src/table/evolve.ts'
import type { Luck } from '../../src/table/luck.ts'
import type { PromptKind } from '../../src/table/prompt.ts'
import { isShown } from '../../src/table/shown.ts'
import { fc } from '../support/property.ts'
import { randomRules } from '../support/random-rules.ts'
import type { Stack } from '../support/scenario.ts'
import { Scenario, stackedLuck } from '../support/scenario.ts'
import { newTable, rulesOf, START_MS } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'

const framesFor = (pushes: readonly Addressed[], seat: Seat): string[] =>
  pushes
    .filter(({ seats }) => seats === null || seats.includes(seat))
    .map(({ push }) => `${push.route} ${JSON.stringify(push.payload)}`)

/** A round whose frames are kept by seat. */
class Watched extends Scenario {
  frames: string[][] = [[], [], [], []]

  override do(command: Command): readonly TableEvent[] {
    const before = this.state
    const events = super.do(command)
    const pushes = pushesOf(before, events, this.nowMs)
    // The deal happens before this class has its fields.
    for (const seat of this.seats) this.frames?.[seat]?.push(...framesFor(pushes, seat))
    return events
  }

  /** Whoever else is asked lets it pass, until the seat is asked itself. */
  passUntil(seat: Seat | null): void {
    const isWaiting = (): boolean =>
      seat === null ? ['claims', 'rob'].includes(this.state.phase.kind) : this.promptOf(seat) === null
    while (isWaiting()) this.passFirst()
  }

  passFirst(): void {
    this.pass(must(this.prompts[0], 'an open prompt').seat)
  }

  timesAsked(seat: Seat, kind: PromptKind): number {
    return this.all('prompted').filter(({ prompt }) => prompt.seat === seat && prompt.kind === kind).length
  }

  sync(seat: Seat): string[] {
    return framesFor(syncPushes(this.state, seat, this.nowMs), seat)
  }
}

/** A public deed. */
type Deed = (table: Watched) => void
const deed =
  (seat: Seat, act: (table: Watched) => void): Deed =>
  (table) => {
    table.passUntil(seat)
    act(table)
  }
/** The drawn tile; after a pong the last one of the hand. */
const throws = (seat: Seat): Deed =>
  deed(seat, (table) => {
    while (table.promptOf(seat)?.kind !== 'discard') table.passFirst()
    table.say(seat, { type: 'discard', tile: must(table.hand(seat).tiles.at(-1), 'a tile') })
  })

const RULES = rulesOf('nanoserver', { rounds: 1, dingQue: false })
const HAND_SIZE = 13
const SEATS = 4

/** Ranks far apart: thirteen kinds in this order are nowhere near a set. */
const JUNK_RANKS = [1, 4, 7, 2, 5, 8, 3, 6, 9]
const JUNK = JUNK_RANKS.flatMap((rank) => [0, 1, 2].map((suit) => suit * KINDS_PER_SUIT + rank - 1))

/** The stack's wall, but that the rival's tiles have changed places with others from the far end, where nobody draws. */
function luckWithout(stack: Stack, rival: Seat): Luck {
  const luck = stackedLuck(RULES, stack)
  const wall = [...luck.wall({ roundId: '', serverSeed: '', commit: '' }, [], [])]
  const near = HAND_SIZE * SEATS + stack.draws.split(' ').length
  const far = JUNK.map((kind) => wall.findLastIndex((tile) => kindOf(tile) === kind)).filter(
    (at) => at >= near,
  )
  for (let index = 0; index < HAND_SIZE; index += 1) {
    const place = HAND_SIZE * rival + index
    const at = must(far[index], 'a tile that fits nothing')
    const held = wall[place]!
    wall[place] = wall[at]!
    wall[at] = held
  }
  return { ...luck, wall: () => wall }
}

type Pair = {
  readonly name: string
  readonly hands?: Stack['hands']
  readonly draws?: string
  readonly rival: Seat
  /** What the rival holds if it can. */
  readonly hand: string
  /** What it is then asked, and lets pass. */
  readonly asked: PromptKind
  readonly deeds: readonly Deed[]
}

function playedBy({ hands = ['55t'], draws = DRAWS, rival, hand, deeds }: Pair, isAble: boolean): Watched {
  const stack = {
    hands: Array.from({ length: SEATS }, (_, seat) => (seat === rival ? hand : hands[seat])),
    draws,
  }
  const table = new Watched(RULES, stack, isAble ? {} : { luck: luckWithout(stack, rival) })
  // The deal shows the rival its tiles.
  table.frames = table.seats.map(() => [])
  for (const act of deeds) act(table)
  table.passUntil(null)
  return table
}

/** Seat 1 throws 5t, which seat 0 may pong; later seat 0 draws the fourth one. */
const DRAWS = '9t 5t 1b 9b 1w 5t 9w 4w 7w 2b'
const TURNS = [throws(0), throws(1), throws(2), throws(3)]
const PONG = [throws(0), throws(1), deed(0, (table) => table.pong(0)), throws(0)]
const KONG = [throws(1), throws(2), throws(3), deed(0, (table) => table.kong(0, '5t')), throws(0)]
const WAITS_5T = '46t 123456789b 99w'
const WAITS_9T = '78t 123456789b 99w'
/** Seat 1 wins on the first discard. */
const WINNING = { hands: ['', '78t 123456789w 22b'], draws: '9t 5t 1b 9b 1w 5t 9w' }
const AFTER_WIN = [throws(0), deed(1, (table) => table.win(1)), throws(2), throws(3)]

const PAIRS: readonly Pair[] = [
  { name: 'a pong of a discard', rival: 2, hand: '99t', asked: 'claim', deeds: TURNS },
  { name: 'a kong of a discard', rival: 2, hand: '999t', asked: 'claim', deeds: TURNS },
  { name: 'a win on a discard', rival: 2, hand: WAITS_9T, asked: 'claim', deeds: TURNS },
  { name: 'a kong of its own', rival: 1, hand: '3333b', asked: 'self', deeds: TURNS },
  { name: 'a self-drawn win', rival: 1, hand: WAITS_5T, asked: 'self', deeds: TURNS },
  {
    name: 'robbing a kong',
    rival: 3,
    hand: WAITS_5T,
    asked: 'rob',
    deeds: [...PONG, ...KONG],
  },
  {
    name: "a pong that another's win settles",
    ...WINNING,
    rival: 2,
    hand: '99t',
    asked: 'claim',
    deeds: AFTER_WIN,
  },
  {
    name: 'a second win on one tile',
    ...WINNING,
    rival: 2,
    hand: '3378t 123456789b',
    asked: 'claim',
    deeds: AFTER_WIN,
  },
]

describe('a seat that could and did not', () => {
  for (const pair of PAIRS) {
    test(`${pair.name}: the others get the same frames as if it could not`, () => {
      const able = playedBy(pair, true)
      const unable = playedBy(pair, false)
      const { rival, asked } = pair
      assert.ok(able.timesAsked(rival, asked) > unable.timesAsked(rival, asked), 'the rival was asked')
      assert.ok(able.state.seq > unable.state.seq)
      for (const seat of able.seats.filter((other) => other !== rival)) {
        assert.ok(able.frames[seat]!.length > 5)
        assert.deepEqual(able.frames[seat], unable.frames[seat], `seat ${seat}`)
        assert.deepEqual(able.sync(seat), unable.sync(seat), `seat ${seat} that comes back`)
      }
      assert.notDeepEqual(able.frames[rival], unable.frames[rival])
    })
  }
})

/** What a seat may know that happened: what everybody may, its own questions and its own answers. */
const isKnownTo = (event: TableEvent, seat: Seat): boolean =>
  isShown(event) ||
  (event.type === 'prompted' && event.prompt.seat === seat) ||
  (event.type === 'withdrawn' && event.seats.includes(seat)) ||
  ('seat' in event && event.seat === seat)

function playMatch(rules: RuleSet, seed: number): readonly TableEvent[] {
  const rng = seededRng(seed)
  const table = newTable(rules, { seed }).seatAll()
  while (table.state.phase.kind !== 'ended') {
    const command = nextAnswer(table.state, towardsWin, rng)
    if (command) table.do(command)
    else table.deal()
  }
  return table.events
}

/** The match as it happened, and as if nothing had happened that the seat may not know of, side by side. */
function assertExplained(events: readonly TableEvent[], seat: Seat): void {
  const [created, ...rest] = events
  assert.ok(created?.type === 'created')
  const known = rest.filter((event) => isKnownTo(event, seat))
  assert.ok(known.length < rest.length)
  const whole = initialState(created)
  const part = initialState(created)
  assert.deepEqual(
    framesFor(pushesOf(whole, rest, START_MS), seat),
    framesFor(pushesOf(part, known, START_MS), seat),
  )
  for (const event of rest) {
    evolve(whole, event)
    if (!isKnownTo(event, seat)) continue
    evolve(part, event)
    if (!whole.seats[seat]) continue
    assert.deepEqual(
      framesFor(syncPushes(whole, seat, START_MS), seat),
      framesFor(syncPushes(part, seat, START_MS), seat),
      `after ${event.type}`,
    )
  }
}

describe('whole matches', () => {
  for (const preset of ['xuezhan', 'nanoserver', 'sbr3'] as const) {
    test(`${preset}: every frame follows from what its seat may know of`, () => {
      const events = playMatch(rulesOf(preset, { rounds: 2 }), 5)
      for (const seat of [0, 1, 2, 3] as const) assertExplained(events, seat)
    })
  }

  test('any rule set: the same', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) =>
        assertExplained(playMatch(randomRules(seededRng(seed), 1), seed), (seed % 2) as Seat),
      ),
      { numRuns: 15 },
    )
  })
})
