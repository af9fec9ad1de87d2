// Everything that listens, opened last, and where it was found to listen: in ports.json too.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from './config/schema.ts'
import type { GameServer } from './net/game-server.ts'
import { during } from './start-error.ts'
import type { Started } from './telemetry/start-block.ts'
import type { Telemetry, Watched } from './telemetry/telemetry.ts'
import type { WebServer } from './web/web-server.ts'

export type Doors = Watched & {
  readonly config: Pick<Config, 'ops'>
  readonly dataDir: string
  readonly game: Pick<GameServer, 'start'>
  readonly web: Pick<WebServer, 'listen'>
  readonly telemetry: Pick<Telemetry, 'start'>
  /** Open since the beginning. */
  readonly healthPort: number
}

/** Rejects with the setting whose address cannot be listened on. */
export async function openDoors(doors: Doors): Promise<Started['ports']> {
  const { config, dataDir, game, web, telemetry, healthPort: health, admins, lobby } = doors
  const { port, tcpPort: tcp } = await during('game-server.port', game.start())
  const { port: webPort } = await during('webserver.addr', web.listen())
  const metrics = await during('ops.metrics_addr', telemetry.start(config.ops, { admins, lobby }))
  const ports = { game: port, tcp, web: webPort, metrics, health }
  await writeFile(join(dataDir, 'ports.json'), `${JSON.stringify(ports)}\n`)
  return ports
}
