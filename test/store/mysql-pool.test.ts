// The pool of connections to a server that answers, but not in time: behind a relay that keeps the first statement of
// a session to itself.

import assert from 'node:assert/strict'
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { MYSQL_DEFAULTS, type MysqlOptions } from '../../src/store/mysql/mysql-options.ts'
import { openMysql } from '../../src/store/open-store.ts'
import { StoreUnavailable } from '../../src/store/store-unavailable.ts'
import { findMariaDb, MariaDb } from '../support/mariadb.ts'
import { until } from '../support/until.ts'

const programs = findMariaDb('pool of MariaDB connections')
const skip = 'missing' in programs ? programs.missing : false
const FIRST_STATEMENT = 'set session sql_mode'
const CONNECTIONS = 3
const DEADLINE_MS = 60_000
const TIMEOUT = { timeout: 2 * DEADLINE_MS }

describe('the pool', { skip }, () => {
  let server: MariaDb
  let relay: Server
  let isStalled = false

  before(async () => {
    assert.ok(!('missing' in programs))
    server = await MariaDb.start(programs)
    await server.createDatabase('pool')
    relay = createServer((client) => {
      const upstream = connect(server.port, '127.0.0.1')
      client.on('data', (bytes) => {
        if (!isStalled || !bytes.includes(FIRST_STATEMENT)) upstream.write(bytes)
      })
      upstream.pipe(client)
      for (const [one, other] of [
        [client, upstream],
        [upstream, client],
      ] as const)
        one.on('error', () => other.destroy()).on('close', () => other.destroy())
    })
    await once(relay.listen(0, '127.0.0.1'), 'listening')
  })
  after(async () => {
    relay.close()
    await server.stop()
  })

  const open = (overrides: Partial<MysqlOptions> = {}) =>
    openMysql({
      ...MYSQL_DEFAULTS,
      host: '127.0.0.1',
      port: (relay.address() as AddressInfo).port,
      database: 'pool',
      user: server.user,
      password: server.password,
      maxConnections: CONNECTIONS,
      ...overrides,
    })

  const pings = (store: { ping(): Promise<void> }, count: number) =>
    Promise.allSettled(Array.from({ length: count }, () => store.ping()))

  test('sessions that could not be set up in time are not missing afterwards', TIMEOUT, async (t) => {
    const { store, poolLevels } = await open()
    t.after(() => store.close())
    isStalled = true
    for (const ping of await pings(store, CONNECTIONS))
      assert.ok(ping.status === 'rejected' && ping.reason instanceof StoreUnavailable)
    isStalled = false
    await until('no session is left', () => poolLevels().open === 0, DEADLINE_MS)
    assert.equal(poolLevels().used, 0)
    await until(
      'the database answers again',
      async () => (await pings(store, 1))[0]?.status === 'fulfilled',
      DEADLINE_MS,
    )
  })

  test('sessions that the pool or the server ends are not counted as open', TIMEOUT, async (t) => {
    const { store, poolLevels } = await open({ maxIdle: 1, idleTimeoutMs: 100 })
    t.after(() => store.close())
    await pings(store, CONNECTIONS)
    assert.equal(poolLevels().open, CONNECTIONS)
    await until('the pool is swept', () => poolLevels().open <= 1, DEADLINE_MS)
    await pings(store, CONNECTIONS)
    await server.kill()
    await until('the server is gone', () => poolLevels().open === 0, DEADLINE_MS)
  })
})
