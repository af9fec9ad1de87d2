import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseProof, verifyWall } from '../../client/wall-proof.ts'
import { retryDelayMs } from '../../client/backoff.ts'
import { newSeatSeed } from '../../src/fairness/commitment.ts'
import { fairRound } from './fair-round.ts'

test('the page finds the same wall as the server, in the browser its own way', async () => {
  for (const [players, suits] of [
    [4, 3],
    [3, 2],
    [2, 3],
  ] as const) {
    const proof = fairRound(players, suits)
    const read = parseProof(JSON.stringify({ ...proof, events: [] }))
    assert.deepEqual(read, proof)
    const witness = { commit: proof.commit, seed: proof.seatSeeds[1]! }
    assert.equal(await verifyWall(proof, witness), 'VERIFIED')
    assert.equal(await verifyWall(proof, undefined), 'VERIFIED')
  }
})

test('whatever was changed afterwards is named', async () => {
  const proof = fairRound(4, 3)
  const other = fairRound(4, 3)
  const swapped = proof.wall.with(0, proof.wall[1]!).with(1, proof.wall[0]!)
  const seen = { commit: proof.commit, seed: proof.seatSeeds[0]! }
  assert.equal(await verifyWall({ ...proof, wall: swapped }, seen), 'WALL_MISMATCH')
  assert.equal(await verifyWall({ ...proof, wall: proof.wall.slice(1) }, seen), 'WALL_MISMATCH')
  assert.equal(await verifyWall({ ...proof, seatSeeds: other.seatSeeds }, undefined), 'WALL_MISMATCH')
  assert.equal(await verifyWall({ ...proof, serverSeed: other.serverSeed }, seen), 'COMMIT_MISMATCH')
  assert.equal(await verifyWall(proof, { ...seen, commit: other.commit }), 'SHOWN_COMMIT')
  assert.equal(await verifyWall(proof, { ...seen, seed: newSeatSeed() }), 'OWN_SEED')
  assert.equal(await verifyWall({ ...proof, seatSeeds: [] }, undefined), 'BAD_PROOF')
})

test('a record that holds no proof is not taken for one', () => {
  const proof = fairRound(4, 3)
  for (const broken of [
    'no JSON',
    '{}',
    JSON.stringify({ ...proof, wall: undefined }),
    JSON.stringify({ ...proof, seatSeeds: ['zz'] }),
  ]) {
    assert.equal(parseProof(broken), undefined, broken.slice(0, 40))
  }
})

test('tries to connect come ever later, between 250 ms and 10 s, and not all at once', () => {
  assert.equal(retryDelayMs(0, 1), 250)
  assert.equal(retryDelayMs(0, 0), 125)
  assert.equal(retryDelayMs(3, 1), 2000)
  assert.equal(retryDelayMs(1000, 1), 10_000)
  assert.equal(retryDelayMs(1000, 0), 5000)
})
