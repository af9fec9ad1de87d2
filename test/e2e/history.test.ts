// What is kept of a match, as its players get it over HTTP, and the proof of its walls.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import type { GameEnd } from '../support/auto-player.ts'
import type { Json } from '../support/player-client.ts'
import { getJson, logInAsGuest } from '../support/player-client.ts'
import { ROOT, ServerProcess } from '../support/server-process.ts'
import type { Party } from '../support/table-party.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const ROUNDS = 4

type Snapshot = {
  readonly roundId: string
  readonly commit: string
  readonly serverSeed: string
  readonly seatSeeds: readonly string[]
  readonly wall: readonly number[]
  readonly rules: Json
  readonly do: readonly Json[]
  readonly duanPai: {
    readonly accountInfo: readonly { readonly acId: number; readonly mjs: readonly number[] }[]
  }
}

const scoresOf = (row: Json): number[] => [0, 1, 2, 3].map((seat) => Number(row[`score_change${seat}`]))

describe(`the history of a match, seed ${SEED}`, () => {
  let server: ServerProcess
  let party: Party
  let end: GameEnd
  let desk: Json
  let rounds: readonly Json[]
  let snapshots: Snapshot[]

  const get = async (path: string): Promise<Json> =>
    await getJson(server.ports, party.guests[0]!.account, path)

  before(async () => {
    server = await ServerProcess.start()
    party = await seatParty(server, { desk: { preset: 'xuezhan', round: ROUNDS }, players: 4, seed: SEED })
    end = await playMatch(party)
    const { uid } = party.guests[0]!.account
    await until('the desk is written', async () => {
      const found = await get(`/v1/desk/player/${uid}`)
      desk = (found['data'] as readonly Json[])[0] ?? {}
      return Number(desk['dismiss_at'] ?? 0) > 0
    })
    rounds = (await get(`/v1/history/lite/${String(desk['id'])}`))['data'] as readonly Json[]
    snapshots = []
    for (const { id } of rounds) {
      const { data } = await get(`/v1/history/${String(id)}`)
      snapshots.push(JSON.parse(String((data as Json)['snapshot'])) as Snapshot)
    }
  })
  after(async () => {
    closeParty(party)
    await server.close()
  })

  /** The exit code of `npm run verify-wall` on these rounds, and what it said. */
  function verify(
    name: string,
    rounds: readonly Snapshot[],
  ): { readonly code: number | null; readonly said: string } {
    const file = join(server.dataDir, name)
    writeFileSync(file, JSON.stringify({ rounds }))
    const node = [process.execPath, join(ROOT, 'src', 'fairness', 'verify-wall.ts'), file]
    const { status, stdout } = spawnSync(node[0]!, node.slice(1), { encoding: 'utf8' })
    return { code: status, said: stdout }
  }

  test('one row a round, whose points are those that the players were told', () => {
    assert.equal(rounds.length, ROUNDS)
    assert.deepEqual(
      rounds.map(({ round }) => round),
      [1, 2, 3, 4],
    )
    for (const { totalScore, uid } of end.stats) {
      const seat = [0, 1, 2, 3].find((at) => desk[`player${at}`] === uid)!
      assert.equal(scoresOf(desk)[seat], totalScore)
      const sum = rounds.reduce((points, round) => points + scoresOf(round)[seat]!, 0)
      assert.equal(sum, totalScore)
    }
  })

  test('a replay tells every move that the players saw', () => {
    for (const snapshot of snapshots) {
      assert.equal(snapshot.duanPai.accountInfo.length, 4)
      assert.ok(snapshot.do.length > 0)
    }
  })

  test('the commitments are those that were pushed before each deal', () => {
    const told = new Map<string, string>()
    for (const { roundId, commit } of snapshots) told.set(roundId, commit)
    assert.equal(told.size, ROUNDS)
    for (const { player } of party.guests) {
      for (const [roundId, commit] of told) assert.equal(player.view.commits.get(roundId), commit)
    }
  })

  test('verify-wall accepts what was fetched', () => {
    const { code, said } = verify('fetched.json', snapshots)
    assert.equal(code, 0, said)
    assert.match(said, new RegExp(`${ROUNDS} of ${ROUNDS} rounds verify`))
  })

  const CHANGES: readonly { readonly name: string; readonly change: (round: Snapshot) => Snapshot }[] = [
    {
      name: 'two tiles of the wall exchanged',
      change: (round) => ({ ...round, wall: [round.wall[1]!, round.wall[0]!, ...round.wall.slice(2)] }),
    },
    {
      name: 'another server seed',
      change: (round) => ({
        ...round,
        serverSeed: round.serverSeed.replace(/^./, (digit) => (digit === '0' ? '1' : '0')),
      }),
    },
    {
      name: "another seat's seed",
      change: (round) => ({ ...round, seatSeeds: round.seatSeeds.toReversed() }),
    },
    { name: 'another commitment', change: (round) => ({ ...round, commit: '0'.repeat(64) }) },
  ]
  for (const [index, { name, change }] of CHANGES.entries()) {
    test(`verify-wall refuses ${name}`, () => {
      const changed = snapshots.map((round, at) => (at === index ? change(round) : round))
      const { code, said } = verify(`changed-${index}.json`, changed)
      assert.equal(code, 1, said)
      assert.match(said, new RegExp(`${ROUNDS - 1} of ${ROUNDS} rounds verify`))
    })
  }

  test('a stranger cannot read it, and sees nothing that tells him it is there', async () => {
    const stranger = await logInAsGuest(server.ports, randomUUID())
    const paths = [`/v1/history/lite/${String(desk['id'])}`, `/v1/history/${String(rounds[0]!['id'])}`]
    for (const path of paths) {
      const refused = await getJson(server.ports, stranger, path)
      const missing = await getJson(server.ports, stranger, path.replace(/\d+$/, '999999'))
      assert.notEqual(refused['code'], 0)
      assert.deepEqual(refused, missing)
    }
  })
})
