// A real server on a real MariaDB that is not there when it starts, goes in the middle, and is gone when it stops.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { findMariaDb, MariaDb } from '../support/mariadb.ts'
import { failedStart, ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

const programs = findMariaDb('a server whose database goes away')
const skip = 'missing' in programs ? programs.missing : false
const TIMEOUT_MS = 120_000
const WRONG_PASSWORD = 'hunter2-is-secret'

type Answer = { readonly status: number; readonly body: Record<string, unknown> }

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => void probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => void probe.close(resolve))
  return port
}

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(url, init)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

/** 0: nobody listens yet. */
async function statusOf(url: string): Promise<number> {
  try {
    return (await fetch(url)).status
  } catch {
    return 0
  }
}

describe('a database that goes away', { skip, timeout: TIMEOUT_MS }, () => {
  let database: MariaDb
  let server: ServerProcess
  let health: string

  before(async () => {
    assert.ok(!('missing' in programs))
    database = await MariaDb.start(programs)
    await database.createDatabase('away')
    const port = await freePort()
    health = `http://127.0.0.1:${port}`
    server = await ServerProcess.prepare({
      env: { ...databaseEnv(), XUEZHAN_OPS__HEALTH_PORT: String(port) },
    })
  })
  after(async () => {
    await server.close()
    await database.stop()
  })

  const databaseEnv = (password = database.password, name = 'away') => ({
    XUEZHAN_DATABASE__DRIVER: 'mysql',
    XUEZHAN_DATABASE__PORT: String(database.port),
    XUEZHAN_DATABASE__DBNAME: name,
    XUEZHAN_DATABASE__USERNAME: database.user,
    XUEZHAN_DATABASE__PASSWORD: password,
    XUEZHAN_DATABASE__QUERY_TIMEOUT_MS: '2000',
    XUEZHAN_DATABASE__ACQUIRE_TIMEOUT_MS: '1000',
    XUEZHAN_DATABASE__CONNECT_TIMEOUT_MS: '1000',
  })
  const web = (path: string): string => `http://127.0.0.1:${server.ports.web}${path}`
  const login = (imei: string): Promise<Answer> =>
    ask(web('/v1/user/login/guest'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ appId: 'app', imei }),
    })
  const recharge = (uid: unknown, reference: string): Promise<Answer> => {
    const secret = readFileSync(join(server.dataDir, 'admin.token'), 'utf8').trim()
    const query = `uid=${String(uid)}&count=5&reference=${reference}`
    return ask(web(`/v1/gm/recharge?${query}`), { headers: { authorization: `Bearer ${secret}` } })
  }

  test('a wrong password and a database that is not there stop the start with one line, without the secret', async () => {
    const wrong = await failedStart({
      ...databaseEnv(WRONG_PASSWORD),
      XUEZHAN_CORE__DATA_DIR: server.dataDir,
    })
    assert.equal(wrong.code, 1, wrong.said)
    assert.match(wrong.said, /cannot start: database: the database does not answer: ER_ACCESS_DENIED_ERROR\n/)
    assert.ok(!wrong.said.includes(WRONG_PASSWORD))
    const env = databaseEnv(database.password, 'nowhere')
    const absent = await failedStart({ ...env, XUEZHAN_CORE__DATA_DIR: server.dataDir })
    assert.equal(absent.code, 1, absent.said)
    assert.match(absent.said, /cannot start: database: the database does not answer: ER_BAD_DB_ERROR\n/)
  })

  test('gone at the start: it says so, is alive and not ready, ends when asked, and comes up once it is there', async () => {
    await database.kill()
    const isAway = (): boolean =>
      server.log.some(
        (line) => line.includes('store_away') && line.includes(`127.0.0.1:${database.port}/away`),
      )
    const abandoned = assert.rejects(server.restart())
    await until('the absence is logged', isAway, 30_000)
    assert.equal(await server.stop(), 0)
    await abandoned
    server.log.length = 0

    const starting = server.restart()
    await until('the absence is logged again', isAway, 30_000)
    assert.ok(!server.log.join('\n').includes(database.password))
    assert.deepEqual([await statusOf(`${health}/live`), await statusOf(`${health}/ready`)], [200, 500])
    await database.launch()
    await starting
    await until('it is ready', async () => (await statusOf(`${health}/ready`)) === 200, 30_000)
    assert.equal((await login('first')).status, 200)
  })

  test('gone in the middle: 503 with its code, what needs no database goes on, and cards come once', async () => {
    const { uid } = (await login('first')).body
    await database.kill()
    for (const refused of [await login('first'), await login('second'), await recharge(uid, 'ticket-1')]) {
      assert.deepEqual([refused.status, refused.body['reason']], [503, 'STORE_DOWN'])
      assert.equal(typeof refused.body['detail'], 'string')
    }
    assert.equal((await ask(web('/v1/version'))).status, 200)
    assert.equal(await statusOf(`${health}/live`), 200)
    await database.launch()
    await until('it answers again', async () => (await login('first')).status === 200, 30_000)
    const given = [await recharge(uid, 'ticket-1'), await recharge(uid, 'ticket-1')]
    assert.deepEqual(
      given.map(({ status, body }) => [status, body['balance'], body['repeated']]),
      [
        [200, 15, false],
        [200, 15, true],
      ],
    )
  })

  test('gone during the stop: it ends in time, with 0', async () => {
    await database.kill()
    assert.equal((await login('first')).status, 503)
    assert.equal(await server.stop(), 0)
  })
})
