// `npm run db -- migrate|status|seed`: the database that the configuration names, from the command line.

import { mkdir } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect, parseArgs } from 'node:util'
import { readConfig } from '../src/process/read-config.ts'
import { MigrationError } from '../src/store/migrate.ts'
import { mysqlErrorOf } from '../src/store/mysql/mysql-errors.ts'
import { sqliteErrorOf } from '../src/store/sqlite-errors.ts'
import { StoreUnavailable } from '../src/store/store-unavailable.ts'
import { ConfiguredDatabase } from './db/configured-database.ts'
import { migrateDatabase } from './db/migrate-command.ts'
import { seedDatabase } from './db/seed-command.ts'
import { tellStatus } from './db/status-command.ts'

/** sysexits.h. */
const EXIT = { ok: 0, refused: 1, usage: 64, unavailable: 69 } as const
/** Owner only, as the server makes its files. */
const PRIVATE_UMASK = 0o077

const USAGE = `usage: npm run db -- <command>

  migrate          brings the database to this version's schema, as every start does
  status           says which migrations ran and how much there is; ends with 1 where some are missing
  seed [--force]   demo players, clubs and played matches; into a database with players only with --force

The database is the one that config.toml and XUEZHAN_DATABASE__... name.
`

type Command = (database: ConfiguredDatabase, options: { readonly force: boolean }) => Promise<boolean>

const COMMANDS: Readonly<Record<string, Command>> = {
  migrate: migrateDatabase,
  status: tellStatus,
  seed: seedDatabase,
}

const say = (text: string): void => void process.stderr.write(`${text}\n`)

function readArguments(): { readonly command: Command; readonly force: boolean } | undefined {
  const options = {
    force: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h' },
  } as const
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const [name = '', ...rest] = positionals
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (command === undefined || rest.length > 0 || values.help === true) return undefined
    if (values.force && name !== 'seed') return undefined
    return { command, force: values.force }
  } catch {
    return undefined
  }
}

/** What the reader can act on in one line; a bug comes with its stack. */
function tellFailure(error: unknown, where: string): number {
  const cause = error instanceof MigrationError ? error.cause : error
  const isAway = sqliteErrorOf(mysqlErrorOf(cause)) instanceof StoreUnavailable
  const isTold = (isAway || error instanceof MigrationError) && cause instanceof Error
  say(isTold ? `${where}: ${cause.message}` : inspect(error))
  return isAway ? EXIT.unavailable : EXIT.refused
}

async function main(): Promise<number> {
  const wanted = readArguments()
  if (wanted === undefined) {
    say(USAGE)
    return EXIT.usage
  }
  const root = join(dirname(fileURLToPath(import.meta.url)), '..')
  const config = readConfig(root)
  const dataDir = resolve(root, config.core.dataDir)
  const database = new ConfiguredDatabase(config, dataDir)
  try {
    await mkdir(dataDir, { recursive: true })
    return (await wanted.command(database, wanted)) ? EXIT.ok : EXIT.refused
  } catch (error) {
    return tellFailure(error, database.name)
  }
}

process.umask(PRIVATE_UMASK)
process.exitCode = await main()
