// The game server as one part: listeners, sessions and dispatcher, put together from a configuration.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Tokens } from '../auth/tokens.ts'
import type { Config } from '../config/schema.ts'
import { must } from '../lib/assert.ts'
import type { Clock } from '../lib/clock.ts'
import type { Handlers } from '../lobby/handler.ts'
import type { SessionDirectory, SessionEvents } from '../lobby/session.ts'
import { type RouteDictionary, serverDictionary } from '../protocol/dictionary.ts'
import { type PayloadPipeline, plainPipeline, xxteaPipeline } from '../protocol/pipeline.ts'
import { Admission } from './admission.ts'
import { Dispatcher } from './dispatcher.ts'
import { clientIpReader } from './ip.ts'
import { type NetObserver, type Refused, silentObserver, type TransportKind } from './observer.ts'
import { originCheck } from './origin.ts'
import { PayloadChecks } from './payload-checks.ts'
import { PushEncoder } from './push-encoder.ts'
import type { SessionContext } from './session-context.ts'
import { LiveSessions } from './session-directory.ts'
import { SessionRegistry, type SocketLevels } from './session-registry.ts'
import { TcpListener } from './tcp-listener.ts'
import { WriteBatch } from './write-batch.ts'
import { WsListener } from './ws-listener.ts'

export type NetConfig = Pick<Config, 'core' | 'gameServer' | 'limits' | 'webserver'>

export type GameServerParts = {
  readonly config: NetConfig
  readonly handlers: Handlers
  readonly events: SessionEvents
  /** Whether the account holds a seat: asked before routes that need a desk. */
  readonly isSeated: (uid: number) => boolean
  /** Newcomers are turned away while true; players for whom a seat waits may come back. */
  readonly isOverloaded?: () => boolean
  /** Reads the tokens of those who want to come back while others are turned away; without it nobody can. */
  readonly tokens?: Pick<Tokens, 'verify'>
  readonly clock: Clock
  /** Since when what is read at `nowMs` may have waited in the kernel; without it reads count from when they happen. */
  readonly arrivedAtMs?: (nowMs: number) => number
  readonly observer?: NetObserver
  /** Checks responses and pushes against their schemas too. For tests: costs a validation per payload. */
  readonly checkOutgoing?: boolean
  /** Instead of `tcp_port`; 0 = any free one (there it means off). */
  readonly tcpPort?: number
}

export type ListeningPorts = {
  readonly port: number
  /** null = the raw TCP listener is off. */
  readonly tcpPort: number | null
}

export interface GameServer {
  readonly directory: SessionDirectory
  /** Open sockets, logged in or not. */
  readonly sessionCount: number
  /** Takes a look at every socket. */
  socketLevels(): SocketLevels
  /** Rejects where a port cannot be listened on. */
  start(): Promise<ListeningPorts>
  /** For another HTTP server's `upgrade` event; the path is the caller's to check. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Refuses new connections from now on, and tells every session when to come back. */
  drain(): void
  /** Closes every session and both listeners; resolves when all sockets are gone. */
  close(): Promise<void>
}

/** Sockets over `max_sessions` that may be open at once, to be told that there is no room. */
const SPARE_CONNECTIONS = 256

type Shared = {
  readonly parts: GameServerParts
  readonly observer: NetObserver
  readonly checks: PayloadChecks
  readonly pipeline: PayloadPipeline
  readonly dictionary: RouteDictionary | null
}

/**
 * @example
 * const { handlers, events, isSeated } = lobby
 * const game = createGameServer({ config, handlers, events, isSeated, clock: systemClock })
 * const { port } = await game.start()
 */
export function createGameServer(parts: GameServerParts): GameServer {
  const { config, events, observer = silentObserver } = parts
  const shared: Shared = {
    parts,
    observer,
    checks: new PayloadChecks(),
    pipeline: pipelineOf(config.gameServer),
    dictionary: config.gameServer.routeCompression ? serverDictionary() : null,
  }
  const admission = admissionOf(parts)
  const directory = new LiveSessions({ events, admission, observer })
  const registry = new SessionRegistry({ context: contextOf(shared), admission, directory })
  const { ws, tcp } = listenersOf(shared, { admission, registry })
  return {
    directory,
    get sessionCount() {
      return admission.sessions
    },
    socketLevels: () => registry.levels(),
    async start() {
      shared.checks.prepareRequests()
      const ports = await listenOn(parts, { ws, tcp, observer })
      registry.startSweeping()
      return ports
    },
    handleUpgrade: (request, socket, head) => ws.handleUpgrade(request, socket, head),
    drain() {
      if (admission.isDraining) return
      admission.drain()
      registry.announceDrain()
    },
    async close() {
      admission.close()
      await Promise.all([ws.close(), tcp.close(), registry.closeAll()])
    },
  }
}

async function listenOn(
  parts: GameServerParts,
  { ws, tcp, observer }: { ws: WsListener; tcp: TcpListener; observer: NetObserver },
): Promise<ListeningPorts> {
  const { bind: host, port, tcpPort } = parts.config.gameServer
  const wantedTcp = parts.tcpPort ?? (tcpPort === 0 ? null : tcpPort)
  const onError = (kind: TransportKind) => (error: Error) => observer.acceptFailed(kind, error)
  return {
    port: await ws.listen({ port, host, onError: onError('ws') }),
    tcpPort: wantedTcp === null ? null : await tcp.listen({ port: wantedTcp, host, onError: onError('tcp') }),
  }
}

function pipelineOf({ crypto, cryptoKey }: NetConfig['gameServer']): PayloadPipeline {
  return crypto === 'none' ? plainPipeline : xxteaPipeline(must(cryptoKey, 'game-server.crypto_key').reveal())
}

const admissionOf = ({ config: { limits }, isOverloaded }: GameServerParts): Admission =>
  new Admission({
    ...(isOverloaded ? { isOverloaded } : {}),
    maxSessions: limits.maxSessions,
    maxSessionsPerIp: limits.maxSessionsPerIp,
    maxPreAuth: limits.maxPreAuth,
    ipRate: { perSecond: limits.ipMessagesPerSecond, burst: limits.ipMessagesBurst },
  })

function contextOf({ parts, observer, checks, pipeline, dictionary }: Shared): SessionContext {
  const { config, handlers, isSeated, clock, checkOutgoing = false } = parts
  const { limits } = config
  return {
    clock,
    arrivedAtMs: parts.arrivedAtMs ?? ((nowMs) => nowMs),
    observer,
    handler: new Dispatcher({
      handlers,
      isSeated,
      checks,
      pipeline,
      dictionary,
      clock,
      observer,
      checkOutgoing,
    }),
    encoder: new PushEncoder({
      pipeline,
      dictionary,
      observer,
      ...(checkOutgoing ? { faultOf: (route, payload) => checks.faultOfPush(route, payload) } : {}),
    }),
    pipeline,
    dictionary,
    heartbeatSeconds: config.core.heartbeat,
    maxPacketBytes: config.gameServer.maxPacketBytes,
    preAuthMs: limits.preAuthSeconds * 1000,
    rate: { perSecond: limits.messagesPerSecond, burst: limits.messagesBurst },
    sendLimits: {
      softBytes: limits.sendBufferSoftBytes,
      softMs: limits.sendBufferSoftSeconds * 1000,
      hardBytes: limits.sendBufferHardBytes,
    },
  }
}

/** A bad token, or an account without a seat, is as unwelcome as anybody else. */
async function refusalOfResume(
  { tokens, isSeated }: GameServerParts,
  admission: Admission,
  { ip, token }: { readonly ip: string; readonly token: string },
): Promise<Refused | null> {
  const verified = await tokens?.verify(token)
  const isPlayer = verified?.ok === true && isSeated(verified.value.uid)
  return isPlayer ? admission.refusalOfSeated(ip) : admission.refusalFor(ip)
}

function listenersOf(
  { parts, observer }: Shared,
  { admission, registry }: { admission: Admission; registry: SessionRegistry },
): { readonly ws: WsListener; readonly tcp: TcpListener } {
  const { limits, gameServer, webserver } = parts.config
  const common = {
    batch: new WriteBatch(),
    maxConnections: limits.maxSessions + SPARE_CONNECTIONS,
    refusalFor: (ip: string) => admission.refusalFor(ip),
    refusalOfResume: (ip: string, token: string) => refusalOfResume(parts, admission, { ip, token }),
  }
  const ws = new WsListener({
    ...common,
    maxPacketBytes: gameServer.maxPacketBytes,
    maxFragments: limits.maxFragments,
    maxBufferedChunks: limits.maxBufferedChunks,
    clientIp: clientIpReader(webserver.trustedProxies),
    isOriginAllowed: originCheck(limits.allowedOrigins),
    onRefused: (why) => observer.connectionRefused('ws', why),
    accept: (transport) => registry.open(transport),
  })
  const tcp = new TcpListener({
    ...common,
    clock: parts.clock,
    onRefused: (why) => observer.connectionRefused('tcp', why),
    accept: (transport) => registry.open(transport),
  })
  return { ws, tcp }
}
