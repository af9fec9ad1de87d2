// Two servers on one data folder would write one journal: the second must not start, and must say why in one line.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failedStart, ServerProcess } from '../support/server-process.ts'
import { closeParty, playMatch, seatParty } from '../support/table-party.ts'

const DESK = { preset: 'xuezhan', round: 1 }
const ENV = { XUEZHAN_CORE__CONSUME: '1/1' }

test('a second server on a data folder in use ends with one clear line, the first plays on', async (t) => {
  const server = await ServerProcess.start({ env: ENV })
  t.after(async () => await server.close())
  const party = await seatParty(server, { desk: DESK, players: 4, seed: 1 })
  t.after(() => closeParty(party))
  const playing = playMatch(party)

  const { code, said } = await failedStart({ XUEZHAN_CORE__DATA_DIR: server.dataDir })
  assert.notEqual(code, 0)
  assert.notEqual(code, null, 'it ended by itself')
  const lines = said.split('\n').filter((line) => line.trim() !== '')
  assert.equal(lines.length, 1, `one line, not:\n${said}`)
  assert.match(lines[0]!, /another process uses/)
  assert.ok(lines[0]!.includes(server.dataDir), `the line names the folder: ${lines[0]}`)

  const end = await playing
  assert.equal(end.isNormalFinished, true)
  assert.equal(await server.metric('mj_tables'), 0)
  assert.equal(await server.stop(), 0)
})
