// The sockets of the metrics server: few, and no scraper that hangs can keep an honest one out.
import type { Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

const MAX_CONNECTIONS = 64
/** An answer takes milliseconds; one that is still being read after this may be given up for a newcomer. */
const BUSY_MS = 1000
/** No reader gets longer for one answer, room or not. */
const ANSWER_MS = 15_000

/** Least recently active first. */
type Active = Map<Socket, { atMs: number; isBusy: boolean }>

export function boundConnections(server: Server): void {
  const active: Active = new Map()
  server.on('connection', (socket: Socket) => {
    if (active.size >= MAX_CONNECTIONS && !makeRoom(active)) {
      socket.destroy()
      return
    }
    active.set(socket, { atMs: performance.now(), isBusy: false })
    socket.once('close', () => active.delete(socket))
  })
  server.on('request', ({ socket }, response: ServerResponse) => {
    note(active, socket, true)
    const deadline = setTimeout(() => socket.destroy(), ANSWER_MS)
    response.once('close', () => {
      clearTimeout(deadline)
      note(active, socket, false)
    })
  })
}

function note(active: Active, socket: Socket, isBusy: boolean): void {
  if (!active.delete(socket)) return
  active.set(socket, { atMs: performance.now(), isBusy })
}

function makeRoom(active: Active): boolean {
  for (const [socket, { atMs, isBusy }] of active) {
    if (isBusy && performance.now() - atMs < BUSY_MS) continue
    active.delete(socket)
    socket.destroy()
    return true
  }
  return false
}
