import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balance } from '../../src/rules/ledger.ts'
import { PRESETS } from '../../src/rules/presets.ts'
import { winRows } from '../../src/rules/win-money.ts'

const rules = PRESETS.nanoserver

test('the discarder alone pays a win on his tile', () => {
  const rows = winRows(rules, { winner: 1, from: 3, points: 8, live: [0, 2, 3] }, 0)
  assert.deepEqual(rows, [{ id: 0, reason: 'win', from: 3, to: 1, points: 8, ref: null }])
})

test('every player still in pays a self-draw, who has won does not', () => {
  const rows = winRows(rules, { winner: 1, from: null, points: 8, live: [0, 3] }, 5)
  assert.deepEqual(balance(rows, 4).seats, [-8, 16, 0, -8])
  assert.deepEqual(
    rows.map((row) => row.id),
    [5, 6],
  )
})

test('three players win on one tile: the discarder pays each his own worth', () => {
  const wins = [
    { winner: 1, points: 2 },
    { winner: 2, points: 16 },
    { winner: 3, points: 1 },
  ] as const
  const rows = wins.flatMap((win, id) => winRows(rules, { ...win, from: 0, live: [0, 1, 2, 3] }, id))
  assert.deepEqual(balance(rows, 4).seats, [-19, 2, 16, 1])
})

test('点杠花 paid by the discarder is a win from one seat', () => {
  const rows = winRows(rules, { winner: 0, from: 2, points: 4, live: [1, 2, 3] }, 0)
  assert.deepEqual(balance(rows, 4).seats, [4, 0, -4, 0])
})

test('the base score multiplies a win', () => {
  const rows = winRows({ ...rules, baseScore: 3 }, { winner: 0, from: null, points: 4, live: [1, 2] }, 0)
  assert.deepEqual(balance(rows, 3).seats, [24, -12, -12])
})

test('the winner pays himself nothing when he is listed as live', () => {
  const rows = winRows(rules, { winner: 1, from: null, points: 1, live: [0, 1, 2] }, 0)
  assert.deepEqual(
    rows.map((row) => row.from),
    [0, 2],
  )
})
