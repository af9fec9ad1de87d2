// What this process keeps between its starts: keys, journal, database. Closed in the opposite order.
import { dirname, resolve } from 'node:path'
import { openAdminTokens } from '../auth/open-admin-tokens.ts'
import { openTokens } from '../auth/open-tokens.ts'
import type { Config } from '../config/schema.ts'
import { openJournal } from '../journal/open-journal.ts'
import type { Clock } from '../lib/clock.ts'
import { makeFolder } from '../process/make-folder.ts'
import type { Beginning } from '../process/process-run.ts'
import { readBuild } from '../process/read-build.ts'
import { during } from '../process/start-error.ts'
import type { ConfiguredStore, StoreContext } from '../store/open-configured.ts'
import { openConfiguredStore } from '../store/open-configured.ts'
import { untilThere, type Waiting } from '../store/until-there.ts'
import type { TableEvent } from '../table/event.ts'
import { observeJournal, observeStore } from '../telemetry/observers.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'
import { probeJournal, probeStore } from '../telemetry/usdt/probe-keepers.ts'

/** What is not written by then stays on disk for the next start. */
const QUEUE_CLOSE_MS = 5000

export type DataParts = Pick<Beginning, 'parts' | 'goOn'> & {
  readonly config: Config
  /** A relative `core.data_dir` lies in here. */
  readonly root: string
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly onMoney: StoreContext['observer']['onMoney']
}

/** Never with a password. */
const databaseAt = ({ database }: Config): string => `${database.host}:${database.port}/${database.dbname}`

/** A server may come later than we do; a file of this machine does not. */
const untilDatabase = <T>({ database }: Config, open: () => Promise<T>, waiting: Waiting): Promise<T> =>
  database.driver === 'mysql' ? untilThere(open, waiting) : open()

async function makeFolders({ database }: Config, dataDir: string): Promise<void> {
  await during('core.data_dir', makeFolder(dataDir))
  if (database.driver !== 'sqlite') return
  await during('database.file', makeFolder(dirname(resolve(dataDir, database.file))))
}

export async function openData({ config, root, clock, telemetry, onMoney, parts, goOn }: DataParts) {
  const build = readBuild(root)
  await during('ops.max_series', telemetry.watch(config.ops, build))
  await telemetry.follow(config.telemetry, build)
  parts.defer(() => telemetry.traces?.close())
  const dataDir = resolve(root, config.core.dataDir)
  await makeFolders(config, dataDir)
  const { tokens, source: tokenKey } = await during('token.key', openTokens(config.token, dataDir, clock))
  const { admins, source: adminToken } = await during('admin', openAdminTokens(config.admin, dataDir))
  const journalParts = { dataDir, clock, observer: probeJournal(observeJournal(telemetry), telemetry.usdt) }
  const journal = await during('journal', openJournal<TableEvent>(config.journal, journalParts))
  parts.defer(() => journal.close())
  goOn()
  // After the journal, whose lock tells a second process off before it could migrate the database.
  const observed = { ...observeStore(telemetry, config.database), onMoney }
  const storeParts = { dataDir, clock, observer: probeStore(observed, telemetry.usdt) }
  const onAway = (away: object) => telemetry.log.warn('store_away', { at: databaseAt(config), ...away })
  const opening = untilDatabase(config, () => openConfiguredStore(config.database, storeParts), {
    clock,
    onAway,
    goOn,
  })
  const opened: ConfiguredStore = await during('database', opening)
  const { store, queue, poolLevels } = opened
  parts.defer(() => store.close())
  parts.defer(async () => void (await queue.close(QUEUE_CLOSE_MS)))
  goOn()
  return { dataDir, tokens, tokenKey, admins, adminToken, journal, store, queue, poolLevels }
}
