// The upgrade request: whose is answered with a WebSocket, and whose with which refusal.
import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test, type TestContext } from 'node:test'
import { eventually, startGame } from './game-fixture.ts'
import { UPGRADE, upgrade } from './upgrade.ts'

describe('an upgrade', () => {
  const answers: readonly (readonly [
    title: string,
    headers: readonly string[],
    path: string,
    status: string,
  ])[] = [
    ['without Origin, as native clients come', UPGRADE, '/', '101'],
    [
      'from a page of this host, whatever its port',
      [...UPGRADE, 'Origin: http://127.0.0.1:12307'],
      '/',
      '101',
    ],
    ['with a query', UPGRADE, '/?v=1', '101'],
    ['from a page of another host', [...UPGRADE, 'Origin: https://evil.example'], '/', '403'],
    ['from a page without a host', [...UPGRADE, 'Origin: null'], '/', '403'],
    ['of another path', UPGRADE, '/other', '404'],
    ['that is none', [], '/', '426'],
    ['that is none, of another path', [], '/favicon.ico', '404'],
    ['without a key', UPGRADE.slice(0, 3), '/', '400'],
    ['of an old version', [...UPGRADE.slice(0, 2), 'Sec-WebSocket-Version: 7', UPGRADE[3]!], '/', '400'],
    ['to another protocol', ['Connection: Upgrade', 'Upgrade: h2c'], '/', '400'],
  ]
  for (const [title, headers, path, status] of answers) {
    test(`${title}: ${status}`, async (t) => {
      const game = await startGame(t)
      assert.equal((await upgrade(game.port, headers, path)).slice(9, 12), status)
    })
  }

  test('with a list of origins only those may come', async (t) => {
    const game = await startGame(t, { env: { XUEZHAN_LIMITS__ALLOWED_ORIGINS: 'https://play.example.com' } })
    const statusFor = async (origin: string) =>
      (await upgrade(game.port, [...UPGRADE, `Origin: ${origin}`])).slice(9, 12)
    assert.equal(await statusFor('https://play.example.com'), '101')
    assert.equal(await statusFor(`http://127.0.0.1:${game.port}`), '403')
    assert.equal(await statusFor('https://play.example.com.evil.example'), '403')
  })

  test('the address of a trusted proxy is not the client; others are not believed', async (t) => {
    const ipSeen = async (t: TestContext, proxies: string): Promise<string> => {
      const game = await startGame(t, { env: { XUEZHAN_WEBSERVER__TRUSTED_PROXIES: proxies } })
      const client = await game.connect({ ws: { headers: { 'X-Forwarded-For': '6.6.6.6, 203.0.113.9' } } })
      await client.shakeHands()
      await client.request('Manager.Login', { uid: 1 })
      return game.sessions[0]!.ip
    }
    assert.equal(await ipSeen(t, '127.0.0.0/8'), '203.0.113.9')
    assert.equal(await ipSeen(t, '10.0.0.0/8'), '127.0.0.1')
  })

  test('a reset while the upgrade is answered does not end the process', async (t) => {
    const game = await startGame(t, { env: { XUEZHAN_LIMITS__MAX_SESSIONS: '200' } })
    for (let attempt = 0; attempt < 40; attempt++) {
      const socket = connect({ port: game.port, host: '127.0.0.1' })
      socket.on('error', () => undefined)
      await new Promise((resolve) => socket.once('connect', resolve))
      const headers = attempt % 2 === 0 ? UPGRADE : [...UPGRADE, 'Origin: https://evil.example']
      socket.write(`GET / HTTP/1.1\r\nHost: x\r\n${headers.join('\r\n')}\r\n\r\n`)
      if (attempt % 4 < 2) await new Promise((resolve) => setImmediate(resolve))
      socket.resetAndDestroy()
    }
    await eventually('all are gone', () => game.server.sessionCount === 0)
    const client = await game.join(1)
    assert.equal((await client.request('DeskManager.Resume'))['code'], 0)
  })
})
