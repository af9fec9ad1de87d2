// A match at the level debug: the log tells of it, and holds none of its secrets.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { AutoPlayer } from '../support/auto-player.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'

type Fairness = { readonly seed?: string; readonly seatSeeds?: readonly string[] }

test('no token, device, key or seed of a played match is in its log', async () => {
  const server = await ServerProcess.start({
    env: { XUEZHAN_OPS__LOG_LEVEL: 'debug', XUEZHAN_DATABASE__SHOW_SQL: 'true' },
  })
  try {
    const imei = randomUUID()
    const account = await logInAsGuest(server.ports, imei)
    const wire = await PlayerClient.logIn(server.ports, account)
    const player = new AutoPlayer({ uid: account.uid, seed: 7 })
    player.use(wire)
    const secrets = new Set([imei, account.token])
    const hear = wire.onPush
    wire.onPush = (route, payload) => {
      const { seed, seatSeeds } = payload as Fairness
      if (route === 'onFairness')
        for (const secret of [seed, ...(seatSeeds ?? [])]) if (secret) secrets.add(secret)
      hear(route, payload)
    }
    await player.say('DeskManager.CreateDesk', { options: { preset: 'nanoserver', round: 1 } })
    await player.say('DeskManager.ClientInitCompleted', { isReenter: false })
    for (const seat of [1, 2, 3]) await player.say('DeskManager.AddBot', { level: 'easy', seat })
    await player.say('DeskManager.Ready')
    await player.finished
    assert.equal(await server.stop(), 0)
    assert.ok(secrets.size > 5, 'the seeds of the round were revealed')

    for (const file of ['token.key', 'admin.token']) {
      const kept = readFileSync(join(server.dataDir, file))
      for (const form of ['utf8', 'hex', 'base64', 'base64url'] as const)
        secrets.add(kept.toString(form).trim())
    }
    const text = server.log.join('\n')
    assert.ok(server.log.length < 2500, 'no line of the log was thrown away before it was searched')
    for (const event of ['ready', 'query', 'command_taken', 'request_handled', 'stopping'])
      assert.ok(text.includes(`"event":"${event}"`), event)
    for (const secret of secrets)
      assert.ok(!text.includes(secret), `a secret that begins with ${secret.slice(0, 6)}`)
  } finally {
    await server.close()
  }
})
