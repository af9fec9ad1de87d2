import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { commitOf } from '../../src/fairness/commitment.ts'
import { wallFor } from '../../src/fairness/fair-wall.ts'
import { type RoundProof, verifyRound } from '../../src/fairness/verify.ts'
import { wallTiles } from '../../src/rules/wall.ts'

const ROUNDS = 10_000

/** Seeds of round n that are the same on every run. */
const seedOf = (label: string, bytes: number): string =>
  createHash('sha512')
    .update(label)
    .digest('hex')
    .slice(0, bytes * 2)

/** A round as the server deals it. */
function dealtRound(n: number): RoundProof {
  const suits = n % 5 === 0 ? 2 : 3
  const players = 2 + (n % 3)
  const roundId = `table-${n}`
  const serverSeed = seedOf(`server ${n}`, 64)
  const seatSeeds = Array.from({ length: players }, (_, seat) =>
    seedOf(`seat ${seat} of ${n}`, 16 + (n % 17)),
  )
  const wall = wallFor({ roundId, serverSeed, seatSeeds, tiles: wallTiles({ suits }) })
  return {
    roundId,
    commit: commitOf(roundId, serverSeed),
    serverSeed,
    seatSeeds,
    wall,
    rules: { players, suits },
  }
}

/** docs/fairness.md once more, written without a line of src. */
function wallByTheBook({ roundId, serverSeed, seatSeeds, rules }: RoundProof): number[] {
  const key = createHmac('sha512', Buffer.from(serverSeed, 'hex'))
    .update(`${roundId}|${seatSeeds.join('|')}`)
    .digest()
  const words: number[] = []
  for (let n = 0; n < 8; n++) {
    const block = createHmac('sha512', key)
      .update(Buffer.from(n.toString(16).padStart(16, '0'), 'hex'))
      .digest('hex')
    words.push(...(block.match(/.{8}/g) ?? []).map((word) => Number.parseInt(word, 16)))
  }
  const wall = [...Array(rules.suits * 36).keys()]
  for (let i = wall.length - 1; i >= 1; i--) {
    const b = i + 1
    let x = words.shift() ?? Number.NaN
    while (x >= 2 ** 32 - (2 ** 32 % b)) x = words.shift() ?? Number.NaN
    const j = x % b
    ;[wall[i], wall[j]] = [wall[j]!, wall[i]!]
  }
  return wall
}

test(`${ROUNDS} rounds as dealt verify, and are what the documented formulas give`, () => {
  for (let n = 0; n < ROUNDS; n++) {
    const round = dealtRound(n)
    assert.ok(verifyRound(round).ok, `round ${n}`)
    assert.deepEqual(round.wall, wallByTheBook(round), `round ${n}`)
  }
})

const ROUND = dealtRound(2)

const FORGED: readonly [string, Partial<RoundProof>, string][] = [
  ['two tiles of the wall changed places', { wall: swapFirst(ROUND.wall) }, 'WALL_MISMATCH'],
  ['a tile is missing at the end of the wall', { wall: ROUND.wall.slice(0, -1) }, 'WALL_MISMATCH'],
  ['a tile was added to the wall', { wall: [...ROUND.wall, 0] }, 'WALL_MISMATCH'],
  ["another round's commitment", { commit: dealtRound(5).commit }, 'COMMIT_MISMATCH'],
  ['another server seed', { serverSeed: dealtRound(5).serverSeed }, 'COMMIT_MISMATCH'],
  ['another round id', { roundId: 'table-3' }, 'COMMIT_MISMATCH'],
  ['two seats have changed seeds', { seatSeeds: swapFirst(ROUND.seatSeeds) }, 'WALL_MISMATCH'],
  ['a seat seed is missing', { seatSeeds: ROUND.seatSeeds.slice(1) }, 'BAD_SEAT_SEED'],
  ['a seat seed of 15 bytes', { seatSeeds: ROUND.seatSeeds.with(0, '0'.repeat(30)) }, 'BAD_SEAT_SEED'],
  ['a seat seed of 33 bytes', { seatSeeds: ROUND.seatSeeds.with(0, '0'.repeat(66)) }, 'BAD_SEAT_SEED'],
  [
    'a seat seed with a separator',
    { seatSeeds: ROUND.seatSeeds.with(0, `${'0'.repeat(31)}|`) },
    'BAD_SEAT_SEED',
  ],
  ['a server seed in upper case', { serverSeed: ROUND.serverSeed.toUpperCase() }, 'BAD_SERVER_SEED'],
  ['a short server seed', { serverSeed: ROUND.serverSeed.slice(2) }, 'BAD_SERVER_SEED'],
  ['a round id with a separator', { roundId: 'table|2' }, 'BAD_ROUND_ID'],
  ['an empty round id', { roundId: '' }, 'BAD_ROUND_ID'],
  ['the wall of two suits for three', { rules: { ...ROUND.rules, suits: 2 } }, 'WALL_MISMATCH'],
]

function swapFirst<T>(list: readonly T[]): T[] {
  return [list[1]!, list[0]!, ...list.slice(2)]
}

for (const [name, change, code] of FORGED) {
  test(`refused: ${name}`, () => {
    const verdict = verifyRound({ ...ROUND, ...change })
    assert.ok(!verdict.ok)
    assert.equal(verdict.error.code, code)
  })
}
