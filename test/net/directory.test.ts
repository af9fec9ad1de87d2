// One session per account, the newest; and what the lobby hears of it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ok } from '../../src/lib/result.ts'
import { Group } from '../../src/net/group.ts'
import { outgoing, type Outgoing } from '../../src/room/connection.ts'
import { eventually, reportsOf, startGame } from './game-fixture.ts'
import { jsonOf } from './test-client.ts'

test('a second login replaces the first: Kick REPLACED, close 4001, and the lobby has heard of it', async (t) => {
  const game = await startGame(t)
  const first = await game.join(7)
  const second = await game.join(7)
  assert.equal((await first.closed).code, 4001)
  assert.deepEqual(jsonOf(first.packets.at(-1)!.body), { reason: 'REPLACED' })
  assert.deepEqual(game.unbound, [{ id: game.sessions[0]!.id, uid: 7, replaced: true }])
  assert.equal(game.server.directory.ofUid(7), game.sessions[1])
  assert.equal(game.server.directory.online, 1)
  game.server.directory.broadcast(outgoing('onCoinChange', { coin: 1 }))
  assert.deepEqual(await second.push('onCoinChange'), { coin: 1 })
  await eventually('the first socket is gone', () => game.server.sessionCount === 1)
  assert.equal(game.unbound.length, 1)
  assert.deepEqual(
    reportsOf(game, 'sessionClosed').map(([, , end]) => end),
    ['REPLACED'],
  )
})

test('when bind returns, the older session is closed and its onUnbound has run', async (t) => {
  const states: unknown[] = []
  const game = await startGame(t, {
    handlers: {
      'DeskManager.ReConnect': (session, { uid }) => {
        const older = game.server.directory.ofUid(uid)
        game.server.directory.bind(session, uid)
        states.push([older?.isClosed, older?.uid, game.unbound.length, session.uid, session.isClosed])
        return ok({ code: 0 })
      },
    },
  })
  await game.join(7)
  const second = await game.connect()
  await second.shakeHands()
  await second.request('DeskManager.ReConnect', { uid: 7 })
  assert.deepEqual(states, [[true, null, 1, 7, false]])
})

test('logging in twice on one socket changes nothing; as somebody else it leaves the first account', async (t) => {
  const game = await startGame(t)
  const client = await game.join(7)
  await client.request('Manager.Login', { uid: 7 })
  assert.deepEqual(game.unbound, [])
  await client.request('Manager.Login', { uid: 8 })
  assert.deepEqual(
    game.unbound.map(({ uid, replaced }) => [uid, replaced]),
    [[7, false]],
  )
  assert.equal(game.server.directory.ofUid(7), undefined)
  assert.equal(game.server.directory.ofUid(8), game.sessions[0])
})

test('a socket that closes while its token is being checked leaves no account behind', async (t) => {
  const gate = Promise.withResolvers<void>()
  let isAsked = false
  const game = await startGame(t, {
    env: { XUEZHAN_LIMITS__MAX_PRE_AUTH: '1' },
    handlers: {
      'DeskManager.ReConnect': async (session, { uid }) => {
        isAsked = true
        await gate.promise
        game.server.directory.bind(session, uid)
        return ok({ code: 0 })
      },
    },
  })
  const client = await game.connect()
  await client.shakeHands()
  client.sendBytes(client.makeRequest('DeskManager.ReConnect', { uid: 7 }).bytes)
  await eventually('the handler runs', () => isAsked)
  client.destroy()
  await eventually('the socket is gone', () => game.server.sessionCount === 0)
  gate.resolve()
  await eventually('the lobby hears of it', () => game.unbound.length === 1)
  assert.equal(game.server.directory.online, 0)
  assert.deepEqual(
    game.unbound.map(({ uid, replaced }) => [uid, replaced]),
    [[7, false]],
  )
  // The place before login is given back once, not twice.
  await game.connect()
  await eventually('the next is in', () => game.server.sessionCount === 1)
  await assert.rejects(game.connect())
})

test('sending to a session that has closed does nothing', async (t) => {
  const game = await startGame(t)
  const client = await game.join(7)
  client.destroy()
  await eventually('it is gone', () => game.server.sessionCount === 0)
  const [session] = game.sessions
  session!.send(outgoing('onCoinChange', { coin: 1 }))
  session!.kick('late')
  assert.equal(session!.isClosed, true)
  assert.equal(game.unbound.length, 1)
})

test('broadcast reaches those who logged in, and nobody else', async (t) => {
  const game = await startGame(t)
  const player = await game.join(1)
  const stranger = await game.connect()
  await stranger.shakeHands()
  game.server.directory.broadcast(outgoing('onBroadcast', { code: 0, message: '你好 😀' }))
  assert.deepEqual(await player.push('onBroadcast'), { code: 0, message: '你好 😀' })
  await stranger.request('No.Such')
  assert.deepEqual(
    stranger.messages().map(({ type }) => type),
    ['response'],
  )
})

test('a group: join, leave, broadcast, multicast', () => {
  const got: string[] = []
  const member = (id: string) => ({ id, send: ({ route }: Outgoing) => void got.push(`${id} ${route}`) })
  const [a, b, c] = [member('a'), member('b'), member('c')]
  const group = new Group('desk 1')
  for (const joining of [a, b, c, a]) group.join(joining)
  assert.equal(group.size, 3)
  group.leave(b)
  group.leave(b)
  group.broadcast(outgoing('onDissolveSuccess', {}))
  group.multicast(outgoing('onCoinChange', { coin: 1 }), ({ id }) => id === 'c')
  assert.deepEqual(got, ['a onDissolveSuccess', 'c onDissolveSuccess', 'c onCoinChange'])
  assert.deepEqual([group.has(a), group.has(b)], [true, false])
})

test('a lobby that throws when it hears of an end does no harm', async (t) => {
  const game = await startGame(t)
  Object.defineProperty(game.unbound, 'push', {
    value: () => {
      throw new Error('boom')
    },
  })
  const client = await game.join(7)
  client.destroy()
  await eventually('it is gone', () => game.server.sessionCount === 0)
  assert.equal(reportsOf(game, 'unbindFailed').length, 1)
})
