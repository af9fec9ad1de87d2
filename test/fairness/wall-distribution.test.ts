import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { wallFor } from '../../src/fairness/fair-wall.ts'
import { TILE_COUNT } from '../../src/rules/tiles.ts'
import { wallTiles } from '../../src/rules/wall.ts'

const WALLS = 20_000
const SEED = 'positions-1'

/** How far a chi-square lies from its mean, in standard deviations. */
const deviations = (chiSquare: number, freedom: number): number =>
  (chiSquare - freedom) / Math.sqrt(2 * freedom)

function chiSquareOf(counts: ArrayLike<number>, expected: number): number {
  let sum = 0
  for (let cell = 0; cell < counts.length; cell++) sum += ((counts[cell] ?? 0) - expected) ** 2 / expected
  return sum
}

/** Walls of one seat whose server seeds differ in one number only: what a counter would give. */
function wallsOf(seed: string): number[][] {
  const tiles = wallTiles({ suits: 3 })
  return Array.from({ length: WALLS }, (_, n) => {
    const serverSeed = createHash('sha512').update(`${seed} ${n}`).digest('hex')
    return wallFor({ roundId: `r${n}`, serverSeed, seatSeeds: ['00'.repeat(16)], tiles })
  })
}

test(`over ${WALLS} walls every tile lies at every place equally often (seed ${SEED})`, () => {
  const places = new Uint32Array(TILE_COUNT * TILE_COUNT)
  const pairs = new Uint32Array(TILE_COUNT * TILE_COUNT)
  for (const wall of wallsOf(SEED)) {
    wall.forEach((tile, place) => {
      places[place * TILE_COUNT + tile]! += 1
      const before = wall[place - 1]
      if (before !== undefined) pairs[before * TILE_COUNT + tile]! += 1
    })
  }
  const placeFreedom = (TILE_COUNT - 1) ** 2
  const placeZ = deviations(chiSquareOf(places, WALLS / TILE_COUNT), placeFreedom)
  assert.ok(Math.abs(placeZ) < 4, `places: ${placeZ} standard deviations`)

  // Each of the 108 * 107 neighbourhoods is as likely as any other; a tile never follows itself.
  const pairCount = TILE_COUNT * (TILE_COUNT - 1)
  const neighbours = pairs.filter((_, cell) => cell % (TILE_COUNT + 1) !== 0)
  assert.equal(neighbours.length, pairCount)
  const pairZ = deviations(chiSquareOf(neighbours, (WALLS * (TILE_COUNT - 1)) / pairCount), pairCount - 1)
  assert.ok(Math.abs(pairZ) < 4, `neighbours: ${pairZ} standard deviations`)
})

test('one bit of any seed, or the round id, makes another wall', () => {
  const input = {
    roundId: 'r1',
    serverSeed: '00'.repeat(64),
    seatSeeds: ['00'.repeat(16), '00'.repeat(16)],
    tiles: wallTiles({ suits: 3 }),
  }
  const changed = [
    { ...input, roundId: 'r2' },
    { ...input, serverSeed: `${'00'.repeat(63)}01` },
    { ...input, seatSeeds: [`${'00'.repeat(15)}01`, '00'.repeat(16)] },
    { ...input, seatSeeds: ['00'.repeat(16), `${'00'.repeat(15)}01`] },
  ]
  const walls = [input, ...changed].map((round) => wallFor(round).join())
  assert.equal(new Set(walls).size, walls.length)
})

test('the same seed bytes parted differently between two seats make another wall', () => {
  const round = { roundId: 'r1', serverSeed: '00'.repeat(64), tiles: wallTiles({ suits: 3 }) }
  const first = wallFor({ ...round, seatSeeds: [`${'11'.repeat(16)}22`, '33'.repeat(16)] })
  const second = wallFor({ ...round, seatSeeds: ['11'.repeat(16), `22${'33'.repeat(16)}`] })
  assert.notDeepEqual(first, second)
})
