// /live and /ready over a real socket, and what Lightship would do if it were let.
import assert from 'node:assert/strict'
import { Agent, get } from 'node:http'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { startHealth } from '../../src/telemetry/health.ts'
import type { Health } from '../../src/telemetry/health.ts'

async function health(t: TestContext): Promise<Health> {
  const started = await startHealth(0)
  t.after(() => started.close())
  return started
}

const statusOf = async ({ port }: Health, path: string): Promise<number> =>
  (await fetch(`http://127.0.0.1:${port}${path}`)).status

test('is live from the first moment, and ready only when it is told so', async (t) => {
  const server = await health(t)
  assert.deepEqual([await statusOf(server, '/live'), await statusOf(server, '/ready')], [200, 500])
  server.set(true)
  assert.deepEqual([await statusOf(server, '/ready'), await statusOf(server, '/health')], [200, 200])
})

test('stays live while it drains, so that no probe kills the rounds that are waited for', async (t) => {
  const server = await health(t)
  server.set(true)
  server.set(false)
  assert.deepEqual([await statusOf(server, '/live'), await statusOf(server, '/ready')], [200, 500])
  assert.equal(await statusOf(server, '/health'), 500)
})

test('can become ready again after trouble, any number of times', async (t) => {
  const server = await health(t)
  for (const isReady of [true, true, false, false, true, false, true]) {
    server.set(isReady)
    assert.equal(await statusOf(server, '/ready'), isReady ? 200 : 500)
  }
})

test('listens to no signal: a second one would be swallowed, the first would end the process with 1', async (t) => {
  const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const
  const before = signals.map((signal) => process.listenerCount(signal))
  await health(t)
  assert.deepEqual(
    signals.map((signal) => process.listenerCount(signal)),
    before,
  )
})

test('takes the port that it is given, in Kubernetes or not, and rejects where that is taken', async (t) => {
  const { port } = await health(t)
  await assert.rejects(startHealth(port), { code: 'EADDRINUSE', port })
})

test('listens on every address', async (t) => {
  const { port } = await health(t)
  assert.equal((await fetch(`http://127.0.0.2:${port}/live`)).status, 200)
})

test('a probe’s open connection does not hold the end up', async () => {
  const server = await startHealth(0)
  const agent = new Agent({ keepAlive: true })
  await new Promise<void>((resolve, reject) => {
    get({ port: server.port, path: '/live', agent }, (response) =>
      response.resume().once('end', resolve),
    ).once('error', reject)
  })
  await server.close()
  agent.destroy()
  await assert.rejects(statusOf(server, '/live'))
})
