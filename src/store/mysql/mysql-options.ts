// What a MySQL or MariaDB database needs to be told, and the limits that keep a slow one from piling up work.

export type MysqlOptions = {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  readonly tls: 'off' | 'verify' | 'trust'
  readonly maxConnections: number
  /** Connections kept open without work. */
  readonly maxIdle: number
  readonly idleTimeoutMs: number
  readonly connectTimeoutMs: number
  /** Transactions that may wait for a connection. */
  readonly maxWaiting: number
  /** How long one of them waits. */
  readonly acquireTimeoutMs: number
  /** A statement that takes longer loses its connection. */
  readonly queryTimeoutMs: number
}

export const MYSQL_DEFAULTS = {
  tls: 'off',
  maxConnections: 10,
  maxIdle: 5,
  idleTimeoutMs: 60_000,
  connectTimeoutMs: 5_000,
  maxWaiting: 500,
  acquireTimeoutMs: 5_000,
  queryTimeoutMs: 10_000,
} as const satisfies Partial<MysqlOptions>

export type DsnArgs = { readonly tls: MysqlOptions['tls'] }

const TLS_BY_WORD: Readonly<Record<string, MysqlOptions['tls']>> = {
  false: 'off',
  true: 'verify',
  'skip-verify': 'trust',
}

/**
 * nanoserver's `database.args`, such as `charset=utf8mb4&tls=true`; undefined for one that asks for what the store
 * does not do. The character set is always utf8mb4.
 */
export function parseDsnArgs(args: string): DsnArgs | undefined {
  let tls: MysqlOptions['tls'] = 'off'
  for (const [key, value] of new URLSearchParams(args)) {
    const word = key === 'tls' ? TLS_BY_WORD[value] : undefined
    if (word !== undefined) tls = word
    else if (key !== 'charset' || value.toLowerCase() !== 'utf8mb4') return undefined
  }
  return { tls }
}
