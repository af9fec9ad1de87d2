// Too much of everything: messages, pings, connections that say nothing, and clients that never read. Each has its
// limit, its close code and its counter; honest tables beside them play on.
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { after, before, describe, test } from 'node:test'
import type { WebSocket } from 'ws'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { beReady, closeParty, matchEnd, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { closeCode, counts, NEEDS_SECOND_ADDRESS, rawSocket, rawWebSocket, requestBytes } from './attacker.ts'
import { HonestTables } from './honest-tables.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const BURST = 400
/** Refusals that a client may collect before it is closed. */
const STRIKES = 20
/** Below what may wait for its login in all: one address cannot keep the others out. */
const MAX_OF_ADDRESS = 100
const PRE_AUTH_SECONDS = 2
const VOICE_BYTES = 4000
const alone = { skip: NEEDS_SECOND_ADDRESS }

describe(`crowds, seed ${SEED}`, { timeout: 90_000 }, () => {
  let server: ServerProcess
  let honest: HonestTables
  before(async () => {
    server = await ServerProcess.start({
      env: {
        XUEZHAN_LIMITS__MESSAGES_PER_SECOND: '200',
        XUEZHAN_LIMITS__MESSAGES_BURST: String(BURST),
        XUEZHAN_LIMITS__MAX_PRE_AUTH: String(2 * MAX_OF_ADDRESS),
        XUEZHAN_LIMITS__MAX_SESSIONS_PER_IP: String(MAX_OF_ADDRESS),
        XUEZHAN_LIMITS__PRE_AUTH_SECONDS: String(PRE_AUTH_SECONDS),
        XUEZHAN_LIMITS__SEND_BUFFER_SOFT_BYTES: '8192',
        XUEZHAN_LIMITS__SEND_BUFFER_SOFT_SECONDS: '1',
        XUEZHAN_LIMITS__SEND_BUFFER_HARD_BYTES: '65536',
      },
    })
    honest = new HonestTables(server, SEED)
  })
  after(async () => {
    try {
      await honest.unharmed()
    } finally {
      await server.close()
    }
  })

  const newPlayer = async (name: string): Promise<PlayerClient> =>
    await PlayerClient.logIn(server.ports, await logInAsGuest(server.ports, name))
  /** Whether one of a few quick messages is; of so few all are answered. */
  async function isRefused(client: PlayerClient): Promise<boolean> {
    const asked = Array.from({ length: STRIKES }, () => client.request('DeskManager.Pause', {}))
    return (await Promise.all(asked)).some(({ reason }) => reason === 'RATE_LIMITED')
  }
  const closes = (reason: string): string => `mj_ws_closes_total{reason="${reason}"}`

  test('a flood of messages is refused, then cut off with 4004', async () => {
    await counts(server, closes('RATE_LIMITED'), async () => {
      const client = await newPlayer('flood')
      let refused = false
      for (let tries = 0; tries < BURST && !refused; tries++) refused = await isRefused(client)
      assert.ok(refused)
      for (let sent = 0; sent < 10 * BURST; sent++) client.notify('DeskManager.Pause', {})
      assert.equal((await client.ended).code, 4004)
    })
  })

  test('a flood of heartbeats and one of pings are cut off too', async () => {
    await counts(
      server,
      closes('RATE_LIMITED'),
      async () => {
        const client = await newPlayer('heartbeats')
        const heartbeat = makePacket(PACKET.heartbeat)
        for (let sent = 0; sent < 10 * BURST; sent++) client.sendRaw(heartbeat)
        assert.equal((await client.ended).code, 4004)
        const pinging = await rawWebSocket(server)
        const closed = closeCode(pinging)
        for (let sent = 0; sent < 10 * BURST; sent++) pinging.ping()
        await closed
      },
      1,
    )
  })

  test('handshakes left half-done are closed in time, and keep nobody out', alone, async () => {
    const silent: WebSocket[] = []
    const hello = makePacket(PACKET.handshake)
    await counts(
      server,
      closes('HANDSHAKE_LATE'),
      async () => {
        for (let count = 0; count < MAX_OF_ADDRESS; count++) {
          const socket = await rawWebSocket(server)
          if (count % 2 === 0) socket.send(hello)
          silent.push(socket)
        }
        const client = await newPlayer('meanwhile')
        client.close()
        const codes = await Promise.all(silent.map(closeCode))
        assert.deepEqual([...new Set(codes)], [4003])
      },
      MAX_OF_ADDRESS,
    )
  })

  test('more of one address than its limit are turned away at the door', alone, async () => {
    await counts(server, 'mj_ws_refused_total{reason="ip_full"}', async () => {
      const asked = Array.from({ length: MAX_OF_ADDRESS + 30 }, () => rawWebSocket(server).catch(() => null))
      const opened = await Promise.all(asked)
      assert.ok(opened.filter((socket) => socket === null).length >= 30)
      const client = await newPlayer('beside them')
      client.close()
      for (const socket of opened) socket?.terminate()
    })
  })

  test('upgrades that never end are dropped', async () => {
    const sockets: Socket[] = []
    for (let count = 0; count < 50; count++) {
      const socket = await rawSocket(server)
      socket.write('GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ')
      socket.resume()
      sockets.push(socket)
    }
    const slow = setInterval(() => {
      for (const socket of sockets) if (!socket.destroyed) socket.write('a')
    }, 500)
    await until('all are closed', () => sockets.every((socket) => socket.destroyed))
    clearInterval(slow)
  })

  test('a seat that never reads is dropped, and its table goes on', async () => {
    const party = await seatParty(server, {
      desk: { preset: 'xuezhan', round: 4 },
      players: 4,
      seed: SEED + 1,
    })
    const [talker, deaf] = party.guests
    await counts(server, closes('SLOW_CONSUMER'), async () => {
      deaf!.wire.freeze()
      const before = await server.metric(closes('SLOW_CONSUMER'))
      const voice = requestBytes(1, 'DeskManager.VoiceMessage', new Uint8Array(VOICE_BYTES))
      // As a notify, which is not answered: flag, route, payload.
      const notify = makePacket(PACKET.data, Buffer.concat([Buffer.of(2), voice.subarray(6)]))
      const talking = setInterval(() => {
        for (let count = 0; count < 5; count++) talker!.wire.sendRaw(notify)
      }, 20)
      try {
        const isDropped = async (): Promise<boolean> =>
          (await server.metric(closes('SLOW_CONSUMER'))) > before
        await until('the deaf client is dropped', isDropped, 45_000)
      } finally {
        clearInterval(talking)
      }
    })
    deaf!.player.leave()
    deaf!.wire.cut()
    const back = await PlayerClient.logIn(server.ports, deaf!.account)
    deaf!.wire = back
    deaf!.player.use(back)
    await back.request('DeskManager.ReEnter', { deskId: party.deskId })
    await beReady(party)
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  })
})
