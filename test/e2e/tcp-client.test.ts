// Whole matches over the raw TCP port with a client that behaves as nanoserver's own do: notifies without promptId,
// heartbeats in answer to the server's.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../support/server-process.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'
import { checkWholeMatch } from './match-checks.ts'
import { NANOSERVER_DESKS, PLAYED_ROUNDS, PRESET_DESKS } from './played-desks.ts'
import { StarxWire } from './starx-wire.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const HEARTBEAT_SECONDS = 5
/** nanoserver's three and four players, and each preset. */
const DESKS = [...NANOSERVER_DESKS, ...PRESET_DESKS]

describe(`starx clients over TCP, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start({
      tcp: true,
      env: { XUEZHAN_CORE__HEARTBEAT: String(HEARTBEAT_SECONDS) },
    })
  })
  after(async () => await server.close())

  for (const [index, { name, desk, players, hasPot }] of DESKS.entries()) {
    test(`${name}: a whole match without promptId`, async () => {
      const party = await seatParty(server, {
        desk,
        players,
        seed: SEED + index,
        auto: { legacy: true, hasPot },
        connect: async (at, account) => await StarxWire.connect(at, account),
      })
      try {
        checkWholeMatch(party, await playMatch(party), PLAYED_ROUNDS)
      } finally {
        closeParty(party)
      }
    })
  }

  test('a quiet client that answers heartbeats is kept', async () => {
    const party = await seatParty(server, {
      desk: { mode: 4 },
      players: 1,
      seed: SEED,
      connect: async (at, account) => await StarxWire.connect(at, account),
    })
    const { wire } = party.guests[0]!
    const quietMs = 2 * HEARTBEAT_SECONDS * 1000 + 1500
    await new Promise((resolve) => setTimeout(resolve, quietMs))
    assert.ok(wire.heartbeats >= 2, `${wire.heartbeats} heartbeats in ${quietMs} ms`)
    const found = await wire.request('DeskManager.UnCompleteDesk', {})
    assert.equal(found['exist'], true)
    closeParty(party)
  })
})
