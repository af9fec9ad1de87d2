// A frame counts as handed over when the system has taken it, not when it was queued for it.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo, Server, Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { WriteBatch } from '../../src/net/write-batch.ts'
import { until } from '../support/until.ts'

/** More than the buffers of two sockets of this machine hold. */
const MUCH = Buffer.alloc(32 * 1024 * 1024)

describe('handing over', () => {
  let server: Server
  before(async () => {
    server = createServer({ pauseOnConnect: true })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  })
  after(() => server.close())

  const pair = async (): Promise<{ readonly own: Socket; readonly peer: Socket }> => {
    const accepted = once(server, 'connection')
    const own = connect((server.address() as AddressInfo).port, '127.0.0.1')
    await once(own, 'connect')
    const [peer] = (await accepted) as [Socket]
    peer.on('error', () => undefined)
    own.on('error', () => undefined)
    return { own, peer }
  }

  test('what fits into the system is handed over within the turn, in the order of the pushes', async () => {
    const { own, peer } = await pair()
    const batch = new WriteBatch()
    const heard: string[] = []
    batch.hold(own)
    own.write('a move')
    batch.afterFlush(own, () => heard.push('handed over'))
    assert.equal(heard.length, 0, 'still corked')
    await new Promise((resolve) => process.nextTick(resolve))
    assert.deepEqual(heard, ['handed over'])
    batch.afterFlush(own, () => heard.push('nothing waits'))
    assert.deepEqual(heard, ['handed over', 'nothing waits'])
    own.destroy()
    peer.destroy()
  })

  test('a peer that does not read holds its frames up until it reads', async () => {
    const { own, peer } = await pair()
    const batch = new WriteBatch()
    let isHanded = false
    batch.hold(own)
    own.write(MUCH)
    batch.afterFlush(own, () => {
      isHanded = true
    })
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    assert.equal(isHanded, false)
    peer.resume()
    await until('the peer has read', () => isHanded)
    own.destroy()
    peer.destroy()
  })

  test('a connection that is gone holds nobody up', async () => {
    const { own, peer } = await pair()
    const batch = new WriteBatch()
    let handed = 0
    const count = (): void => {
      handed += 1
    }
    batch.hold(own)
    own.write(MUCH)
    batch.afterFlush(own, count)
    await new Promise((resolve) => process.nextTick(resolve))
    own.destroy()
    await until('it was told', () => handed === 1)
    batch.afterFlush(own, count)
    assert.equal(handed, 2)
    peer.destroy()
  })
})
