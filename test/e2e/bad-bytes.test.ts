// Bytes at random, and honest packets with random damage, over both transports: the server answers or closes, counts what
// it saw, and goes on. The same seed sends the same bytes.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { Rng } from '../../src/lib/rng.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { makeHandshakeRequest } from '../../src/protocol/handshake.ts'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { answers, rawWebSocket, requestBytes, urlOf } from './attacker.ts'
import { HonestTables } from './honest-tables.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const STREAMS = 150
const LONGEST = 600
const MOST_DAMAGES = 6
const BYTE = 256

const bytesOf = (rng: Rng, most: number): Buffer =>
  Buffer.from(Array.from({ length: 1 + rng.below(most) }, () => rng.below(BYTE)))

/** What an honest client sends first. */
const HONEST = Buffer.concat([
  makePacket(PACKET.handshake, makeHandshakeRequest({ clientType: 'attacker', clientVersion: '0' })),
  makePacket(PACKET.handshakeAck),
  makePacket(PACKET.heartbeat),
  requestBytes(1, 'Manager.Login', '{"uid":1,"token":"x"}'),
  requestBytes(2, 'DeskManager.CreateDesk', '{"options":{"mode":4,"round":4}}'),
  requestBytes(3, 'DeskManager.VoiceMessage', Buffer.alloc(64, 7)),
])

/** Bytes changed, left out and put in. */
function damaged(rng: Rng): Buffer {
  let bytes = Buffer.from(HONEST)
  for (let left = 1 + rng.below(MOST_DAMAGES); left > 0; left -= 1) {
    const at = rng.below(bytes.length)
    const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at)]
    const how = rng.below(3)
    if (how === 0) bytes = Buffer.concat([head, Buffer.of(rng.below(BYTE)), tail.subarray(1)])
    else if (how === 1) bytes = Buffer.concat([head, tail.subarray(1 + rng.below(8))])
    else bytes = Buffer.concat([head, bytesOf(rng, 8), tail])
  }
  return bytes
}

const makeStream = (rng: Rng): Buffer => (rng.below(4) === 0 ? bytesOf(rng, LONGEST) : damaged(rng))

/** Over TCP in pieces of any size; resolves when the connection is over, which the attacker sees to. */
async function sendTcp(port: number, bytes: Buffer, rng: Rng): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port, noDelay: true })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  const closed = once(socket, 'close')
  socket.resume()
  for (let at = 0; at < bytes.length && !socket.destroyed; ) {
    const size = 1 + rng.below(64)
    socket.write(bytes.subarray(at, at + size))
    at += size
    await new Promise((resolve) => setImmediate(resolve))
  }
  socket.end()
  await closed
}

async function sendWs(server: ServerProcess, bytes: Buffer, rng: Rng): Promise<void> {
  const socket = await rawWebSocket(server)
  const closed = once(socket, 'close')
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + rng.below(bytes.length)
    socket.send(bytes.subarray(at, at + size))
    at += size
  }
  socket.close(1000)
  await closed
}

describe(`bytes at random, seed ${SEED}`, () => {
  let server: ServerProcess
  let honest: HonestTables
  before(async () => {
    server = await ServerProcess.start({ tcp: true })
    honest = new HonestTables(server, SEED)
  })
  after(async () => {
    try {
      await honest.unharmed()
    } finally {
      await server.close()
    }
  })

  const faults = async (): Promise<number> => {
    const metrics = [...(await server.metrics())]
    return metrics.reduce(
      (sum, [name, count]) => sum + (name.startsWith('mj_ws_faults_total') ? count : 0),
      0,
    )
  }

  for (const kind of ['tcp', 'ws'] as const) {
    test(`over ${kind}: ${STREAMS} streams harm nobody, and their faults are counted`, async () => {
      const rng = seededRng(SEED)
      const before = await faults()
      for (let index = 0; index < STREAMS; index += 1) {
        const bytes = makeStream(rng)
        if (kind === 'tcp') await sendTcp(server.ports.tcp!, bytes, rng)
        else await sendWs(server, bytes, rng)
      }
      assert.ok((await faults()) >= before + STREAMS / 4)
      const client = await PlayerClient.open(urlOf(server))
      await answers(client)
      client.close()
    })
  }
})
