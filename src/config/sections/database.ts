// [database]: where accounts, cards and finished games are kept.

import { z } from 'zod'
import { flag, hostName, nonEmptyText, oneOf, PORT_MAX, secret, text, whole } from '../fields.ts'

/** nanoserver's args: what the connection asks for. The store speaks utf8mb4 whatever is said. */
const ARGS = /^(?:(?:charset=utf8mb4|tls=(?:true|false|skip-verify))(?:&(?!$)|$))*$/

const args = () =>
  text().regex(ARGS, {
    error: 'may hold charset=utf8mb4 and tls=true, tls=false or tls=skip-verify, joined by &',
  })

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    return false
  }
}

const timeZone = () =>
  nonEmptyText().refine(isTimeZone, { error: 'must be a time zone such as Asia/Shanghai' })

export const databaseSection = z.strictObject({
  driver: oneOf(['sqlite', 'mysql']).default('sqlite'),
  file: nonEmptyText().default('xuezhan.db'),
  busy_timeout_ms: whole(0, 60_000).default(5000),
  synchronous: oneOf(['full', 'normal']).default('full'),
  host: hostName().default('127.0.0.1'),
  port: whole(1, PORT_MAX).default(3306),
  dbname: nonEmptyText().default('xuezhan'),
  username: nonEmptyText().default('xuezhan'),
  password: secret(),
  password_file: text(4096).default(''),
  args: args().default('charset=utf8mb4'),
  max_idle_conns: whole(0, 1000).default(5),
  max_open_conns: whole(1, 1000).default(10),
  idle_timeout_seconds: whole(1, 28_000).default(60),
  connect_timeout_ms: whole(100, 60_000).default(5000),
  max_waiting: whole(1, 100_000).default(500),
  acquire_timeout_ms: whole(100, 60_000).default(5000),
  query_timeout_ms: whole(100, 600_000).default(10_000),
  show_sql: flag().default(false),
  queue_max_mb: whole(1, 1_048_576).default(1024),
  stats_time_zone: timeZone().default('Asia/Shanghai'),
})
