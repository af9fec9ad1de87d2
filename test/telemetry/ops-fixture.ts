// The metrics server with its real routes over a registry of the test's own, and requests as raw as they come.
import { once } from 'node:events'
import { request } from 'node:http'
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { createAdminTokens, parseAdminEntries } from '../../src/auth/admin-tokens.ts'
import { must } from '../../src/lib/assert.ts'
import type { Room } from '../../src/room/room.ts'
import { LiveSampler } from '../../src/telemetry/live-sampler.ts'
import type { LeveledLog } from '../../src/telemetry/log.ts'
import { makeLog } from '../../src/telemetry/log.ts'
import { Metrics } from '../../src/telemetry/metrics.ts'
import { startMetricsServer } from '../../src/telemetry/metrics-server.ts'
import { opsRoutes } from '../../src/telemetry/ops-routes.ts'

export const OPS_TOKEN = 'ops-secret-of-24-characters-or-more'
export const GM_TOKEN = 'gm-secret-of-24-characters-or-more'

export type Answer = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }
export type Ask = {
  readonly path: string
  readonly method?: string
  readonly headers?: OutgoingHttpHeaders
  readonly body?: string
  /** Another address of this machine to ask from and at. */
  readonly host?: string
}

export type OpsFixture = {
  readonly port: number
  readonly metrics: Metrics
  readonly log: LeveledLog
  readonly lines: Record<string, unknown>[]
  readonly rooms: Map<string, Room>
  ask(ask: Ask): Promise<Answer>
  close(): Promise<void>
}

/** Impatient by default, so that tests of what never gets done are short. */
export async function openOps(headersTimeoutMs = 800): Promise<OpsFixture> {
  const metrics = new Metrics()
  const lines: Record<string, unknown>[] = []
  const log = makeLog({ level: 'info', write: (line) => lines.push(JSON.parse(line)) })
  const rooms = new Map<string, Room>()
  const sampler = new LiveSampler({ metrics })
  const service = { version: '1.2.3', revision: 'abc', node: process.version }
  const registry = { ofNo: (no: string) => rooms.get(no), rooms: () => rooms.values() }
  const entries = parseAdminEntries(`ann ops ${OPS_TOKEN}\nbob gm,stats ${GM_TOKEN}`)
  const admins = createAdminTokens(must(entries.ok ? entries.value : null, 'entries'))
  const routes = opsRoutes({ metrics, sampler, log, service, registry })
  const server = await startMetricsServer({
    address: { host: '127.0.0.1', port: 0 },
    routes,
    admins,
    log,
    headersTimeoutMs,
  })
  const { port } = server
  sampler.sample()
  sampler.sample()
  return { port, metrics, log, lines, rooms, ask: (what) => ask(port, what), close: () => server.close() }
}

async function ask(
  port: number,
  { path, method = 'GET', headers = {}, body, host = '127.0.0.1' }: Ask,
): Promise<Answer> {
  const sent = request({ host, port, path, method, headers: { connection: 'close', ...headers } })
  sent.end(body)
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  return { status: response.statusCode ?? 0, headers: response.headers, body: await text(response) }
}
