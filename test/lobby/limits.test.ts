// What the lobby refuses for the server's sake: too many tables, a restart to come, a journal or a database away.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { broadcast } from '../../src/lobby/broadcast.ts'
import { storeGate } from '../../src/lobby/store-gate.ts'
import { InvariantError } from '../../src/lib/assert.ts'
import { outgoing } from '../../src/room/connection.ts'
import { World } from './world.ts'

const MAKE = { options: { preset: 'xuezhan', round: 1 } }

describe('the limit of tables', () => {
  test('holds for tables that are still being made, however many are asked for at once', async () => {
    const world = await World.open({ settings: { maxTables: 3 } })
    const sessions = await world.newcomers(6)
    world.journal.hold()
    const asked = sessions.map((session) => world.call(session, 'DeskManager.CreateDesk', MAKE))
    const release = async () => {
      for (let turn = 0; turn < 5; turn += 1) {
        await world.idle()
        world.journal.release()
        world.journal.hold()
      }
    }
    await release()
    const answers = await Promise.all(asked)
    const reasons = answers.flatMap((answer) => (answer.ok ? [] : answer.error.reason))
    assert.deepEqual(reasons, ['SERVER_BUSY', 'SERVER_BUSY', 'SERVER_BUSY'])
    assert.equal(world.lobby.registry.size, 3)
    world.journal.release()
    await world.ask(sessions[answers.findIndex(({ ok }) => ok)]!, 'DeskManager.Exit', {})
    const left = sessions[answers.findIndex(({ ok }) => !ok)]!
    await world.ask(left, 'DeskManager.QuickStart', {})
  })

  test('room numbers are never given twice, not even to tables that are made at once', async () => {
    const drawn = [7, 7, 8]
    const world = await World.open({ rng: { below: () => drawn.shift() ?? 7 } })
    const [one, two, three] = await world.newcomers(3)
    world.journal.hold()
    const making = [one, two].map((session) => world.ask(session!, 'DeskManager.CreateDesk', MAKE))
    await world.idle()
    world.journal.release()
    await Promise.all(making)
    assert.deepEqual(
      [one, two].map((session) => world.roomOf(session!).no),
      ['100007', '100008'],
    )
    // Chance gives nothing but the taken number.
    assert.equal(await world.refused(three!, 'DeskManager.CreateDesk', MAKE), 'SERVER_BUSY')
    await world.ask(one!, 'DeskManager.Exit', {})
    await world.ask(three!, 'DeskManager.CreateDesk', MAKE)
    assert.equal(world.roomOf(three!).no, '100007')
  })
})

describe('a server that is about to restart', () => {
  test('makes no tables and seats nobody, and tables that wait for their players rest', async () => {
    const world = await World.open()
    const [creator, guest, stranger] = await world.newcomers(3)
    await world.ask(creator!, 'DeskManager.QuickStart', {})
    assert.equal(world.lobby.drain().remaining, 0)
    assert.equal(world.lobby.isDraining, true)
    assert.equal(await world.refused(stranger!, 'DeskManager.CreateDesk', MAKE), 'DRAINING')
    const options = { preset: 'sbr3' }
    assert.equal(await world.refused(stranger!, 'DeskManager.QuickStart', { options }), 'DRAINING')
    assert.equal(await world.refused(guest!, 'DeskManager.QuickStart', {}), 'DRAINING')
    assert.equal(world.lobby.registry.isBusy(stranger!.uid!), false)
  })

  test('does not tell players that their table is gone once it is closed', async () => {
    const world = await World.open()
    const [creator, guest] = await world.newcomers(2)
    await world.ask(creator!, 'DeskManager.CreateDesk', MAKE)
    const deskId = world.roomOf(creator!).no
    world.lobby.drain()
    world.lobby.close()
    assert.equal(await world.refused(guest!, 'DeskManager.Join', { deskId }), 'DRAINING')
    assert.equal(await world.refused(creator!, 'DeskManager.Exit', {}), 'DRAINING')
    assert.equal((await world.ask(creator!, 'DeskManager.UnCompleteDesk', {})).exist, true)
    assert.equal(world.clock.pending, 0)
  })
})

describe('without the journal', () => {
  test('nothing that must be kept is taken; what was asked can be asked again', async () => {
    const world = await World.open()
    const [creator, guest, other] = await world.newcomers(3)
    await world.ask(creator!, 'DeskManager.QuickStart', {})
    const deskId = world.roomOf(creator!).no
    world.journal.fail('ENOSPC')
    assert.equal(await world.refused(other!, 'DeskManager.CreateDesk', MAKE), 'JOURNAL_DOWN')
    assert.equal(await world.refused(guest!, 'DeskManager.Join', { deskId }), 'JOURNAL_DOWN')
    assert.equal(await world.refused(guest!, 'DeskManager.QuickStart', {}), 'JOURNAL_DOWN')
    assert.equal(await world.refused(creator!, 'DeskManager.Exit', {}), 'JOURNAL_DOWN')
    assert.equal(world.lobby.registry.isBusy(guest!.uid!), false)
    world.journal.heal()
    await world.ask(guest!, 'DeskManager.Join', { deskId })
    await world.ask(other!, 'DeskManager.CreateDesk', MAKE)
  })

  test('a table whose creator could not be seated goes once the journal is back', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    world.journal.hold()
    const making = world.refused(session, 'DeskManager.CreateDesk', MAKE)
    await world.idle()
    // The creation is written, the seat is not.
    world.journal.release()
    world.journal.fail('EIO')
    assert.equal(await making, 'JOURNAL_DOWN')
    assert.equal(world.lobby.registry.size, 1)
    await world.clock.advance(30_000)
    assert.equal(world.lobby.registry.size, 1)
    world.journal.heal()
    await world.clock.advance(11_000)
    await world.idle()
    assert.equal(world.lobby.registry.size, 0)
    assert.equal(world.clock.pending, 0)
    assert.equal(world.journal.depth().liveTables, 0)
    await world.ask(session, 'DeskManager.CreateDesk', MAKE)
  })

  test('a public table without its creator is not played by bots when the journal is back', async () => {
    const world = await World.open()
    const session = await world.newcomer()
    world.journal.hold()
    const making = world.refused(session, 'DeskManager.QuickStart', {})
    await world.idle()
    world.journal.release()
    world.journal.fail('EIO')
    assert.equal(await making, 'JOURNAL_DOWN')
    const [room] = world.lobby.registry.rooms()
    await world.clock.advance(2000)
    world.journal.heal()
    await world.clock.advance(5000)
    assert.deepEqual(room!.state.phase, { kind: 'ended', reason: 'destroyed' })
    assert.deepEqual(new Set(room!.state.seats), new Set([null]))
    assert.equal(world.clock.pending, 0)
  })
})

describe('without the database', () => {
  test('nobody sits down, and nobody is left busy; who sits plays on', async () => {
    const world = await World.open()
    const [creator, guest] = await world.newcomers(2)
    await world.ask(creator!, 'DeskManager.CreateDesk', MAKE)
    const deskId = world.roomOf(creator!).no
    world.store.isDown = true
    assert.equal(await world.refused(guest!, 'DeskManager.CreateDesk', MAKE), 'STORE_DOWN')
    assert.equal(await world.refused(guest!, 'DeskManager.CreateDesk', { ...MAKE, clubId: 7 }), 'STORE_DOWN')
    assert.equal(await world.refused(guest!, 'DeskManager.Join', { deskId }), 'STORE_DOWN')
    assert.equal(await world.refused(guest!, 'DeskManager.QuickStart', {}), 'STORE_DOWN')
    assert.equal(world.storeFailures.length, 4)
    await world.ask(creator!, 'DeskManager.AddBot', {})
    world.store.isDown = false
    await world.ask(guest!, 'DeskManager.Join', { deskId })
  })

  test('a bug in the store stays a bug', async () => {
    const world = await World.open()
    const heard: unknown[] = []
    const ask = storeGate(world.bed.store, (error) => heard.push(error))
    const broken = ask(() => Promise.reject(new InvariantError('a balance below zero')))
    await assert.rejects(broken, InvariantError)
    assert.deepEqual(heard, [])
  })
})

describe('a broadcast', () => {
  test('reaches everybody who is logged in, cut to what a client can take', async () => {
    const world = await World.open()
    const [one, two] = await world.newcomers(2)
    const stranger = world.directory.connect()
    broadcast(world.directory, '今晚维护')
    for (const session of [one!, two!]) {
      assert.deepEqual(session.pushes.at(-1), outgoing('onBroadcast', { code: 0, message: '今晚维护' }))
    }
    assert.deepEqual(stranger.pushes, [])
    broadcast(world.directory, 'x'.repeat(5000))
    assert.equal(one!.last('onBroadcast').message.length, 2048)
  })
})
