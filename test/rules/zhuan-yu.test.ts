import assert from 'node:assert/strict'
import { test } from 'node:test'
import { kongRows } from '../../src/rules/kong-money.ts'
import { balance, type Ledger, type LedgerRow } from '../../src/rules/ledger.ts'
import type { MeldType } from '../../src/rules/meld.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import type { RuleSet } from '../../src/rules/ruleset.ts'
import type { Seat } from '../../src/rules/tiles.ts'
import { transferRows } from '../../src/rules/zhuan-yu.ts'

const { nanoserver, sbr3, m2, babykylin, majsoul } = PRESETS
const KONGER = 0

type Kong = { readonly type: MeldType; readonly from?: Seat; readonly delayed?: boolean }
const CONCEALED: Kong = { type: 'concealed-kong' }
const ADDED: Kong = { type: 'added-kong' }
const exposedFrom = (from: Seat): Kong => ({ type: 'exposed-kong', from })

/** Seat 0 makes these kongs while all others are in; `chain` says which row ids each of them has. */
function kongsOf(rules: RuleSet, kongs: readonly Kong[]): { ledger: Ledger; chain: number[][] } {
  const ledger: LedgerRow[] = []
  const chain = kongs.map(({ type, from = KONGER, delayed = false }) => {
    const rows = kongRows(rules, { type, delayed, seat: KONGER, from, live: [1, 2, 3] }, ledger.length)
    ledger.push(...rows)
    return rows.map((row) => row.id)
  })
  return { ledger, chain }
}

type Case = {
  readonly name: string
  readonly rules: RuleSet
  readonly kongs: readonly Kong[]
  readonly winners: readonly Seat[]
  /** Each seat's gain of kongs and transfer together. */
  readonly gains: readonly number[]
}

const CASES: readonly Case[] = [
  {
    name: 'nanoserver: a concealed kong goes to the winner, his own payment included',
    rules: nanoserver,
    kongs: [CONCEALED],
    winners: [1],
    gains: [0, 4, -2, -2],
  },
  {
    name: 'nanoserver: an exposed kong comes back to the payer who wins',
    rules: nanoserver,
    kongs: [exposedFrom(2)],
    winners: [2],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'nanoserver: an exposed kong goes to a winner who did not pay for it',
    rules: nanoserver,
    kongs: [exposedFrom(2)],
    winners: [1],
    gains: [0, 2, -2, 0],
  },
  {
    name: 'the third player is not charged a second time when two win (A6.13)',
    rules: nanoserver,
    kongs: [CONCEALED],
    winners: [1, 2],
    gains: [0, 1, 1, -2],
  },
  {
    name: 'a concealed kong shared by three winners leaves nobody a point',
    rules: nanoserver,
    kongs: [CONCEALED],
    winners: [1, 2, 3],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'what does not divide goes to the winner nearest to the discarder',
    rules: nanoserver,
    kongs: [ADDED],
    winners: [2, 3],
    gains: [0, -1, 1, 0],
  },
  {
    name: 'a sum smaller than the number of winners goes to the nearest whole',
    rules: nanoserver,
    kongs: [exposedFrom(3)],
    winners: [1, 2, 3],
    gains: [0, 2, 0, -2],
  },
  {
    name: 'scope last moves only the kong just made',
    rules: nanoserver,
    kongs: [CONCEALED, ADDED],
    winners: [3],
    gains: [6, -3, -3, 0],
  },
  {
    name: 'scope chain moves every kong since the last discard',
    rules: { ...nanoserver, zhuanYuScope: 'chain' },
    kongs: [CONCEALED, ADDED],
    winners: [3],
    gains: [0, -3, -3, 6],
  },
  {
    name: 'm2: all own kong income moves',
    rules: m2,
    kongs: [CONCEALED, exposedFrom(1)],
    winners: [3],
    gains: [0, -4, -2, 6],
  },
  {
    name: 'payerFirst: a direct kong goes to its payer when he is among the winners',
    rules: { ...nanoserver, zhuanYuMulti: 'payerFirst' },
    kongs: [exposedFrom(2)],
    winners: [1, 2],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'payerFirst: what no winner paid is shared',
    rules: { ...nanoserver, zhuanYuMulti: 'payerFirst' },
    kongs: [CONCEALED],
    winners: [1, 2],
    gains: [0, 1, 1, -2],
  },
  {
    name: 'babykylin: each winner gets the whole, beyond the first from the konger himself',
    rules: babykylin,
    kongs: [CONCEALED],
    winners: [1, 2],
    gains: [-6, 4, 4, -2],
  },
  {
    name: 'sbr: shoot after kong, the kong is not paid',
    rules: sbr3,
    kongs: [CONCEALED],
    winners: [1, 2],
    gains: [0, 0, 0, 0],
  },
  {
    name: 'sbr: only the kong just made is returned',
    rules: sbr3,
    kongs: [exposedFrom(1), CONCEALED],
    winners: [2],
    gains: [2, -2, 0, 0],
  },
  {
    name: 'majsoul: the konger keeps his kong',
    rules: majsoul,
    kongs: [CONCEALED],
    winners: [1],
    gains: [6, -2, -2, -2],
  },
  {
    name: 'a kong that earned nothing passes nothing on, nor does the one before it',
    rules: { ...nanoserver, delayedAddedKongEach: 0 },
    kongs: [CONCEALED, { ...ADDED, delayed: true }],
    winners: [1],
    gains: [6, -2, -2, -2],
  },
]

for (const { name, rules, kongs, winners, gains } of CASES) {
  test(name, () => {
    const { ledger, chain } = kongsOf(rules, kongs)
    const rows = transferRows(rules, { winners, discarder: KONGER, chain }, ledger)
    assert.deepEqual(balance([...ledger, ...rows], 4).seats, gains)
  })
}

test('every transfer row leaves the konger and refers to a kong row of his', () => {
  const { ledger, chain } = kongsOf(nanoserver, [CONCEALED])
  const rows = transferRows(nanoserver, { winners: [1, 2], discarder: KONGER, chain }, ledger)
  assert.deepEqual(rows, [
    { id: 3, reason: 'zhuanYu', from: 0, to: 1, points: 2, ref: 0 },
    { id: 4, reason: 'zhuanYu', from: 0, to: 1, points: 1, ref: 1 },
    { id: 5, reason: 'zhuanYu', from: 0, to: 2, points: 1, ref: 1 },
    { id: 6, reason: 'zhuanYu', from: 0, to: 2, points: 2, ref: 2 },
  ])
})

test('an income passed on once is not passed on again by a later deal-in (scope all)', () => {
  const first = kongsOf(m2, [CONCEALED])
  const moved = [
    ...first.ledger,
    ...transferRows(m2, { winners: [1], discarder: KONGER, chain: first.chain }, first.ledger),
  ]
  const second = kongRows(
    m2,
    { type: 'added-kong', delayed: false, seat: KONGER, from: KONGER, live: [2, 3] },
    moved.length,
  )
  const ledger = [...moved, ...second]
  const chain = [second.map((row) => row.id)]
  const rows = transferRows(m2, { winners: [2], discarder: KONGER, chain }, ledger)
  assert.deepEqual(
    rows.map(({ to, points, ref }) => ({ to, points, ref })),
    second.map(({ id, points }) => ({ to: 2, points, ref: id })),
  )
})

test("another player's kongs never move", () => {
  const ledger = kongRows(
    m2,
    { type: 'concealed-kong', delayed: false, seat: 3, from: 3, live: [0, 1, 2] },
    0,
  )
  assert.deepEqual(transferRows(m2, { winners: [1], discarder: KONGER, chain: [[]] }, ledger), [])
})
