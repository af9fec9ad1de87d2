// A port that somebody else has: the start ends with one line that says which, and how to give another.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { failedStart } from '../support/server-process.ts'

const PORTS = [
  { setting: 'ops.health_port', name: 'XUEZHAN_OPS__HEALTH_PORT', host: '' },
  { setting: 'game-server.port', name: 'XUEZHAN_GAME_SERVER__PORT', host: '' },
  { setting: 'game-server.tcp_port', name: 'XUEZHAN_GAME_SERVER__TCP_PORT', host: '' },
  { setting: 'webserver.addr', name: 'XUEZHAN_WEBSERVER__ADDR', host: '127.0.0.1:' },
  { setting: 'ops.metrics_addr', name: 'XUEZHAN_OPS__METRICS_ADDR', host: '127.0.0.1:' },
]

for (const { setting, name, host } of PORTS) {
  test(`${setting} in use is named in the line that ends the start`, { timeout: 90_000 }, async (t) => {
    const holder = createServer().listen(0, '0.0.0.0')
    await once(holder, 'listening')
    const folder = mkdtempSync(join(tmpdir(), 'xuezhan-port-'))
    t.after(() => {
      holder.close()
      rmSync(folder, { recursive: true, force: true })
    })
    const { port } = holder.address() as AddressInfo
    const { code, said } = await failedStart({ XUEZHAN_CORE__DATA_DIR: folder, [name]: `${host}${port}` })
    assert.equal(code, 1, said)
    const line = said.split('\n').find((text) => text.startsWith('cannot start'))
    assert.equal(
      line,
      `cannot start: ${setting}: port ${port} is in use, by another xuezhan perhaps; give another with ${name} (port 0 = any free one)`,
    )
  })
}

for (const bind of ['no-such-machine.invalid', '203.0.113.7']) {
  test(`a bind of ${bind} is named as such, not as a port`, { timeout: 90_000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'xuezhan-bind-'))
    t.after(() => rmSync(folder, { recursive: true, force: true }))
    const env = { XUEZHAN_CORE__DATA_DIR: folder, XUEZHAN_GAME_SERVER__BIND: bind }
    const { code, said } = await failedStart(env)
    assert.equal(code, 1, said)
    assert.match(said, /^cannot start: game-server\.bind: .*(getaddrinfo|EADDRNOTAVAIL)/m)
  })
}
