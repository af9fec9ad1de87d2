// Bytes that no honest client sends, and what came of them.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { WebSocket } from 'ws'
import { makePacket, PACKET } from '../../src/protocol/packet.ts'
import type { PlayerClient } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { until } from '../support/until.ts'

export const urlOf = ({ ports }: ServerProcess): string => `ws://127.0.0.1:${ports.game}/`

/** A Data packet around any bytes. */
export const data = (...bytes: readonly number[]): Uint8Array =>
  makePacket(PACKET.data, Uint8Array.from(bytes))

/** A Request with this id, route and payload text. */
export function requestBytes(id: number, route: string, payload: string | Uint8Array): Uint8Array {
  const name = Buffer.from(route)
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload
  return makePacket(PACKET.data, Buffer.concat([Buffer.of(0, id, name.length), name, body]))
}

/** Another loopback address than that of honest players: limits of one address are not theirs. */
const CROWD_ADDRESS = process.platform === 'linux' ? '127.0.0.2' : '127.0.0.1'
/** Why a suite that needs two addresses cannot run here; false where it can. */
export const NEEDS_SECOND_ADDRESS =
  CROWD_ADDRESS === '127.0.0.1' && 'only Linux has a second loopback address by itself'

/** A WebSocket that has shaken no hands. */
export async function rawWebSocket(server: ServerProcess): Promise<WebSocket> {
  const socket = new WebSocket(urlOf(server), { perMessageDeflate: false, localAddress: CROWD_ADDRESS })
  socket.on('error', () => undefined)
  await once(socket, 'open')
  return socket
}

export async function closeCode(socket: WebSocket): Promise<number> {
  const [code] = (await once(socket, 'close')) as [number]
  return code
}

/** A TCP connection to the game port. */
export async function rawSocket({ ports }: ServerProcess): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port: ports.game, localAddress: CROWD_ADDRESS })
  socket.on('error', () => undefined)
  await once(socket, 'connect')
  return socket
}

const COUNTED_MS = 30_000

/** What `attack` added to a counter of /metrics: waits until it has grown by `by`. */
export async function counts(
  server: ServerProcess,
  name: string,
  attack: () => Promise<void>,
  by = 1,
): Promise<void> {
  const before = await server.metric(name)
  await attack()
  await until(
    `${name} has grown by ${by}`,
    async () => (await server.metric(name)) >= before + by,
    COUNTED_MS,
  )
}

/** The connection still answers. */
export async function answers(client: PlayerClient): Promise<void> {
  const found = await client.request('DeskManager.UnCompleteDesk', {})
  assert.ok(found.code === 0 || found.reason === 'NOT_LOGGED_IN', String(found.reason))
}

/** The next push with this route. */
export async function nextPush(client: PlayerClient, route: string): Promise<unknown> {
  return await new Promise((resolve) => {
    client.onPush = (name, payload) => {
      if (name === route) resolve(payload)
    }
  })
}
