// A web server over an empty in-memory store, with a page of its own and the real shared modules.

import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdminTokens, parseAdminEntries } from '../../src/auth/admin-tokens.ts'
import { createTokens, type Tokens } from '../../src/auth/tokens.ts'
import { loadConfig } from '../../src/config/load-config.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { openSqliteStore } from '../../src/store/open-store.ts'
import type { Store } from '../../src/store/repositories.ts'
import type { GmPort } from '../../src/web/gm-port.ts'
import type { WebServerOptions } from '../../src/web/web-server-options.ts'
import { createWebServer, type WebServer } from '../../src/web/web-server.ts'

export const GAME_PORT = 40_404
export const PAGE = '<!doctype html><title>xuezhan</title>'
export const SOURCE_FOLDER = new URL('../../src', import.meta.url).pathname

type Observed = Parameters<WebServerOptions['observer']['request']>[0]
type Failure = { error: unknown; route: string; requestId: string }

/** One admin for each scope, and one for all. */
export const ADMINS = {
  gm: 'the-secret-of-the-game-master',
  stats: 'the-secret-of-the-statistician',
  orders: 'the-secret-of-the-accountant',
  audit: 'the-secret-of-the-auditor',
  boss: 'the-secret-of-whoever-may-all',
} as const
const ADMIN_LINES = `gm gm ${ADMINS.gm}
stats stats ${ADMINS.stats}
orders orders ${ADMINS.orders}
audit audit ${ADMINS.audit}
boss gm,stats,orders,audit ${ADMINS.boss}`

/** What the game masters' routes asked of the live server. */
export type GmDeeds = {
  readonly calls: unknown[][]
  /** Who is there, and which tables are. */
  readonly online: Set<number>
  readonly tables: Set<string>
}

export type WebFixture = {
  readonly gm: GmDeeds
  readonly web: WebServer
  readonly store: Store
  readonly tokens: Tokens
  readonly clientFolder: string
  readonly observed: Observed[]
  readonly failures: Failure[]
  close(): Promise<void>
}

type FixtureOptions = {
  readonly env?: Record<string, string>
  readonly source?: string
  readonly onUpgrade?: WebServerOptions['onUpgrade']
  readonly clock?: WebServerOptions['clock']
  /** Replaces parts of the store. */
  readonly store?: Partial<Store>
}

/** A table that cannot be ended now. */
export const BUSY_DESK = '999999'

function recordingGm({ calls, online, tables }: GmDeeds): GmPort {
  return {
    broadcast: (message) => void calls.push(['broadcast', message]),
    kick(uid, reason) {
      calls.push(['kick', uid, reason])
      return online.delete(uid)
    },
    async leaveTable(uid) {
      calls.push(['leaveTable', uid])
      return online.has(uid) ? 'ended' : 'none'
    },
    async dissolveTable(deskNo) {
      calls.push(['dissolveTable', deskNo])
      if (deskNo === BUSY_DESK) return 'busy'
      return tables.delete(deskNo) ? 'ended' : 'none'
    },
    coinsChanged: (uid, coin) => void calls.push(['coinsChanged', uid, coin]),
    setPrices: (prices) => void calls.push(['setPrices', prices]),
  }
}

export async function openWeb(overrides: FixtureOptions = {}): Promise<WebFixture> {
  const env = { XUEZHAN_WEBSERVER__ADDR: '127.0.0.1:0', ...overrides.env }
  const loaded = loadConfig({ tomlPath: null, env })
  assert.ok(loaded.ok)
  const real = await openSqliteStore({ file: ':memory:', busyTimeoutMs: 0, synchronous: 'normal' })
  const store = { ...real, ...overrides.store }
  const clientFolder = mkdtempSync(join(tmpdir(), 'xuezhan-web-'))
  writeFileSync(join(clientFolder, 'index.html'), PAGE)
  const tokens = createTokens({ key: new Uint8Array(32).fill(9), expiresSeconds: 60, clock: systemClock })
  const observed: Observed[] = []
  const failures: Failure[] = []
  const gm: GmDeeds = { calls: [], online: new Set(), tables: new Set() }
  const entries = parseAdminEntries(ADMIN_LINES)
  assert.ok(entries.ok)
  const web = await createWebServer({
    config: loaded.value,
    store,
    tokens,
    clock: overrides.clock ?? systemClock,
    gamePort: () => GAME_PORT,
    folders: { client: clientFolder, source: overrides.source ?? SOURCE_FOLDER },
    onUpgrade: overrides.onUpgrade ?? ((_, socket) => void socket.destroy()),
    observer: {
      request: (done) => void observed.push(done),
      failed: (error, at) => void failures.push({ error, ...at }),
    },
    office: { admins: createAdminTokens(entries.value), gm: recordingGm(gm) },
  })
  return {
    web,
    store,
    tokens,
    gm,
    clientFolder,
    observed,
    failures,
    async close() {
      await web.close()
      await real.close()
      rmSync(clientFolder, { recursive: true })
    },
  }
}

/** Opens a server for one piece of work and closes it whatever happens. */
export async function withWeb(overrides: FixtureOptions, work: (fixture: WebFixture) => Promise<void>) {
  const fixture = await openWeb(overrides)
  try {
    await work(fixture)
  } finally {
    await fixture.close()
  }
}

/** The body of a refusal must be exactly this form. */
export function assertRefused(
  response: { statusCode: number; json(): unknown },
  expected: { status: number; reason: string },
): void {
  assert.equal(response.statusCode, expected.status)
  const { code, error, reason, detail, ...rest } = response.json() as Record<string, unknown>
  assert.equal(reason, expected.reason)
  assert.ok(Number.isInteger(code) && code !== 0)
  assert.ok(typeof error === 'string' && error !== '')
  assert.ok(detail === undefined || typeof detail === 'string')
  assert.deepEqual(rest, {})
}

export type AdminName = keyof typeof ADMINS

/** Asks as an admin of this machine. */
export const asAdmin = (
  { web }: WebFixture,
  name: AdminName,
  url: string,
  request: { method?: 'GET' | 'POST'; payload?: string | object; headers?: Record<string, string> } = {},
) =>
  web.inject({
    url,
    ...request,
    headers: { authorization: `Bearer ${ADMINS[name]}`, ...request.headers },
  })

let devices = 0
/** A new guest's uid. */
export async function newGuest({ store }: WebFixture): Promise<number> {
  devices += 1
  const device = { imei: `device-${devices}`, os: '', model: '', ip: '127.0.0.1', remote: '127.0.0.1:1' }
  const login = await store.accounts.guestLogin({ appId: 'app', channelId: 'web', device, at: 1 })
  assert.ok(login.ok)
  return login.value.account.uid
}

export const asPlayer = async (fixture: WebFixture, uid: number, url: string) =>
  await fixture.web.inject({
    url,
    headers: { authorization: `Bearer ${await fixture.tokens.issue(uid)}` },
  })
