// One player who presses quick start: bots take the other seats and the match is played to its end.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { AutoPlayer } from '../support/auto-player.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import type { Json } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { wallOf } from '../support/table-party.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const PLAYED: readonly { readonly name: string; readonly options: Json }[] = [
  { name: 'the default rules', options: { preset: 'xuezhan', round: 4 } },
  { name: 'three seats', options: { mode: 3, round: 4, pinghu: true } },
]

describe(`one player and bots, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start()
  })
  after(async () => await server.close())

  for (const [index, { name, options }] of PLAYED.entries()) {
    test(`quick start with ${name}`, async () => {
      const account = await logInAsGuest(server.ports, randomUUID())
      const wire = await PlayerClient.logIn(server.ports, account)
      const player = new AutoPlayer({ uid: account.uid, seed: SEED + index, wallSize: wallOf(options) })
      player.use(wire)
      const started = await player.say('DeskManager.QuickStart', { options })
      assert.equal(started.code, 0, String(started.reason))
      await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
      await player.say('DeskManager.Ready')
      const end = await player.finished
      assert.equal(end.isNormalFinished, true)
      const bots = end.stats.filter(({ uid }) => uid < 0)
      assert.equal(bots.length, end.stats.length - 1)
      wire.close()
    })
  }

  test('a creator fills single seats with bots of his choice', async () => {
    const account = await logInAsGuest(server.ports, randomUUID())
    const wire = await PlayerClient.logIn(server.ports, account)
    const player = new AutoPlayer({ uid: account.uid, seed: SEED })
    player.use(wire)
    const made = await player.say('DeskManager.CreateDesk', { options: { preset: 'nanoserver', round: 1 } })
    assert.equal(made.code, 0, String(made.reason))
    await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
    for (const [index, level] of ['easy', 'normal', 'strong'].entries()) {
      const added = await player.say('DeskManager.AddBot', { level, seat: 3 - index })
      assert.equal(added.code, 0, String(added.reason))
    }
    await player.say('DeskManager.Ready')
    assert.equal((await player.finished).isNormalFinished, true)
    wire.close()
  })
})
