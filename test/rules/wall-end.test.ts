import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kongRows } from '../../src/rules/kong-money.ts'
import { balance, type Ledger } from '../../src/rules/ledger.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { type WallEndPlayer, wallEndRows } from '../../src/rules/wall-end.ts'

const { nanoserver, xuezhan, sbr3, sbr4, boyaa, m2, babykylin, majsoul } = PRESETS

const at = (seat: Seat, part: Partial<WallEndPlayer> = {}): WallEndPlayer => ({
  seat,
  won: false,
  ready: null,
  isPig: false,
  ...part,
})
const unready = (seat: Seat): WallEndPlayer => at(seat)
const ready = (seat: Seat, points: number): WallEndPlayer => at(seat, { ready: points })
const winner = (seat: Seat, points = 0): WallEndPlayer => at(seat, { won: true, ready: points })
/** Held the void suit: hand ready or not makes no difference. */
const pig = (seat: Seat, points: number | null = null): WallEndPlayer =>
  at(seat, { ready: points, isPig: true })

type Case = {
  readonly name: string
  readonly rules: RuleSet
  readonly players: readonly WallEndPlayer[]
  /** Each seat's gain of the settlement. */
  readonly gains: readonly number[]
  readonly pot?: number
}

const CASES: readonly Case[] = [
  {
    name: 'nanoserver: each unready player pays each ready one his dearest wait',
    rules: nanoserver,
    players: [unready(0), ready(1, 8), unready(2), ready(3, 2)],
    gains: [-10, 16, -10, 4],
  },
  {
    name: 'nanoserver: winners neither pay nor receive 查叫',
    rules: nanoserver,
    players: [winner(0, 16), unready(1), ready(2, 4), winner(3, 8)],
    gains: [0, -4, 4, 0],
  },
  {
    name: 'nanoserver knows no 花猪: a void tile in hand changes nothing',
    rules: nanoserver,
    players: [pig(0, 8), unready(1), winner(2), winner(3)],
    gains: [8, -8, 0, 0],
  },
  {
    name: 'all ready: nobody pays',
    rules: nanoserver,
    players: [ready(0, 1), ready(1, 8), winner(2), ready(3, 2)],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'all unready: nobody pays',
    rules: nanoserver,
    players: [unready(0), unready(1), unready(2), unready(3)],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'one player un-won: the round ended by a win and nothing is settled',
    rules: sbr3,
    players: [winner(0), pig(1), winner(2), winner(3)],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'xuezhan: a pig pays the cap of 32 to every un-won non-pig and no 查叫 beside it',
    rules: xuezhan,
    players: [pig(0), ready(1, 4), unready(2), winner(3)],
    gains: [-64, 32 + 4, 32 - 4, 0],
  },
  {
    name: 'a ready hand with void tiles is no ready hand',
    rules: xuezhan,
    players: [pig(0, 32), unready(1), winner(2), winner(3)],
    gains: [-32, 32, 0, 0],
  },
  {
    name: 'pigs pay no pig',
    rules: xuezhan,
    players: [pig(0), pig(1), ready(2, 2), winner(3)],
    gains: [-32, -32, 64, 0],
  },
  {
    name: 'only pigs left: nobody to pay',
    rules: xuezhan,
    players: [pig(0), pig(1), winner(2), winner(3)],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'sbr3: a pig pays 48 to the pot and the ready player as well',
    rules: sbr3,
    players: [pig(0), ready(1, 8), unready(2), winner(3)],
    gains: [-48 - 8, 16, -8, 0],
    pot: 48,
  },
  {
    name: 'sbr4: two pigs put 96 in the pot',
    rules: sbr4,
    players: [pig(0), pig(1), winner(2), unready(3)],
    gains: [-48, -48, 0, 0],
    pot: 96,
  },
  {
    name: 'boyaa: 16 base to every un-won non-pig',
    rules: boyaa,
    players: [pig(0), ready(1, 4), unready(2), winner(3)],
    gains: [-32, 16 + 4, 16 - 4, 0],
  },
  {
    name: 'm2: the cap of 64 to every non-pig, winners too',
    rules: m2,
    players: [pig(0), ready(1, 4), unready(2), winner(3)],
    gains: [-192, 64 + 4, 64 - 4, 64],
  },
  {
    name: 'majsoul: the wait or 8, whichever is more, to every un-won non-pig',
    rules: majsoul,
    players: [pig(0), ready(1, 16), ready(2, 4), unready(3)],
    gains: [-16 - 8 - 8, 16 + 16, 8 + 4, 8 - 16 - 4],
  },
  {
    name: 'sixteenToAll with 查叫: 16 to winners and unready, 16 and the wait to the ready',
    rules: { ...xuezhan, huaZhu: 'sixteenToAll', huaZhuChaJiao: true },
    players: [pig(0), ready(1, 4), unready(2), winner(3)],
    gains: [-16 - 20 - 16, 20 + 4, 16 - 4, 16],
  },
  {
    name: 'babykylin: a pig is not ready, and pays no more than 查叫',
    rules: babykylin,
    players: [pig(0, 8), ready(1, 16), unready(2), winner(3)],
    gains: [-16, 32, -16, 0],
  },
  {
    name: 'chaJiaoToWinners: who has won is owed what the hand was worth',
    rules: { ...nanoserver, chaJiaoToWinners: true },
    players: [unready(0), ready(1, 2), winner(2, 8), winner(3, 1)],
    gains: [-11, 2, 8, 1],
  },
  {
    name: 'chaJiao off: unready players pay nothing',
    rules: { ...nanoserver, chaJiao: false },
    players: [unready(0), ready(1, 16), winner(2), winner(3)],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'the base score multiplies 花猪 and 查叫',
    rules: { ...boyaa, baseScore: 10 },
    players: [pig(0), ready(1, 4), unready(2), winner(3)],
    gains: [-320, 200, 120, 0],
  },
]

for (const { name, rules, players, gains, pot = 0 } of CASES) {
  test(name, () => {
    assert.deepEqual(balance(wallEndRows(rules, { players }, []), players.length), { seats: gains, pot })
  })
}

const concealedKongOf = (seat: Seat, live: readonly Seat[]): Ledger =>
  kongRows(nanoserver, { type: 'concealed-kong', delayed: false, seat, from: seat, live }, 0)

test('退税: an unready player returns his kongs to all who paid, also to who has won since', () => {
  const ledger = concealedKongOf(0, [1, 2, 3])
  const players = [unready(0), winner(1), ready(2, 4), winner(3)]
  const rows = wallEndRows(nanoserver, { players }, ledger)
  assert.deepEqual(rows, [
    { id: 3, reason: 'chaJiao', from: 0, to: 2, points: 4, ref: null },
    { id: 4, reason: 'tuiShui', from: 0, to: 1, points: 2, ref: 0 },
    { id: 5, reason: 'tuiShui', from: 0, to: 2, points: 2, ref: 1 },
    { id: 6, reason: 'tuiShui', from: 0, to: 3, points: 2, ref: 2 },
  ])
})

test('退税 without refunds to winners leaves their share with the konger', () => {
  const ledger = concealedKongOf(0, [1, 2, 3])
  const players = [unready(0), winner(1), unready(2), winner(3)]
  const rows = wallEndRows({ ...nanoserver, tuiShuiToWinners: false }, { players }, ledger)
  assert.deepEqual(
    rows.map(({ to, ref }) => [to, ref]),
    [[2, 1]],
  )
})

test('退税 spares the ready and the winners', () => {
  const players = [ready(0, 2), unready(1), winner(2), winner(3)]
  const reasons = [0, 2].flatMap((seat) =>
    wallEndRows(nanoserver, { players }, concealedKongOf(seat as Seat, [1, 3])).map((row) => row.reason),
  )
  assert.deepEqual(reasons, ['chaJiao', 'chaJiao'])
})

test('退税 off: an unready player keeps his kongs', () => {
  const players = [unready(0), unready(1), winner(2), winner(3)]
  const ledger = concealedKongOf(0, [1, 2, 3])
  assert.deepEqual(wallEndRows({ ...nanoserver, tuiShui: false }, { players }, ledger), [])
})

test('a pig returns his kongs though his hand would be ready', () => {
  const players = [pig(0, 8), unready(1), winner(2), winner(3)]
  const rows = wallEndRows(xuezhan, { players }, concealedKongOf(0, [1]))
  assert.deepEqual(
    rows.map(({ reason, to, points }) => [reason, to, points]),
    [
      ['huaZhu', 1, 32],
      ['tuiShui', 1, 2],
    ],
  )
})

const TRANSFERRED: Ledger = [
  ...concealedKongOf(0, [1, 2]),
  { id: 2, reason: 'zhuanYu', from: 0, to: 2, points: 2, ref: 0 },
  { id: 3, reason: 'zhuanYu', from: 0, to: 2, points: 2, ref: 1 },
]

test('a kong passed on by 转雨 is not returned by the konger', () => {
  const players = [unready(0), unready(1), winner(2), winner(3)]
  assert.deepEqual(wallEndRows(nanoserver, { players }, TRANSFERRED), [])
})

test('without that exemption the konger owes it a second time', () => {
  const players = [unready(0), unready(1), winner(2), winner(3)]
  const rows = wallEndRows({ ...nanoserver, tuiShuiKeepTransferred: false }, { players }, TRANSFERRED)
  assert.deepEqual(
    rows.map(({ to, points, ref }) => [to, points, ref]),
    [
      [1, 2, 0],
      [2, 2, 1],
    ],
  )
})

test('a kong returned to its payers after a deal-in is never returned again', () => {
  const ledger: Ledger = [
    ...concealedKongOf(0, [1]),
    { id: 1, reason: 'zhuanYuRefund', from: 0, to: 1, points: 2, ref: 0 },
  ]
  const players = [unready(0), unready(1), winner(2), winner(3)]
  for (const tuiShuiKeepTransferred of [true, false])
    assert.deepEqual(wallEndRows({ ...sbr3, tuiShuiKeepTransferred }, { players }, ledger), [])
})

test('花猪 is settled before 查叫 and 查叫 before 退税', () => {
  const rules = { ...xuezhan, huaZhuChaJiao: true }
  const players = [pig(0), ready(1, 4), winner(2), winner(3)]
  const reasons = wallEndRows(rules, { players }, concealedKongOf(0, [1])).map((row) => row.reason)
  assert.deepEqual(reasons, ['huaZhu', 'chaJiao', 'tuiShui'])
})
