// The lobby of the tests, with its stacked walls and its clock that stands still, behind a real game server: for rare
// moments that chance would take too long to bring about over sockets.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { CardPrices } from '../../src/lobby/card-prices.ts'
import { ClientVersion } from '../../src/lobby/client-version.ts'
import { makeHandlers } from '../../src/lobby/handlers/all.ts'
import { seatLeft } from '../../src/lobby/seat-left.ts'
import type { Session } from '../../src/lobby/session.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { createGameServer, type GameServer } from '../../src/net/game-server.ts'
import { World } from '../lobby/world.ts'
import type { WorldOptions } from '../lobby/world.ts'
import { testConfig } from '../net/game-fixture.ts'
import { AutoPlayer } from '../support/auto-player.ts'
import { PlayerClient } from '../support/player-client.ts'
import type { Json } from '../support/player-client.ts'
import type { Guest, Party } from '../support/table-party.ts'

export class ServedWorld {
  readonly world: World
  readonly ports: { readonly game: number }

  private constructor(world: World, port: number) {
    this.world = world
    this.ports = { game: port }
  }

  /** Ends with the test. */
  static async open(t: TestContext, options: WorldOptions): Promise<ServedWorld> {
    const world = await World.open(options)
    const { lobby, bed, clock, tokens } = world
    const directory = { bind: (session: Session, uid: number) => game.directory.bind(session, uid) }
    const version = new ClientVersion({ force: false, version: '1.0.0' })
    const prices = new CardPrices([])
    const game: GameServer = createGameServer({
      config: testConfig(),
      handlers: makeHandlers({
        lobby,
        store: bed.store,
        clock,
        tokens,
        trustUid: false,
        prices,
        directory,
        version,
      }),
      events: seatLeft(lobby.registry),
      isSeated: (uid) => lobby.registry.placeOf(uid) !== undefined,
      clock: systemClock,
      checkOutgoing: true,
    })
    const { port } = await game.start()
    t.after(async () => {
      await game.close()
      lobby.close()
      await world.records.close()
    })
    return new ServedWorld(world, port)
  }

  /** Four guests at one table, shown it, not ready. */
  async seatParty(desk: Json): Promise<Party> {
    const guests: Guest[] = []
    let deskId = ''
    for (let index = 0; index < 4; index += 1) {
      const uid = await this.world.bed.newUser()
      const account = { uid, token: await this.world.tokens.issue(uid), fangka: 0 }
      const wire = await PlayerClient.logIn(this.ports, account)
      const player = new AutoPlayer({ uid, seed: index })
      player.use(wire)
      const sat =
        index === 0
          ? await wire.request('DeskManager.CreateDesk', { options: desk })
          : await wire.request('DeskManager.Join', { deskId })
      assert.equal(sat.code, 0, JSON.stringify(sat))
      deskId = (sat['tableInfo'] as { readonly deskId: string }).deskId
      guests.push({ account, player, wire })
    }
    for (const { player } of guests) await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
    return { deskId, guests }
  }
}
