// The composition root: configuration, then parts, then their life. Joints of a few parts each are in src/wiring.
import { randomInt, randomUUID } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { botAnswer } from './bot/policy.ts'
import { configWarnings } from './config/warnings.ts'
import { serverLuck as luck } from './fairness/server-luck.ts'
import { systemClock as clock } from './lib/clock.ts'
import { untilEmpty } from './lifecycle/until-empty.ts'
import { CardPrices } from './lobby/card-prices.ts'
import { ClientVersion } from './lobby/client-version.ts'
import { makeHandlers } from './lobby/handlers/all.ts'
import { Lobby } from './lobby/lobby.ts'
import { MatchRecords } from './lobby/match-records.ts'
import { recoverTables } from './lobby/recovery.ts'
import { lobbySettings, roomSettings } from './lobby/settings.ts'
import { createGameServer, type GameServer } from './net/game-server.ts'
import { endOnBug } from './process/crash.ts'
import { type Beginning, eachWhile, type Running, runProcess } from './process/process-run.ts'
import { readConfig } from './process/read-config.ts'
import { outgoing } from './room/connection.ts'
import { countRoundTrips, observeNet } from './telemetry/observe-net.ts'
import { observeRooms } from './telemetry/observe-rooms.ts'
import { observeWeb } from './telemetry/observe-web.ts'
import * as observe from './telemetry/observers.ts'
import { startBlock } from './telemetry/start-block.ts'
import { Telemetry } from './telemetry/telemetry.ts'
import { probeNet, probeWeb } from './telemetry/usdt/probe-net.ts'
import { probeTick } from './telemetry/usdt/probe-process.ts'
import { probeBrain, probeRooms, probeTables } from './telemetry/usdt/probe-rooms.ts'
import { watchLevels } from './telemetry/watch-levels.ts'
import { createWebServer } from './web/web-server.ts'
import { liveOffice } from './wiring/live-office.ts'
import { liveOverload } from './wiring/live-overload.ts'
import { livePresence } from './wiring/live-presence.ts'
import { openData } from './wiring/open-data.ts'
import { openDoors } from './wiring/open-doors.ts'

/** Owner only: journals hold live walls, the database holds accounts. */
const PRIVATE_UMASK = 0o077
/** For rows of finished games to be handed to the queue; what was not is told again at the next start. */
const RECORDS_MS = 2000
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const rng = { below: (bound: number): number => randomInt(bound) }

process.umask(PRIVATE_UMASK)
const config = readConfig(root)
const telemetry = new Telemetry(config)
endOnBug(telemetry.log)
for (const warning of configWarnings(config)) telemetry.log.warn('config_warning', warning)
process.exit(await runProcess({ config, telemetry, clock, start }))

/** Starts everything in order of dependence; `parts` closes it in the opposite order. */
async function start({ parts, healthPort, goOn }: Beginning): Promise<Running> {
  const onMoney: MatchRecords['onMoney'] = (outcome) => records.onMoney(outcome)
  const data = await openData({ config, root, clock, telemetry, onMoney, parts, goOn })
  const { dataDir, tokens, admins, journal, store, queue, poolLevels } = data
  const prices = new CardPrices(config.core.consume)
  const records = new MatchRecords({
    queue,
    journal,
    clock,
    prices,
    observer: observe.observeRecords(telemetry),
    onCoins: (uid, coin) => game.directory.ofUid(uid)?.send(outgoing('onCoinChange', { coin })),
  })
  parts.defer(() => records.close())
  parts.defer(() => untilEmpty(clock, () => records.depth, RECORDS_MS))
  const lobby = new Lobby({
    clock,
    rng,
    events: probeTables(records, telemetry.usdt),
    canRecord: () => records.canTakeMore,
    isStrained: () => overload.refusesTables,
    newTableId: randomUUID,
    settings: lobbySettings(config),
    roomDeps: {
      journal,
      clock,
      rng,
      luck,
      settings: roomSettings(config),
      brain: probeBrain((level, view) => botAnswer(level, view, rng), telemetry.usdt),
      observer: probeRooms(observeRooms(telemetry), telemetry.usdt),
    },
  })
  const overload = liveOverload(config, () => lobby.registry.size)
  const { trustUid } = config.login
  const presence = livePresence({ queue, clock, registry: lobby.registry, directory: () => game.directory })
  parts.defer(() => presence.close())
  const game: GameServer = createGameServer({
    config,
    clock,
    arrivedAtMs: telemetry.runtime.loop.arrivedAtMs,
    handlers: makeHandlers({
      lobby,
      store,
      prices,
      tokens,
      clock,
      directory: presence.directory,
      trustUid,
      version: new ClientVersion(config.update),
      onStoreFailure: observe.storeFailed(telemetry),
      onRoundTrip: countRoundTrips(telemetry.metrics),
    }),
    events: presence.events,
    isSeated: (uid) => lobby.registry.placeOf(uid) !== undefined,
    isOverloaded: () => overload.refusesSockets,
    tokens,
    observer: probeNet(observeNet(telemetry), telemetry.usdt),
  })
  const web = await createWebServer({
    config,
    store,
    tokens,
    clock,
    gamePort: () => ports.game,
    folders: { client: join(root, 'client'), source: join(root, 'src') },
    onUpgrade: (request, socket, head) => game.handleUpgrade(request, socket, head),
    office: { admins, gm: liveOffice({ registry: lobby.registry, directory: game.directory, prices }) },
    observer: probeWeb(observeWeb(telemetry), telemetry.usdt),
  })
  // Tables rest first, then sockets go, so that nobody is written down as gone; upgraded ones hold the web server up.
  parts.defer(() => web.close())
  parts.defer(() => game.close())
  parts.defer(() => lobby.close())
  const recovery = await recoverTables({
    journal: { unfinished: () => eachWhile(journal.unfinished(), goOn) },
    lobby,
    retell: (table, told) => records.retell(table, told),
    abandon: (tableId, told, atMs) => records.abandon(tableId, told, atMs),
  })
  goOn()
  presence.start()
  queue.start()
  for (const lost of recovery.lost) telemetry.log.error('table_not_recovered', lost)
  const tick = probeTick(telemetry.usdt, {
    tables: () => lobby.registry.size,
    connections: () => game.socketLevels().preAuth + game.socketLevels().loggedIn,
    pool: poolLevels,
  })
  telemetry.runtime.onTick(tick)
  watchLevels(telemetry.metrics, { journal, records, queue, poolLevels, game, lobby, config })
  const ports = await openDoors({ config, dataDir, game, web, telemetry, healthPort, admins, lobby })
  return {
    watched: { journal, queue, overload },
    announce() {
      telemetry.runtime.onTick((delayMs) => overload.sample(delayMs))
      telemetry.log.info('ready', { ports, recovered: recovery.tables, ms: Math.round(performance.now()) })
      const { host } = config.gameServer
      telemetry.print(startBlock({ ...data, host, ports, recovery }))
    },
    drain() {
      game.drain()
      return lobby.drain()
    },
  }
}
