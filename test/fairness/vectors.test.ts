// vectors.json was computed with Python's hashlib and hmac from docs/fairness.md alone. A change of it breaks
// every verifier in the field.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { commitOf } from '../../src/fairness/commitment.ts'
import { wallFor } from '../../src/fairness/fair-wall.ts'
import { parseHistory } from '../../src/fairness/history-proofs.ts'
import type { RoundProof } from '../../src/fairness/verify.ts'
import { verifyRound } from '../../src/fairness/verify.ts'
import { wallTiles } from '../../src/rules/wall.ts'

function readVectors(): RoundProof[] {
  const history = parseHistory(readFileSync(new URL('vectors.json', import.meta.url), 'utf8'))
  assert.ok(history.ok)
  return history.value.map(({ proof }) => {
    assert.ok(proof.ok)
    return proof.value
  })
}

const VECTORS = readVectors()

test('the vectors are four rounds of four, three and two players', () => {
  assert.deepEqual(
    VECTORS.map(({ rules, wall }) => [rules.players, wall.length]),
    [
      [4, 108],
      [4, 108],
      [3, 72],
      [2, 108],
    ],
  )
})

for (const vector of VECTORS) {
  test(`the wall and the commitment of round ${vector.roundId} are the ones computed elsewhere`, () => {
    const { roundId, serverSeed, seatSeeds, rules, commit, wall } = vector
    assert.equal(commitOf(roundId, serverSeed), commit)
    assert.deepEqual(wallFor({ roundId, serverSeed, seatSeeds, tiles: wallTiles(rules) }), wall)
    assert.deepEqual(verifyRound(vector), { ok: true, value: vector })
  })
}
