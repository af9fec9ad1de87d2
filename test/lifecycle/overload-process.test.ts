// A server whose event loop stalls, or whose journal fails: newcomers are sent away, players stay, and it recovers.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { findComponent } from '../support/component.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { beReady, closeParty, matchEnd, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { knock, probe } from './probes.ts'

const DESK = { preset: 'xuezhan', round: 1 }
const ASKED = { version: '1.9.3', clubId: -1, options: DESK }
const STALL_MS = 3000
/** So far above what a busy machine does to a loop that only the stall can be meant. */
const ENV = {
  XUEZHAN_CORE__CONSUME: '1/1',
  XUEZHAN_OVERLOAD__LOOP_DELAY_MS: '1500',
  XUEZHAN_OVERLOAD__WINDOW_SECONDS: '5',
}
const asImport = (code: string): string => `--import=data:text/javascript,${encodeURIComponent(code)}`
/** The process does nothing at all for as many milliseconds as it is told. */
const STALL_ON_MESSAGE = asImport(
  'process.on("message",(ms)=>Atomics.wait(new Int32Array(new SharedArrayBuffer(4)),0,0,ms))',
)

test('a stalled loop sends newcomers away at the door, refuses tables, lets players back, and recovers', async (t) => {
  const server = await ServerProcess.start({ env: ENV, nodeArgs: [STALL_ON_MESSAGE] })
  t.after(async () => await server.close())
  const party = await seatParty(server, { desk: DESK, players: 4, seed: 1 })
  t.after(() => closeParty(party))
  const seatless = await logInAsGuest(server.ports, randomUUID())
  const idle = await PlayerClient.logIn(server.ports, seatless)
  await beReady(party)
  assert.deepEqual(await knock(server), { status: 101, retryAfter: undefined })

  server.child.send(STALL_MS)
  await until('newcomers are sent away', async () => (await knock(server)).status === 503)
  assert.deepEqual(await knock(server), { status: 503, retryAfter: '5' })
  assert.deepEqual([await probe(server, '/ready'), await probe(server, '/live')], [500, 200])
  assert.equal((await idle.request('DeskManager.CreateDesk', ASKED)).reason, 'SERVER_BUSY')
  assert.equal((await knock(server, party.guests[0]!.account.token)).status, 101, 'a player may come back')
  assert.equal((await knock(server, 'not.a.token')).status, 503)
  assert.equal((await knock(server, seatless.token)).status, 503, 'nobody waits for him')
  assert.ok((await server.metric('mj_ws_refused_total{reason="overload"}')) >= 2)

  const end = await matchEnd(party)
  assert.equal(end.isNormalFinished, true, 'nobody was sent away from a round')
  await until('newcomers are let in', async () => (await knock(server)).status === 101, 60_000)
  await until('it is ready', async () => (await probe(server, '/ready')) === 200)
  const make = async (): Promise<boolean> => (await idle.request('DeskManager.CreateDesk', ASKED)).code === 0
  await until('tables are made', make, 60_000)
  idle.close()
})

const prlimit = findComponent('a failing journal', ['prlimit'], 'apt-get install util-linux')
const reason = 'missing' in prlimit ? prlimit.missing : false

test('a journal that cannot be written takes readiness away until it can', { skip: reason }, async (t) => {
  // Without a handler the kernel's signal at the limit ends the process.
  const survive = asImport('process.on("SIGXFSZ",()=>undefined)')
  const server = await ServerProcess.start({ env: { XUEZHAN_CORE__CONSUME: '1/1' }, nodeArgs: [survive] })
  t.after(async () => await server.close())
  const player = await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, randomUUID()))
  const limitFiles = (bytes: string): void => {
    const { path } = prlimit as { readonly path: string }
    const { status, stderr } = spawnSync(path, ['--pid', String(server.pid), `--fsize=${bytes}:`], {
      encoding: 'utf8',
    })
    assert.equal(status, 0, stderr)
  }
  assert.equal(await probe(server, '/ready'), 200)
  limitFiles('0')
  assert.equal((await player.request('DeskManager.CreateDesk', ASKED)).reason, 'JOURNAL_DOWN')
  await until('it is not ready', async () => (await probe(server, '/ready')) === 500)
  assert.equal(await probe(server, '/live'), 200)
  limitFiles('unlimited')
  await until('it is ready', async () => (await probe(server, '/ready')) === 200, 60_000)
  player.close()
  assert.equal(await server.stop(), 0)
})
