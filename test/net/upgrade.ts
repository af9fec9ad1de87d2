// A hand-written upgrade request.
import { connect } from 'node:net'

/** An answer to a hand-written upgrade request: status line and headers. */
export async function upgrade(port: number, headers: readonly string[], path = '/'): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => undefined)
  socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${headers.map((h) => `${h}\r\n`).join('')}\r\n`,
  )
  let answer = ''
  for await (const chunk of socket) {
    answer += String(chunk)
    if (answer.startsWith('HTTP/1.1 101')) break
  }
  socket.destroy()
  return answer
}
export const UPGRADE = [
  'Connection: Upgrade',
  'Upgrade: websocket',
  'Sec-WebSocket-Version: 13',
  'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
]
