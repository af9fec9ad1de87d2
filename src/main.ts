// The composition root: configuration, then parts, then signals. Nothing else creates or connects parts.
import { randomInt, randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { openAdminTokens } from './auth/open-admin-tokens.ts'
import { openTokens } from './auth/open-tokens.ts'
import { botAnswer } from './bot/policy.ts'
import type { Config } from './config/schema.ts'
import { configWarnings } from './config/warnings.ts'
import { serverLuck as luck } from './fairness/server-luck.ts'
import { openJournal } from './journal/open-journal.ts'
import { systemClock as clock } from './lib/clock.ts'
import { liveOffice } from './live-office.ts'
import { CardPrices } from './lobby/card-prices.ts'
import { ClientVersion } from './lobby/client-version.ts'
import { makeHandlers } from './lobby/handlers/all.ts'
import { Lobby } from './lobby/lobby.ts'
import { MatchRecords } from './lobby/match-records.ts'
import { recoverTables } from './lobby/recovery.ts'
import { seatLeft } from './lobby/seat-left.ts'
import { lobbySettings, roomSettings } from './lobby/settings.ts'
import type { Session } from './lobby/session.ts'
import type { GameServer } from './net/game-server.ts'
import { createGameServer } from './net/game-server.ts'
import { outgoing } from './room/connection.ts'
import { readConfig } from './read-config.ts'
import { stopOnSignal } from './signals.ts'
import { during, refuseStart } from './start-error.ts'
import { openConfiguredStore } from './store/open-configured.ts'
import type { TableEvent } from './table/event.ts'
import * as observe from './telemetry/observers.ts'
import { startBlock } from './telemetry/start-block.ts'
import { Telemetry } from './telemetry/telemetry.ts'
import { createWebServer } from './web/web-server.ts'

/** Owner only: journals hold live walls, the database holds accounts. */
const PRIVATE_UMASK = 0o077
/** What is not written by then stays on disk for the next start. */
const QUEUE_CLOSE_MS = 5000
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const rng = { below: (bound: number): number => randomInt(bound) }

process.umask(PRIVATE_UMASK)
const config = readConfig(root)
const telemetry = new Telemetry(config)
for (const warning of configWarnings(config)) telemetry.log.warn('config_warning', warning)
stopOnSignal(await start(config).catch(refuseStart), telemetry.log)

/** Starts everything in order of dependence; the returned function stops it in the opposite order. */
async function start(config: Config): Promise<() => Promise<void>> {
  const dataDir = resolve(root, config.core.dataDir)
  await during('core.data_dir', mkdir(dataDir, { recursive: true }))
  const { tokens, source: tokenKey } = await during('token.key', openTokens(config.token, dataDir, clock))
  const { admins, source: adminToken } = await during('admin', openAdminTokens(config.admin, dataDir))
  const observer = observe.observeJournal(telemetry)
  const opening = openJournal<TableEvent>(config.journal, { dataDir, clock, observer })
  const journal = await during('journal', opening)
  // After the journal, whose lock tells a second process off before it could migrate the database.
  const onMoney: MatchRecords['onMoney'] = (outcome) => records.onMoney(outcome)
  const storeParts = { dataDir, clock, observer: { ...observe.observeStore(telemetry), onMoney } }
  const { store, queue } = await during('database', openConfiguredStore(config.database, storeParts))
  const prices = new CardPrices(config.core.consume)
  const records = new MatchRecords({
    queue,
    journal,
    clock,
    prices,
    observer: observe.observeRecords(telemetry),
    onCoins: (uid, coin) => game.directory.ofUid(uid)?.send(outgoing('onCoinChange', { coin })),
  })
  const lobby = new Lobby({
    clock,
    rng,
    events: records,
    canRecord: () => records.canTakeMore,
    newTableId: randomUUID,
    settings: lobbySettings(config),
    roomDeps: {
      journal,
      clock,
      rng,
      luck,
      settings: roomSettings(config),
      brain: (level, view) => botAnswer(level, view, rng),
      observer: observe.observeRooms(telemetry),
    },
  })
  const version = new ClientVersion(config.update)
  const { trustUid } = config.login
  const directory = { bind: (session: Session, uid: number) => game.directory.bind(session, uid) }
  const game: GameServer = createGameServer({
    config,
    clock,
    handlers: makeHandlers({
      lobby,
      store,
      prices,
      tokens,
      clock,
      directory,
      trustUid,
      version,
      onStoreFailure: observe.storeFailed(telemetry),
    }),
    events: seatLeft(lobby.registry),
    isSeated: (uid) => lobby.registry.placeOf(uid) !== undefined,
    observer: observe.observeNet(telemetry),
  })
  const recovery = await recoverTables({
    journal,
    lobby,
    retell: (table, told) => records.retell(table, told),
    abandon: (tableId, told, atMs) => records.abandon(tableId, told, atMs),
  })
  queue.start()
  for (const lost of recovery.lost) telemetry.log.error('table_not_recovered', lost)
  observe.watchLevels(telemetry.metrics, { journal, records, queue, lobby, limits: config.limits })
  const { port, tcpPort } = await during('game-server.port', game.start())
  const web = await createWebServer({
    config,
    store,
    tokens,
    clock,
    gamePort: () => port,
    folders: { client: join(root, 'client'), source: join(root, 'src') },
    onUpgrade: (request, socket, head) => game.handleUpgrade(request, socket, head),
    office: { admins, gm: liveOffice({ registry: lobby.registry, directory: game.directory, prices }) },
    observer: observe.observeWeb(telemetry),
  })
  const { port: webPort } = await during('webserver.addr', web.listen())
  const metricsPort = await during('ops.metrics_addr', telemetry.start(config.ops))
  const ports = { game: port, tcp: tcpPort, web: webPort, metrics: metricsPort }
  await writeFile(join(dataDir, 'ports.json'), `${JSON.stringify(ports)}\n`)
  telemetry.log.info('ready', { ports, recovered: recovery.tables, ms: Math.round(performance.now()) })
  process.stdout.write(
    startBlock({ host: config.gameServer.host, ports, dataDir, tokenKey, adminToken, recovery }),
  )
  return async () => {
    lobby.drain()
    game.drain()
    lobby.close()
    await game.close()
    await web.close()
    await records.close()
    await queue.close(QUEUE_CLOSE_MS)
    await journal.close()
    await store.close()
    await telemetry.close()
  }
}
