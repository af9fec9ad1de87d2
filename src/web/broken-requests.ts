// Bytes that are no request, too many of them, or too few in time: no route hears of these, so the answer is written
// here, in the form of every other refusal.

import { type IncomingMessage, STATUS_CODES } from 'node:http'
import type { ConnectionError } from 'fastify'
import { refusalBody } from './web-refusals.ts'

const BAD_REQUEST = 400
const STATUS_BY_CODE: Readonly<Record<string, number>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
}

/** The connection ends with it: where the next request would begin, nobody knows. */
export function answerBrokenRequest(error: ConnectionError, socket: IncomingMessage['socket']): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const status = STATUS_BY_CODE[error.code] ?? BAD_REQUEST
  const body = JSON.stringify(refusalBody('BAD_PAYLOAD'))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
  ]
  if (socket.writable) socket.write(`${head.join('\r\n')}\r\n\r\n${body}`)
  socket.destroy(error)
}
