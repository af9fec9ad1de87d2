// Whole matches over npm's pomelo client, which was written by others for other servers.
import { after, before, describe, test } from 'node:test'
import { ServerProcess } from '../support/server-process.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'
import { checkWholeMatch } from './match-checks.ts'
import { NANOSERVER_DESKS, PLAYED_ROUNDS, PRESET_DESKS } from './played-desks.ts'
import { PomeloWire } from './pomelo-wire.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const DESKS = [...NANOSERVER_DESKS, ...PRESET_DESKS]

describe(`four pomelo clients, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start()
  })
  after(async () => await server.close())

  for (const [index, { name, desk, players, hasPot }] of DESKS.entries()) {
    test(`${name}: a whole match, every push checked`, async () => {
      const party = await seatParty(server, {
        desk,
        players,
        seed: SEED + index,
        auto: { hasPot },
        connect: async (at, account) => await PomeloWire.connect(at, account),
      })
      try {
        checkWholeMatch(party, await playMatch(party), PLAYED_ROUNDS)
      } finally {
        closeParty(party)
      }
    })
  }
})
