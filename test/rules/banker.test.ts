import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextBanker } from '../../src/rules/banker.ts'
import { PRESETS } from '../../src/rules/presets.ts'

const { nanoserver, sbr3, babykylin } = PRESETS

test('the first winner deals next', () => {
  assert.equal(nextBanker(nanoserver, { banker: 0, firstWinners: [2], discarder: 1 }), 2)
  assert.equal(nextBanker(nanoserver, { banker: 0, firstWinners: [3], discarder: null }), 3)
})

test('two winners on the first tile: who gave it deals next', () => {
  assert.equal(nextBanker(nanoserver, { banker: 0, firstWinners: [2, 3], discarder: 1 }), 1)
  assert.equal(nextBanker(sbr3, { banker: 0, firstWinners: [2, 3], discarder: 1 }), 1)
})

test('three winners on one tile: who gave it deals next, not whoever comes first (A6.17)', () => {
  assert.equal(nextBanker(nanoserver, { banker: 0, firstWinners: [2, 3, 0], discarder: 1 }), 1)
})

test('several winners without bankerMultiDiscarder: the nearest of them deals', () => {
  const rules = { ...nanoserver, bankerMultiDiscarder: false }
  assert.equal(nextBanker(rules, { banker: 0, firstWinners: [3, 1], discarder: 2 }), 3)
})

test('nanoserver: a later double win decides even though someone won before', () => {
  const question = { banker: 0, firstWinners: [2], discarder: null, laterMultiDiscarder: 3 } as const
  assert.equal(nextBanker(nanoserver, question), 3)
  assert.equal(nextBanker(sbr3, question), 2)
})

test('a round without a winner leaves the deal where it is, whoever received 查叫 (A6.17)', () => {
  assert.equal(nextBanker(nanoserver, { banker: 3, firstWinners: [], discarder: null }), 3)
})

test('with bankerDraw next a winnerless round passes the deal on', () => {
  assert.equal(nextBanker(babykylin, { banker: 3, firstWinners: [], discarder: null }), 0)
})

test('rotate passes the deal on whoever wins, round the seats of a table of three', () => {
  const rules = { ...nanoserver, players: 3, banker: 'rotate' } as const
  assert.equal(nextBanker(rules, { banker: 2, firstWinners: [1], discarder: 0 }), 0)
})
