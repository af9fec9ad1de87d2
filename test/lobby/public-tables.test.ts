// Being put at a public table: people with the same wishes meet.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { RequestOf } from '../../src/protocol/routes.ts'
import { World } from './world.ts'

let world: World
before(async () => {
  world = await World.open()
})

describe('being put at a public table', () => {
  const put = async (version: string | null, options?: RequestOf<'DeskManager.QuickStart'>['options']) => {
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.QuickStart', {
      ...(version === null ? {} : { version }),
      ...(options === undefined ? {} : { options }),
    })
    return world.roomOf(session)
  }

  test('people with the same wishes meet, however they word them; others do not', async () => {
    const first = await put(null)
    assert.equal(first.state.isPublic, true)
    assert.equal(first.state.rules.preset, 'xuezhan')
    assert.equal(await put('1.0.0', { preset: 'xuezhan' }), first)
    assert.equal(await put(null, { preset: 'xuezhan', rules: { players: 4 } }), first)
    const trio = await put(null, { preset: 'xuezhan', mode: 3 })
    assert.notEqual(trio, first)
    const capped = await put(null, { rules: { capFan: 6, baseScore: 2 } })
    assert.notEqual(capped, first)
    assert.equal(await put(null, { rules: { baseScore: 2, capFan: 6 } }), capped)
    assert.equal(await put(null), first)
    assert.notEqual(await put(null), first)
  })

  test('private tables are left alone', async () => {
    const creator = await world.newcomer()
    const options = { preset: 'sbr3' }
    await world.ask(creator, 'DeskManager.CreateDesk', { options })
    assert.notEqual(await put(null, options), world.roomOf(creator))
  })

  test('six who ask at once sit at two tables, none of them twice', async () => {
    const guests = await world.newcomers(6)
    const options = { preset: 'xuezhan', rules: { baseScore: 7 } }
    await Promise.all(guests.map((guest) => world.ask(guest, 'DeskManager.QuickStart', { options })))
    const rooms = new Set(guests.map((guest) => world.roomOf(guest)))
    assert.equal(rooms.size, 2)
    const seated = [...rooms].flatMap(({ state }) => state.seats.flatMap((taken) => taken?.player.uid ?? []))
    assert.equal(seated.length, guests.length)
    assert.deepEqual(new Set(seated), new Set(guests.map((guest) => guest.uid!)))
  })

  test('one that ends while the guest is on his way is passed over', async () => {
    const options = { preset: 'xuezhan', rules: { capFan: 4, baseScore: 3 } }
    const first = await world.newcomer()
    await world.ask(first, 'DeskManager.QuickStart', { options })
    const guest = await world.newcomer()
    world.journal.hold()
    const leaving = world.ask(first, 'DeskManager.Exit', {})
    const coming = world.ask(guest, 'DeskManager.QuickStart', { options })
    await world.idle()
    world.journal.release()
    await Promise.all([leaving, coming])
    assert.equal(world.roomOf(guest).state.creator, guest.uid)
  })

  test('is refused with wishes that cannot be played', async () => {
    const session = await world.newcomer()
    const options = { preset: 'nosuch' }
    assert.equal(await world.refused(session, 'DeskManager.QuickStart', { options }), 'BAD_OPTION')
  })
})
