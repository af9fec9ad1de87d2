// The latency of a move is what its player feels: a server that was held up says so itself, and says the same as
// its clients.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Party } from '../support/table-party.ts'
import { beReady, closeParty, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'

const TABLES = 4
const PLAYERS = 4
const STALLS = 5
const STALL_MS = 500
/** Until what waited is played and reported. */
const SETTLE_MS = 400
/** Without the wait in the kernel the server counts some 40 % fewer. */
const TOLERANCE = 0.35
const THINK_MS = 5
const DEADLINE_MS = 60_000
/** A bound of both histograms that only a stall brings moves over. */
const SLOW_LE = '0.25'

type Seen = { readonly all: number; readonly slow: number }

describe('the latency of a move under a stalled event loop', () => {
  let server: ServerProcess
  const parties: Party[] = []
  before(async () => {
    const probe = fileURLToPath(new URL('./stalling.ts', import.meta.url))
    server = await ServerProcess.start({ nodeArgs: [`--import=${probe}`] })
    for (let table = 0; table < TABLES; table += 1) parties.push(await seatReporters(server, table))
    for (const party of parties) await beReady(party)
  })
  after(async () => {
    for (const party of parties) closeParty(party)
    await server.close()
  })

  test('server and clients agree on how many moves were held up, and both saw every stall', async () => {
    await until('play is under way', async () => (await serverSide(server)).all > 100, DEADLINE_MS)
    const shares: number[] = []
    for (let stall = 0; stall < STALLS; stall += 1) {
      const held = await stalled(server)
      const said = `held up in stall ${stall}: ${held.server} by the server, ${held.clients} by the clients`
      // Most tables have a move on its way when the loop stops.
      assert.ok(held.server >= 1 && held.clients >= 1, said)
      shares.push(held.server / held.clients)
    }
    // The middle one, because a machine under load holds the clients up too, of which the server cannot know.
    const [, , middle] = shares.toSorted((a, b) => a - b)
    assert.ok(middle! > 1 - TOLERANCE && middle! < 1 + TOLERANCE, `shares of the clients: ${shares.join()}`)
  })
})

/** Moves that took longer than the bound, by one stall. */
async function stalled(
  server: ServerProcess,
): Promise<{ readonly server: number; readonly clients: number }> {
  const [own, clients] = [await serverSide(server), await clientSide(server)]
  server.child.send({ stallMs: STALL_MS })
  await delay(STALL_MS)
  await until(
    'clients report the stall',
    async () => (await clientSide(server)).slow > clients.slow,
    DEADLINE_MS,
  )
  await delay(SETTLE_MS)
  const [ownNow, clientsNow] = [await serverSide(server), await clientSide(server)]
  return { server: ownNow.slow - own.slow, clients: clientsNow.slow - clients.slow }
}

async function seatReporters(server: ServerProcess, seed: number): Promise<Party> {
  return await seatParty(server, {
    desk: { preset: 'xuezhan', round: 16 },
    players: PLAYERS,
    seed: seed + 1,
    auto: { thinkMs: () => THINK_MS },
    connect: async (to, account) => {
      const client = await PlayerClient.logIn(to.ports, account)
      client.reportsRoundTrips = true
      return client
    },
  })
}

async function serverSide(server: ServerProcess): Promise<Seen> {
  return await histogram(server, 'mj_action_duration_seconds')
}

async function clientSide(server: ServerProcess): Promise<Seen> {
  return await histogram(server, 'mj_action_client_rtt_seconds')
}

/** Over all actions. */
async function histogram(server: ServerProcess, name: string): Promise<Seen> {
  let all = 0
  let fast = 0
  for (const [sample, value] of await server.metrics()) {
    if (sample.startsWith(`${name}_count`)) all += value
    if (sample.startsWith(`${name}_bucket{le="${SLOW_LE}"`)) fast += value
  }
  return { all, slow: all - fast }
}
