// Whole matches over npm's pomelo client, which was written by others for other servers: every kind of desk that
// nanoserver's options make, and every preset.
import { after, before, describe, test } from 'node:test'
import { PRESET_NAMES, PRESETS } from '../../src/rules/presets.ts'
import { ServerProcess } from '../support/server-process.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'
import { checkWholeMatch } from './match-checks.ts'
import { PomeloWire } from './pomelo-wire.ts'

const ROUNDS = 4
const SEED = Number(process.env['XUEZHAN_SEED'] ?? 20_261_122)

const DESKS = [
  {
    name: 'nanoserver options, four players',
    desk: { mode: 4, round: ROUNDS, maxFan: 3, zimo: 'fan', menqing: true, jiangdui: true, yaojiu: true },
    players: 4,
  },
  {
    name: 'nanoserver options, three players',
    desk: { mode: 3, round: ROUNDS, maxFan: 4, zimo: 'di', pinghu: true, jiaxin: true, pengpeng: true },
    players: 3,
  },
  ...PRESET_NAMES.map((preset) => ({
    name: `preset ${preset}`,
    desk: { preset, round: ROUNDS },
    players: PRESETS[preset].players,
  })),
]

describe(`four pomelo clients, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start()
  })
  after(async () => await server.close())

  for (const [index, { name, desk, players }] of DESKS.entries()) {
    test(`${name}: a whole match, every push checked`, async () => {
      const party = await seatParty(server, {
        desk,
        players,
        seed: SEED + index,
        auto: { hasPot: 'preset' in desk && PRESETS[desk.preset].huaZhu === 'pot48' },
        connect: async (at, account) => await PomeloWire.connect(at, account),
      })
      try {
        checkWholeMatch(party, await playMatch(party), ROUNDS)
      } finally {
        closeParty(party)
      }
    })
  }
})
