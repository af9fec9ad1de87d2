// What `npm start` prints once everything listens: where to play, and where to look.
import type { Recovery } from '../lobby/recovery.ts'

export type Started = {
  /** What clients are told to connect to. */
  readonly host: string
  readonly ports: {
    readonly game: number
    readonly tcp: number | null
    readonly web: number
    readonly metrics: number
    readonly health: number
  }
  readonly dataDir: string
  readonly tokenKey: string
  /** Where the first admin token is, never what it is. */
  readonly adminToken: string
  readonly recovery: Recovery
}

export function startBlock({ host, ports, dataDir, tokenKey, adminToken, recovery }: Started): string {
  const lines: readonly (readonly [string, string])[] = [
    ['play', `http://${host}:${ports.web}/`],
    ['API', `http://${host}:${ports.web}/docs`],
    ['game server', `ws://${host}:${ports.game}/`],
    ...(ports.tcp === null ? [] : [['raw TCP', `${host}:${ports.tcp}`] as const]),
    ['live', `http://127.0.0.1:${ports.metrics}/`],
    ['metrics', `http://127.0.0.1:${ports.metrics}/metrics`],
    ['health', `http://127.0.0.1:${ports.health}/ready`],
    ['data', dataDir],
    ['token key', tokenKey],
    ['admin token', adminToken],
    ...(recovery.tables > 0 ? [['tables', `${recovery.tables} resumed from the journal`] as const] : []),
  ]
  const width = Math.max(...lines.map(([name]) => name.length))
  const body = lines.map(([name, value]) => `    ${name.padEnd(width)}  ${value}\n`).join('')
  return `\n  xuezhan 血战到底 is ready\n\n${body}\n  Ctrl-C stops it; tables go on at the next start.\n\n`
}
