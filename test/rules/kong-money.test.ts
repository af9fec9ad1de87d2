import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InvariantError } from '../../src/lib/assert.ts'
import { type KongPayment, kongRows } from '../../src/rules/kong-money.ts'
import { balance } from '../../src/rules/ledger.ts'
import { PRESET_NAMES, PRESETS, type PresetName } from '../../src/rules/presets.ts'
import type { Seat } from '../../src/rules/tiles.ts'

const CONCEALED: KongPayment = { type: 'concealed-kong', delayed: false, seat: 0, from: 0, live: [1, 2, 3] }
const EXPOSED: KongPayment = { type: 'exposed-kong', delayed: false, seat: 0, from: 2, live: [1, 2, 3] }
const ADDED: KongPayment = { type: 'added-kong', delayed: false, seat: 0, from: 0, live: [1, 2, 3] }
const DELAYED: KongPayment = { ...ADDED, delayed: true }

/** By preset: 暗杠, 点杠 from seat 2, 巴杠, delayed 巴杠 of seat 0, as each seat's gain. */
const BY_PRESET: Record<PresetName, [number[], number[], number[], number[]]> = {
  nanoserver: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [3, -1, -1, -1],
  ],
  xuezhan: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [3, -1, -1, -1],
  ],
  // Postponed kong 0.
  sbr3: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [0, 0, 0, 0],
  ],
  sbr4: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [0, 0, 0, 0],
  ],
  // 擦挂: the others pay 1.
  boyaa: [
    [6, -2, -2, -2],
    [4, -1, -2, -1],
    [3, -1, -1, -1],
    [3, -1, -1, -1],
  ],
  m2: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [3, -1, -1, -1],
  ],
  babykylin: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [0, 0, 0, 0],
  ],
  majsoul: [
    [6, -2, -2, -2],
    [2, 0, -2, 0],
    [3, -1, -1, -1],
    [0, 0, 0, 0],
  ],
}

for (const preset of PRESET_NAMES) {
  test(`what a kong earns in ${preset}`, () => {
    const gains = [CONCEALED, EXPOSED, ADDED, DELAYED].map(
      (kong) => balance(kongRows(PRESETS[preset], kong, 0), 4).seats,
    )
    assert.deepEqual(gains, BY_PRESET[preset])
  })
}

test('a winner pays for no kong any more', () => {
  const rows = kongRows(PRESETS.nanoserver, { ...CONCEALED, live: [3] }, 4)
  assert.deepEqual(rows, [{ id: 4, reason: 'concealedKong', from: 3, to: 0, points: 2, ref: null }])
})

test('the konger pays himself nothing when he is listed as live', () => {
  const live: Seat[] = [0, 1, 2, 3]
  const rows = kongRows(PRESETS.nanoserver, { ...ADDED, live }, 0)
  assert.deepEqual(
    rows.map((row) => row.from),
    [1, 2, 3],
  )
})

test('each kind of kong books under its own reason', () => {
  const reasons = [CONCEALED, EXPOSED, ADDED].map((kong) => kongRows(PRESETS.nanoserver, kong, 0)[0]?.reason)
  assert.deepEqual(reasons, ['concealedKong', 'exposedKong', 'addedKong'])
})

test('the base score multiplies kong money', () => {
  const rows = kongRows({ ...PRESETS.nanoserver, baseScore: 5 }, EXPOSED, 0)
  assert.deepEqual(balance(rows, 4).seats, [10, 0, -10, 0])
})

test('a pong earning money is a bug', () => {
  assert.throws(() => kongRows(PRESETS.nanoserver, { ...ADDED, type: 'pong' }, 0), InvariantError)
})
