// Everything that listens, opened last, and where it was found to listen: in ports.json too.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Config } from '../config/schema.ts'
import type { GameServer } from '../net/game-server.ts'
import { during } from '../process/start-error.ts'
import type { Started } from '../telemetry/start-block.ts'
import type { Telemetry, Watched } from '../telemetry/telemetry.ts'
import type { WebServer } from '../web/web-server.ts'

/** An address that is none of this machine's, or that a socket cannot listen on. */
const NO_ADDRESS = new Set(['EADDRNOTAVAIL', 'EINVAL', 'EAFNOSUPPORT'])

export type Doors = Watched & {
  readonly config: Pick<Config, 'ops' | 'gameServer'>
  readonly dataDir: string
  readonly game: Pick<GameServer, 'start'>
  readonly web: Pick<WebServer, 'listen'>
  readonly telemetry: Pick<Telemetry, 'start'>
  /** Open since the beginning. */
  readonly healthPort: number
}

/** Which of the game server's three keys a failure to listen comes from. */
const gameSetting =
  ({ gameServer: { port, tcpPort } }: Pick<Config, 'gameServer'>) =>
  (error: unknown): string => {
    const { code, syscall, port: failed } = error as NodeJS.ErrnoException & { readonly port?: number }
    if (syscall === 'getaddrinfo' || NO_ADDRESS.has(code ?? '')) return 'game-server.bind'
    return failed === tcpPort && failed !== port ? 'game-server.tcp_port' : 'game-server.port'
  }

/** Rejects with the setting whose address cannot be listened on. */
export async function openDoors(doors: Doors): Promise<Started['ports']> {
  const { config, dataDir, game, web, telemetry, healthPort: health, admins, lobby } = doors
  const { port, tcpPort: tcp } = await during(gameSetting(config), game.start())
  const { port: webPort } = await during('webserver.addr', web.listen())
  const metrics = await during('ops.metrics_addr', telemetry.start(config.ops, { admins, lobby }))
  const ports = { game: port, tcp, web: webPort, metrics, health }
  await writeFile(join(dataDir, 'ports.json'), `${JSON.stringify(ports)}\n`)
  return ports
}
