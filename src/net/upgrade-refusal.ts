// The HTTP answers to an upgrade that does not become a WebSocket.
import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import { assertNever } from '../lib/assert.ts'
import type { Refused } from './observer.ts'

/** When a client turned away for want of room may try again. */
const RETRY_AFTER_SECONDS = 5
const UPGRADE_REQUIRED = 426

type Answer = { readonly status: number; readonly canRetry: boolean }

function answerTo(why: Refused): Answer {
  switch (why) {
    case 'full':
    case 'pre_auth_full':
    case 'draining':
    case 'overload':
      return { status: 503, canRetry: true }
    case 'ip_full':
      return { status: 429, canRetry: true }
    case 'origin':
      return { status: 403, canRetry: false }
    case 'path':
      return { status: 404, canRetry: false }
    case 'not_websocket':
      return { status: UPGRADE_REQUIRED, canRetry: false }
    default:
      return assertNever(why)
  }
}

function headersOf({ status, canRetry }: Answer, body: string): { readonly [name: string]: string } {
  return {
    Connection: 'close',
    'Content-Type': 'text/plain',
    'Content-Length': String(body.length),
    ...(canRetry ? { 'Retry-After': String(RETRY_AFTER_SECONDS) } : {}),
    ...(status === UPGRADE_REQUIRED ? { Upgrade: 'websocket' } : {}),
  }
}

const bodyOf = (answer: Answer): string => `${STATUS_CODES[answer.status]}\n`

/** Answers and closes. `end`, not `destroy`: the peer is to read the answer before the socket goes. */
export function refuseUpgrade(socket: Duplex, why: Refused): void {
  const answer = answerTo(why)
  const body = bodyOf(answer)
  const lines = Object.entries(headersOf(answer, body)).map(([name, value]) => `${name}: ${value}\r\n`)
  // The server's side allows half-open sockets: one that only ended would wait for the peer for ever.
  socket.once('finish', () => socket.destroy())
  socket.end(`HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}\r\n${lines.join('')}\r\n${body}`)
}

/** The same for a request that asked for no upgrade. */
export function refuseRequest(response: ServerResponse, why: Refused): void {
  const answer = answerTo(why)
  const body = bodyOf(answer)
  response.writeHead(answer.status, headersOf(answer, body)).end(body)
}
