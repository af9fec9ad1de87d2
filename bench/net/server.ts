// The server that bench/net.ts measures, in a process of its own: ours, or a WebSocket echo of the same
// library.
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { loadConfig } from '../../src/config/load-config.ts'
import { invariant } from '../../src/lib/assert.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { ok } from '../../src/lib/result.ts'
import type { Handler, Handlers } from '../../src/lobby/handler.ts'
import { createGameServer, type GameServer } from '../../src/net/game-server.ts'
import { ROUTE_NAMES } from '../../src/protocol/routes.ts'
import type { Command, Reply } from './messages.ts'

/** No limit of the crowd may be what is measured. */
const LIMITS = {
  XUEZHAN_GAME_SERVER__PORT: '0',
  XUEZHAN_GAME_SERVER__BIND: '127.0.0.1',
  XUEZHAN_LIMITS__MAX_SESSIONS: '100000',
  XUEZHAN_LIMITS__MAX_SESSIONS_PER_IP: '100000',
  XUEZHAN_LIMITS__MAX_PRE_AUTH: '100000',
  XUEZHAN_LIMITS__PRE_AUTH_SECONDS: '60',
  XUEZHAN_LIMITS__MESSAGES_PER_SECOND: '10000',
  XUEZHAN_LIMITS__MESSAGES_BURST: '100000',
  XUEZHAN_LIMITS__IP_MESSAGES_PER_SECOND: '1000000',
  XUEZHAN_LIMITS__IP_MESSAGES_BURST: '1000000',
}

async function startOurs(): Promise<number> {
  const loaded = loadConfig({ tomlPath: null, env: LIMITS })
  invariant(loaded.ok, 'a configuration')
  const done = Object.fromEntries(ROUTE_NAMES.map((route) => [route, () => ok({ code: 0 })]))
  let server: GameServer | undefined
  const login: Handler<'Manager.Login'> = (session, { uid }) => {
    server?.directory.bind(session, uid)
    return ok({ code: 0, acId: uid, nickname: '', headURL: '', sex: 0, fangka: 0 })
  }
  server = createGameServer({
    config: loaded.value,
    handlers: { ...done, 'Manager.Login': login } as Handlers,
    events: { onUnbound: () => undefined },
    isSeated: () => true,
    clock: systemClock,
  })
  return (await server.start()).port
}

/** As little as a WebSocket server can do: each message goes back as it came. */
async function startEcho(): Promise<number> {
  const webSockets = new WebSocketServer({ noServer: true, clientTracking: false, perMessageDeflate: false })
  const server = createServer()
  server.on('upgrade', (request, socket, head) => {
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      webSocket.on('error', () => undefined)
      webSocket.on('message', (data) => webSocket.send(data, { binary: true }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

const reply = (message: Reply): void => void process.send?.(message)

async function answer(command: Command): Promise<void> {
  if (command.what === 'start') {
    reply({ what: 'port', port: command.kind === 'ours' ? await startOurs() : await startEcho() })
  } else {
    if (command.what === 'settle') for (let pass = 0; pass < 4; pass++) globalThis.gc?.()
    const { user, system } = process.cpuUsage()
    reply({ what: 'usage', cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() })
  }
}

process.on('message', (command: Command) => void answer(command))
process.on('disconnect', () => process.exit(0))
