import assert from 'node:assert/strict'
import { test } from 'node:test'
import { balance, type LedgerRow, numberRows, remainingIncome } from '../../src/rules/ledger.ts'

const row = (id: number, part: Partial<LedgerRow>): LedgerRow => ({
  id,
  reason: 'win',
  from: 0,
  to: 1,
  points: 1,
  ref: null,
  ...part,
})

test('an empty ledger leaves every seat at zero', () => {
  assert.deepEqual(balance([], 3), { seats: [0, 0, 0], pot: 0 })
})

test('what one seat pays another receives', () => {
  const rows = [row(0, { from: 2, to: 0, points: 8 }), row(1, { from: 1, to: 0, points: 3 })]
  assert.deepEqual(balance(rows, 4), { seats: [11, -3, -8, 0], pot: 0 })
})

test('what goes to the pot is missing from the seats', () => {
  assert.deepEqual(balance([row(0, { reason: 'huaZhu', from: 3, to: 'pot', points: 48 })], 4), {
    seats: [0, 0, 0, -48],
    pot: 48,
  })
})

test('a seat outside the table is a bug, not a payment', () => {
  assert.throws(() => balance([row(0, { to: 3 })], 3), /seat 3/)
})

test('new rows are numbered on from the next id, and nothing is paid by a row of zero', () => {
  const paid = { reason: 'win', from: 0, to: 1, points: 2, ref: null } as const
  assert.deepEqual(
    numberRows([paid, { ...paid, points: 0 }, { ...paid, points: 5 }], 7).map(({ id, points }) => [
      id,
      points,
    ]),
    [
      [7, 2],
      [8, 5],
    ],
  )
})

test('a kong income shrinks by what later rows moved on, never below zero', () => {
  const kong = row(0, { reason: 'concealedKong', points: 2 })
  const move = row(1, { reason: 'zhuanYu', from: 1, to: 2, points: 1, ref: 0 })
  assert.equal(remainingIncome(kong, [kong]), 2)
  assert.equal(remainingIncome(kong, [kong, move]), 1)
  assert.equal(remainingIncome(kong, [kong, move, { ...move, id: 2, points: 2 }]), 0)
})
