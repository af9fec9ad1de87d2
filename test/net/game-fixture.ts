// A game server on free loopback ports, with handlers that a test can replace and everything it reports written down.
import type { TestContext } from 'node:test'
import { loadConfig } from '../../src/config/load-config.ts'
import type { Environment } from '../../src/config/environment.ts'
import { invariant } from '../../src/lib/assert.ts'
import { ok } from '../../src/lib/result.ts'
import type { Handler, Handlers } from '../../src/lobby/handler.ts'
import type { Session } from '../../src/lobby/session.ts'
import {
  createGameServer,
  type GameServer,
  type GameServerParts,
  type NetConfig,
} from '../../src/net/game-server.ts'
import { type NetObserver, silentObserver } from '../../src/net/observer.ts'
import { ROUTE_NAMES } from '../../src/protocol/routes.ts'
import { FakeClock } from './fake-clock.ts'
import { type ClientOptions, TestClient } from './test-client.ts'

export type Unbound = { readonly id: string; readonly uid: number; readonly replaced: boolean }
export type Report = readonly [name: keyof NetObserver, ...details: unknown[]]

export type GameFixture = {
  readonly server: GameServer
  readonly clock: FakeClock
  readonly port: number
  readonly tcpPort: number
  readonly reports: Report[]
  readonly unbound: Unbound[]
  /** Accounts that hold a seat. */
  readonly seated: Set<number>
  /** Every session that logged in, in order. */
  readonly sessions: Session[]
  connect(options?: ClientOptions): Promise<TestClient>
  connectTcp(): Promise<TestClient>
  /** Connected, shaken hands, logged in. */
  join(uid: number, options?: ClientOptions): Promise<TestClient>
}

export type FixtureOptions = {
  readonly env?: Environment
  readonly handlers?: Partial<Handlers>
  readonly gate?: Pick<GameServerParts, 'isOverloaded' | 'tokens'>
}

export function testConfig(env: Environment = {}): NetConfig {
  const loaded = loadConfig({
    tomlPath: null,
    env: { XUEZHAN_GAME_SERVER__PORT: '0', XUEZHAN_GAME_SERVER__BIND: '127.0.0.1', ...env },
  })
  invariant(loaded.ok, JSON.stringify(loaded))
  return loaded.value
}

/** Notes each report by its name. */
function recordingObserver(reports: Report[]): NetObserver {
  const names = Object.keys(silentObserver) as (keyof NetObserver)[]
  const entries = names.map((name) => [
    name,
    (...details: unknown[]) => void reports.push([name, ...details]),
  ])
  return Object.fromEntries(entries) as NetObserver
}

type Login = { readonly uid: number; readonly name?: string }

function stubHandlers(game: { server?: GameServer; sessions: Session[] }): Handlers {
  const done = Object.fromEntries(ROUTE_NAMES.map((route) => [route, () => ok({ code: 0 })]))
  const login: Handler<'Manager.Login'> = (session, { uid, name = '' }: Login) => {
    game.server?.directory.bind(session, uid)
    game.sessions.push(session)
    return ok({ code: 0, acId: uid, nickname: name, headURL: '', sex: 0, fangka: 0 })
  }
  return { ...done, 'Manager.Login': login } as Handlers
}

export async function startGame(t: TestContext, options: FixtureOptions = {}): Promise<GameFixture> {
  const clock = new FakeClock()
  const reports: Report[] = []
  const unbound: Unbound[] = []
  const seated = new Set<number>()
  const clients: TestClient[] = []
  const state: { server?: GameServer; sessions: Session[] } = { sessions: [] }
  const server = createGameServer({
    config: testConfig(options.env),
    handlers: { ...stubHandlers(state), ...options.handlers },
    events: { onUnbound: ({ id }, uid, replaced) => void unbound.push({ id, uid, replaced }) },
    isSeated: (uid) => seated.has(uid),
    clock,
    ...options.gate,
    observer: recordingObserver(reports),
    checkOutgoing: true,
    tcpPort: 0,
  })
  state.server = server
  const { port, tcpPort } = await server.start()
  t.after(async () => {
    for (const client of clients) client.destroy()
    await server.close()
  })
  const keep = (client: TestClient): TestClient => {
    clients.push(client)
    return client
  }
  const connect = async (clientOptions?: ClientOptions): Promise<TestClient> =>
    keep(await TestClient.overWebSocket(port, clientOptions))
  return {
    server,
    clock,
    port,
    tcpPort: tcpPort ?? 0,
    reports,
    unbound,
    seated,
    sessions: state.sessions,
    connect,
    connectTcp: async () => keep(await TestClient.overTcp(tcpPort ?? 0)),
    async join(uid, clientOptions) {
      const client = await connect(clientOptions)
      await client.shakeHands()
      await client.request('Manager.Login', { uid })
      return client
    },
  }
}

export const reportsOf = (game: GameFixture, name: keyof NetObserver): Report[] =>
  game.reports.filter((report) => report[0] === name)

const POLL_MS = 2
const PATIENCE_MS = 5000

/** Waits in real time for something that sockets bring about. */
export async function eventually(
  what: string,
  condition: () => boolean,
  patienceMs = PATIENCE_MS,
): Promise<void> {
  const deadline = performance.now() + patienceMs
  while (!condition()) {
    invariant(performance.now() < deadline, `not within ${patienceMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, POLL_MS))
  }
}
