// What Kubernetes and newcomers see of a server from outside.
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { makeResumeTicket } from '../../src/net/resume-ticket.ts'
import type { ServerProcess } from '../support/server-process.ts'

export async function probe({ ports }: ServerProcess, path: '/live' | '/ready'): Promise<number> {
  const response = await fetch(`http://127.0.0.1:${ports.health}${path}`)
  await response.text()
  return response.status
}

export type Door = {
  /** 101 where the socket opened; it is closed again. */
  readonly status: number
  readonly retryAfter: string | undefined
}

/** Knocks at the game port; with a token as somebody for whom a seat waits. */
export async function knock({ ports }: ServerProcess, token?: string): Promise<Door> {
  const protocols = token === undefined ? [] : [...makeResumeTicket(token)]
  const socket = new WebSocket(`ws://127.0.0.1:${ports.game}/`, protocols)
  socket.on('error', () => undefined)
  const refused = once(socket, 'unexpected-response').then(([, response]) => {
    const { statusCode = 0, headers } = response as IncomingMessage
    return { status: statusCode, retryAfter: headers['retry-after'] }
  })
  const opened = once(socket, 'open').then(() => ({ status: 101, retryAfter: undefined }))
  try {
    return await Promise.race([opened, refused])
  } finally {
    socket.terminate()
  }
}
