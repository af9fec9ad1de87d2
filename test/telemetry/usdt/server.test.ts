// Probes and the map of functions at a server as it is started: on, off, and under a storm of signals.
import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { openUsdt } from '../../../src/telemetry/usdt/provider.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { until } from '../../support/until.ts'

type Answer = { readonly status: number; readonly body: Record<string, unknown> }

const { status } = openUsdt({ isOn: true })
const skip = status.isActive ? false : 'there are no objects on this system'
const DEADLINE_MS = 30_000

async function ask({ ports }: ServerProcess, path: string, body?: string): Promise<Answer> {
  const sent = body === undefined ? {} : { method: 'PUT', body }
  const response = await fetch(`http://127.0.0.1:${ports.metrics}${path}`, sent)
  return { status: response.status, body: (await response.json()) as Answer['body'] }
}

const mapOf = ({ pid }: ServerProcess): string => `/tmp/perf-${pid}.map`
const saidOf = ({ log }: ServerProcess, event: string): number =>
  log.filter((line) => line.includes(`"event":"${event}"`)).length

describe('a server with probes', { skip }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start()
  })
  after(async () => await server.close())

  test('says that they are there, in a file that is, and that nobody watches', async () => {
    assert.equal(await server.metric('mj_probes_enabled'), 1)
    const { body } = await ask(server, '/debug/probes')
    const { isActive, file } = body['status'] as { isActive: boolean; file: string }
    assert.equal(isActive, true)
    assert.ok(existsSync(file))
    assert.match(readFileSync(`/proc/${server.pid}/maps`, 'utf8'), new RegExp(file))
    assert.deepEqual(body['watched'], [])
    assert.equal(saidOf(server, 'probes_off'), 0)
  })

  test('the map of its functions comes and goes by the endpoint', async () => {
    const on = await ask(server, '/debug/perf-map', 'on\n')
    assert.equal(on.status, 200)
    assert.equal(on.body['isOn'], true)
    assert.equal(on.body['file'], mapOf(server))
    assert.match(readFileSync(mapOf(server), 'utf8'), /JS:.* file:\/\/.*\/src\/[\w/-]+\.ts:\d+:\d+/)
    assert.equal((await ask(server, '/debug/perf-map', 'on')).body['isOn'], true)
    assert.equal((await ask(server, '/debug/perf-map')).body['isOn'], true)
    assert.equal((await ask(server, '/debug/perf-map', 'off')).body['isOn'], false)
    assert.equal(existsSync(mapOf(server)), false)
  })

  test('other words are refused', async () => {
    for (const word of ['', 'ON', 'true', '1', 'on off', '{"on":true}', '\0']) {
      const { status: code, body } = await ask(server, '/debug/perf-map', word)
      assert.deepEqual([code, body['code']], [400, 'BAD_SWITCH'], word)
    }
    assert.equal((await ask(server, '/debug/perf-map', 'x'.repeat(5000))).body['code'], 'BODY_TOO_LARGE')
  })

  test('SIGUSR2 turns the map on; a storm of them ends nothing; a stop removes the file', async () => {
    const before = saidOf(server, 'perf_map_on')
    process.kill(server.pid, 'SIGUSR2')
    await until('the map is there', () => existsSync(mapOf(server)), DEADLINE_MS)
    for (let signal = 0; signal < 500; signal += 1) process.kill(server.pid, 'SIGUSR2')
    assert.equal((await ask(server, '/debug/state')).status, 200)
    await ask(server, '/debug/perf-map', 'on')
    assert.ok(saidOf(server, 'perf_map_on') - before <= 10, 'a turn each second at most')
    const file = mapOf(server)
    assert.ok(existsSync(file))
    assert.equal(await server.stop(), 0)
    assert.equal(existsSync(file), false)
  })
})

test('a server without probes says why, once, and outlives SIGUSR2', async () => {
  const server = await ServerProcess.start({ env: { XUEZHAN_PROBES__USDT: 'false' } })
  try {
    assert.equal(await server.metric('mj_probes_enabled'), 0)
    assert.equal(saidOf(server, 'probes_off'), 1)
    const { body } = await ask(server, '/debug/probes')
    assert.deepEqual(body['status'], {
      isActive: false,
      reason: 'switched_off',
      detail: 'probes.usdt is false',
    })
    if (process.platform !== 'win32') {
      process.kill(server.pid, 'SIGUSR2')
      await until('the signal was heard', () => saidOf(server, 'perf_map_refused') === 1, DEADLINE_MS)
    }
    const refused = await ask(server, '/debug/perf-map', 'on')
    assert.deepEqual([refused.status, refused.body['code']], [409, 'PERF_MAP_NO_OBJECT'])
    assert.equal(existsSync(mapOf(server)), false)
    assert.equal(await server.stop(), 0)
  } finally {
    await server.close()
  }
})
