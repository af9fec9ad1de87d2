import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Table } from '../../client/table-state.ts'
import { newTable } from '../../client/table-state.ts'
import { answered, reduce } from '../../client/store.ts'
import { seededRng } from '../../src/lib/rng.ts'
import type { AnyPush, PushOf } from '../../src/protocol/pushes.ts'
import type { Outgoing } from '../../src/room/connection.ts'
import type { Addressed } from '../../src/room/pushes/addressed.ts'
import { pushesOf } from '../../src/room/pushes/push-events.ts'
import { syncPushes } from '../../src/room/pushes/sync.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import type { Command } from '../../src/table/command.ts'
import { cloneState } from '../../src/table/clone.ts'
import { isRoundInPlay } from '../../src/table/decide/round-end.ts'
import type { TableEvent } from '../../src/table/event.ts'
import { evolve } from '../../src/table/evolve.ts'
import type { TableState } from '../../src/table/state.ts'
import { TableDriver, personAt, randomAnswer, rulesOf, START_MS } from '../support/table-driver.ts'
import { nextAnswer, towardsWin } from '../support/table-players.ts'

const asPush = ({ route, payload }: Outgoing): AnyPush => ({ name: route, payload }) as AnyPush

type Transfer = PushOf<'onScoreTransfer'>
/** Reasons of all transfers that pages were told of. */
const seenTransfers = new Set<Transfer['reason']>()

const seqOf = (push: Outgoing | undefined): number | null =>
  push && 'seq' in (push.payload as object) ? (push.payload as { readonly seq: number }).seq : null

const scoresOf = (page: Table): number[] => page.seats.map(({ score }) => score)

/** The points of every player, with what the round in play has brought so far. */
const pointsOf = (state: TableState): number[] =>
  state.seats.flatMap((taken, seat) =>
    taken ? [taken.score + (isRoundInPlay(state) ? state.round!.deltas[seat]! : 0)] : [],
  )

/** The points after each event, by the number that its pushes carry. */
function pointsByNumber(before: TableState, events: readonly TableEvent[]): Map<number, readonly number[]> {
  const state = cloneState(before)
  const points = new Map([[state.shown, pointsOf(state)]])
  for (const event of events) {
    evolve(state, event)
    points.set(state.shown, pointsOf(state))
  }
  return points
}

/** A table together with what the pages of all its players make of its pushes. */
class WatchedTable extends TableDriver {
  pages: Table[] = this.seats.map((seat) => newTable(personAt(seat).uid))

  override do(command: Command): readonly TableEvent[] {
    const before = this.state
    const events = super.do(command)
    this.tell(pushesOf(before, events, this.nowMs), pointsByNumber(before, events))
    const seat = 'seat' in command ? command.seat : undefined
    const promptId = seat === undefined ? undefined : before.prompts[seat]?.id
    if (seat !== undefined && promptId !== undefined && this.promptOf(seat)?.id !== promptId) {
      this.pages[seat] = answered(this.pages[seat]!, promptId)
    }
    return events
  }

  /** After the last push of an event the points on every page that got it are the server's. */
  tell(pushes: readonly Addressed[], points: ReadonlyMap<number, readonly number[]>): void {
    for (const [index, { seats, push }] of pushes.entries()) {
      const seq = seqOf(push)
      const isLast = seq !== null && seqOf(pushes[index + 1]?.push) !== seq
      if (push.route === 'onScoreTransfer') seenTransfers.add((push.payload as Transfer).reason)
      for (const seat of seats ?? this.seats) {
        const page = reduce(this.pages[seat]!, asPush(push), this.nowMs)
        this.pages[seat] = page
        if (isLast) assert.deepEqual(scoresOf(page), points.get(seq), push.route)
      }
    }
  }

  /** What a page that opens just now is told. */
  freshPage(seat: Seat): Table {
    return syncPushes(this.state, seat, this.nowMs).reduce(
      (page, { seats, push }) =>
        seats?.includes(seat) === false ? page : reduce(page, asPush(push), this.nowMs),
      newTable(personAt(seat).uid),
    )
  }
}

const ascending = (tiles: readonly number[]): number[] => [...tiles].sort((a, b) => a - b)

/** What a player sees, in a form that does not depend on the order of arrival. */
function sightOf(page: Table, hasBegun: boolean) {
  const hands = Object.entries(page.hands).map(([uid, { tiles, melds, discards, que, won }]) => ({
    uid,
    tiles: ascending(tiles),
    melds: melds.map(({ type, tiles: meldTiles, from }) => ({
      type,
      tiles: ascending(meldTiles),
      // An added kong keeps the giver of its pong on the page, so that it can be robbed back into one.
      from: type === 'added-kong' ? null : from,
    })),
    discards,
    // Who comes back sees the own choice at once, who stayed sees it with the others'.
    que: hasBegun ? que : 0,
    won,
  }))
  const { phase, turn, lastDiscard } = page
  const { round, rounds, banker, wallLeft, prompt, players, deskNo } = page
  return {
    hands: hands.sort((a, b) => Number(a.uid) - Number(b.uid)),
    facts: { round, rounds, banker, wallLeft, prompt, players, deskNo },
    play: hasBegun ? { phase, turn, lastDiscard } : null,
    scores: scoresOf(page),
  }
}

function assertSame(table: WatchedTable, context: string): void {
  if (!isRoundInPlay(table.state)) return
  // Without 定缺 the first push of play is the first deed.
  const hasBegun = table.state.round!.hands.some(({ discarded }) => discarded > 0)
  for (const seat of table.seats) {
    assert.deepEqual(
      sightOf(table.pages[seat]!, hasBegun),
      sightOf(table.freshPage(seat), hasBegun),
      `${context}: the page of seat ${seat}`,
    )
  }
}

type Matches = {
  readonly preset: string
  readonly overrides: Record<string, unknown>
  /** Of players who go for wins and kongs; there 转雨 happens. */
  readonly boldSeed: number
}
const MATCHES: readonly Matches[] = [
  { preset: 'xuezhan', overrides: { rounds: 2 }, boldSeed: 26 },
  { preset: 'nanoserver', overrides: { rounds: 2, players: 3, suits: 2, dingQue: false }, boldSeed: 1 },
  { preset: 'sbr3', overrides: { rounds: 2 }, boldSeed: 4 },
  { preset: 'babykylin', overrides: { rounds: 2, players: 2 }, boldSeed: 1 },
]

/** One match, in which every page is held against the table after every step. */
function watchMatch(
  rules: RuleSet,
  seed: number,
  answer: (state: TableState) => Command | null,
): WatchedTable {
  const table = new WatchedTable(rules, { seed })
  table.seatAll()
  for (let round = 1; table.state.phase.kind !== 'ended'; round += 1) {
    table.deal()
    assertSame(table, `seed ${seed}, the deal of round ${round}`)
    for (let step = 1; ; step += 1) {
      const command = answer(table.state)
      if (!command) break
      table.do(command)
      assertSame(table, `seed ${seed}, round ${round}, step ${step}`)
    }
  }
  return table
}

function assertEnded(table: WatchedTable): void {
  for (const page of table.pages) {
    assert.equal(page.phase, 'matchOver')
    const total = page.matchEnd!.stats.reduce((sum, { totalScore }) => sum + totalScore, 0)
    // What goes to SBR's pot leaves the table.
    if (table.state.rules.huaZhu === 'pot48') assert.ok(total <= 0)
    else assert.equal(total, 0, 'points are moved, not made')
    assert.deepEqual(scoresOf(page), pointsOf(table.state))
  }
}

for (const { preset, overrides, boldSeed } of MATCHES) {
  test(`a page that heard everything sees what a page that opens now is told: ${preset}`, () => {
    const rules = rulesOf(preset, overrides)
    for (let seed = 1; seed <= 6; seed += 1) {
      const rng = seededRng(seed)
      assertEnded(watchMatch(rules, seed, (state) => randomAnswer(state, rng)))
    }
    const rng = seededRng(boldSeed)
    assertEnded(watchMatch(rules, boldSeed, (state) => nextAnswer(state, towardsWin, rng)))
  })
}

test('the matches above moved money in every way', () => {
  assert.deepEqual([...seenTransfers].sort(), ['huaZhu', 'tuiShui', 'zhuanYu', 'zhuanYuRefund'])
})

/** Pushes as they come over the wire, one after the other. */
const told = (pushes: readonly AnyPush[], page = newTable(100)): Table =>
  pushes.reduce((next, push) => reduce(next, push, START_MS), page)

const NOBODY = { isReady: false, sex: 0, isExit: false, headURL: '', score: 1000, ip: '', offline: false }
const player = (deskPos: number, acId: number) => ({ ...NOBODY, deskPos, acId, nickname: `p${acId}` })
const SEATED: AnyPush = { name: 'onPlayerEnter', payload: { data: [player(0, 100), player(1, 101)] } }

test('a robbed kong is a pong again, and the tile is with who robbed it', () => {
  const page = told([
    SEATED,
    {
      name: 'onDuanPai',
      payload: {
        markerId: 101,
        dice1: 1,
        dice2: 1,
        accountInfo: [
          { acId: 100, mjs: [1] },
          { acId: 101, mjs: [-1, -1, -1, -1] },
        ],
      },
    },
    { name: 'onOpTypeDo', payload: { uid: [100], optype: 1, hutype: 0, mjs: [1] } },
    { name: 'onOpTypeDo', payload: { uid: [101], optype: 2, hutype: 0, mjs: [1, 0, 2], from: 100 } },
    { name: 'onOpTypeDo', payload: { uid: [101], optype: 3, hutype: 0, mjs: [3], gangType: 1024 } },
  ])
  assert.equal(page.hands[101]!.melds[0]!.type, 'added-kong')
  assert.deepEqual(page.hands[100]!.discards, [])
  const robbed = told(
    [{ name: 'onOpTypeDo', payload: { uid: [100], optype: 4, hutype: 0, mjs: [3], from: 101 } }],
    page,
  )
  assert.deepEqual(robbed.hands[101]!.melds, [{ type: 'pong', tiles: [1, 0, 2], from: 100 }])
  assert.deepEqual(robbed.hands[100]!.won, { tile: 3, isSelfDrawn: false })
})

test('a vote is shown with its places from 0, and goes when it fails', () => {
  const dissolveStatus = [
    { deskPos: 1, status: '申请解散' },
    { deskPos: 2, status: '等待中' },
  ]
  const page = told([
    SEATED,
    { name: 'onDissolveAgreement', payload: { dissolveUid: 100, dissolveStatus, restTime: 30 } },
  ])
  assert.equal(page.vote!.dueAtMs, START_MS + 30_000)
  assert.deepEqual(page.vote!.statuses[1], { place: 1, status: '等待中' })
  assert.equal(told([{ name: 'onDissolveFailure', payload: { deskPos: 2 } }], page).vote, null)
})

test('who leaves frees the seat; the own leaving and a dissolved desk end the table', () => {
  const exit = (acid: number, exitType: -1 | 0 | 6) => ({ acid, isexit: true, exitType, deskPos: 0 })
  assert.equal(told([SEATED, { name: 'onPlayerExit', payload: exit(101, -1) }]).seats.length, 1)
  assert.equal(told([SEATED, { name: 'onPlayerExit', payload: exit(100, -1) }]).phase, 'left')
  assert.equal(told([SEATED, { name: 'onDissolve', payload: exit(0, 6) }]).phase, 'dissolved')
})

test('a push that is not about the table leaves it as it is', () => {
  const page = told([SEATED])
  assert.equal(told([{ name: 'onCoinChange', payload: { coin: 3 } }], page), page)
  assert.equal(told([{ name: 'onServerDrain', payload: { retryInMs: 3 } }], page), page)
})

test('money that moves is booked and shown for a moment', () => {
  const changes = [
    { acId: 100, score: 2 },
    { acId: 101, score: -2 },
  ]
  const page = told([SEATED, { name: 'onGangScoreChange', payload: { isXiaYu: true, changes } }])
  assert.deepEqual(
    page.seats.map(({ score }) => score),
    [1002, 998],
  )
  assert.deepEqual(
    page.flashes.map(({ kind, uid, points }) => [kind, uid, points]),
    [
      ['xiayu', 100, 0],
      ['points', 100, 2],
      ['points', 101, -2],
    ],
  )
})
