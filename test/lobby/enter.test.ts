// How a player comes to a table: making one, joining one by its number.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import type { RequestOf } from '../../src/protocol/routes.ts'
import { ACCOUNT_STATUS } from '../../src/store/repositories.ts'
import { World } from './world.ts'

const PRESET = { options: { preset: 'xuezhan', round: 1 } }
/** A guest's welcome cards. */
const CARDS = 10

let world: World
before(async () => {
  world = await World.open({ prices: [{ rounds: 16, cards: CARDS + 1 }] })
})

/** The account's place in a club: 1 applied, 2 agreed. */
async function clubOf(uid: number, balance: number, status = 2): Promise<number> {
  const clubId = await world.bed.newClub(balance)
  await world.bed.db.insertInto('userClub').values({ uid, clubId, createdAt: 0, status }).execute()
  return clubId
}

describe('making a table', () => {
  test('gives six digits, a seat, and the table in the words of nanoserver', async () => {
    const session = await world.newcomer()
    const options = { mode: 4, round: 8, maxFan: 3, zimo: 'di', menqing: true }
    const { tableInfo, code, error } = await world.ask(session, 'DeskManager.CreateDesk', {
      version: '1.0.0',
      clubId: -1,
      options,
    })
    assert.deepEqual([code, error], [0, ''])
    assert.match(tableInfo.deskId, /^[1-9]\d{5}$/)
    assert.deepEqual(
      { ...tableInfo, deskId: '' },
      {
        deskId: '',
        createdAt: Math.floor(world.clock.nowMs() / 1000),
        creator: session.uid,
        title: `房号: ${tableInfo.deskId} 局数: 0/8`,
        desc: '自摸加底 3番封顶 门清中张',
        status: 0,
        round: 0,
        mode: 4,
      },
    )
    const room = world.roomOf(session)
    assert.equal(room.state.rules.preset, 'nanoserver')
    assert.equal(room.state.isPublic, false)
    assert.equal(room.state.seats[0]!.player.ip, session.ip)
  })

  const cases: readonly [string, RequestOf<'DeskManager.CreateDesk'>['options'], string][] = [
    ['an unknown preset', { preset: 'nosuch' }, 'preset: '],
    ['an unknown option', { preset: 'xuezhan', rules: { nosuch: 1 } }, 'nosuch: '],
    ['five players', { mode: 5 }, 'mode: '],
    ['no rounds', { preset: 'xuezhan', round: 0 }, 'rounds: '],
    ['a cap that does not exist', { maxFan: 999 }, 'maxFan: '],
  ]
  for (const [what, options, named] of cases) {
    test(`is refused with ${what}, which the answer names`, async () => {
      const session = await world.newcomer()
      const answer = await world.call(session, 'DeskManager.CreateDesk', { options })
      assert.ok(!answer.ok)
      assert.equal(answer.error.reason, 'BAD_OPTION')
      assert.equal(answer.error.detail?.slice(0, named.length), named)
      assert.equal(world.lobby.registry.isBusy(session.uid!), false)
    })
  }

  test('with a preset: mode and round count, single options come on top', async () => {
    const session = await world.newcomer()
    const options = { preset: 'xuezhan', mode: 3, round: 4, rules: { capFan: 6 } }
    await world.ask(session, 'DeskManager.CreateDesk', { options })
    const { rules, seats } = world.roomOf(session).state
    assert.deepEqual([rules.players, rules.rounds, rules.capFan, seats.length], [3, 4, 6, 3])
  })

  test('is refused to who has not the cards, to the last card', async () => {
    const session = await world.newcomer()
    const make = (round: number) => ({ options: { preset: 'xuezhan', round } })
    assert.equal(await world.refused(session, 'DeskManager.CreateDesk', make(16)), 'CARDS_SHORT')
    const payer = { kind: 'user', uid: session.uid! } as const
    const credit = { payer, count: 1, reference: 'one more', reason: 'recharge', at: 0 } as const
    await world.bed.store.cards.credit(credit)
    await world.ask(session, 'DeskManager.CreateDesk', make(16))
    assert.equal(await world.bed.userBalance(session.uid!), CARDS + 1)
  })

  test('for a club: members only, and the club must have the cards', async () => {
    const session = await world.newcomer()
    const uid = session.uid!
    const refused = (clubId: number) =>
      world.refused(session, 'DeskManager.CreateDesk', { ...PRESET, clubId })
    assert.equal(await refused(999_999), 'CLUB_NOT_MEMBER')
    assert.equal(await refused(await clubOf(uid, 100, 1)), 'CLUB_NOT_MEMBER')
    assert.equal(await refused(await clubOf(uid, 1)), 'CLUB_CARDS_SHORT')
    const clubId = await clubOf(uid, 100)
    await world.ask(session, 'DeskManager.CreateDesk', { ...PRESET, clubId })
    assert.equal(world.roomOf(session).state.clubId, clubId)
  })

  test('with club 0, as some clients send it, is a table without a club, paid by its creator', async () => {
    const session = await world.newcomer()
    const make = { options: { preset: 'xuezhan', round: 16 }, clubId: 0 }
    assert.equal(await world.refused(session, 'DeskManager.CreateDesk', make), 'CARDS_SHORT')
    await world.ask(session, 'DeskManager.CreateDesk', { ...PRESET, clubId: 0 })
    assert.equal(world.roomOf(session).state.clubId, null)
  })

  test('is refused to who has a seat', async () => {
    const session = await world.newcomer()
    await world.ask(session, 'DeskManager.CreateDesk', PRESET)
    assert.equal(await world.refused(session, 'DeskManager.CreateDesk', PRESET), 'ALREADY_AT_DESK')
    assert.equal(await world.refused(session, 'DeskManager.QuickStart', {}), 'ALREADY_AT_DESK')
  })

  test('is refused to an account that was frozen after it had logged in', async () => {
    const session = await world.newcomer()
    const frozen = { status: ACCOUNT_STATUS.frozen }
    await world.bed.db.updateTable('user').set(frozen).where('id', '=', session.uid!).execute()
    assert.equal(await world.refused(session, 'DeskManager.CreateDesk', PRESET), 'ACCOUNT_CLOSED')
    assert.equal(await world.refused(session, 'DeskManager.QuickStart', {}), 'ACCOUNT_CLOSED')
  })
})

describe('joining a table', () => {
  async function opened(options = PRESET) {
    const creator = await world.newcomer()
    const { tableInfo } = await world.ask(creator, 'DeskManager.CreateDesk', options)
    return { creator, deskId: tableInfo.deskId, room: world.roomOf(creator) }
  }

  test('gives the next seat and tells the others', async () => {
    const { creator, deskId, room } = await opened()
    const guest = await world.newcomer()
    const { tableInfo } = await world.ask(guest, 'DeskManager.Join', { version: '1.0.0', deskId })
    assert.equal(tableInfo.creator, creator.uid)
    assert.equal(room.state.seats[1]!.player.uid, guest.uid)
    const { data } = creator.last('onPlayerEnter')
    assert.deepEqual(
      data.map(({ acId, deskPos }) => [acId, deskPos]),
      [
        [creator.uid, 0],
        [guest.uid, 1],
      ],
    )
  })

  test('the own one again is answered as before and takes no second seat', async () => {
    const { creator, deskId, room } = await opened()
    await world.ask(creator, 'DeskManager.Join', { deskId })
    assert.deepEqual(
      room.state.seats.map((taken) => taken?.player.uid),
      [creator.uid, undefined, undefined, undefined],
    )
  })

  test('is refused when there is none, when it is full, when it has begun, and from another table', async () => {
    const full = await opened()
    const [one, two] = await world.newcomers(2)
    assert.equal(await world.refused(one!, 'DeskManager.Join', { deskId: '000000' }), 'DESK_NOT_FOUND')
    for (const _ of [1, 2, 3]) await world.ask(full.creator, 'DeskManager.AddBot', {})
    assert.equal(await world.refused(one!, 'DeskManager.Join', { deskId: full.deskId }), 'DESK_FULL')
    await world.ask(full.creator, 'DeskManager.Ready', {})
    assert.equal(full.room.state.roundNo, 1)
    assert.equal(await world.refused(one!, 'DeskManager.Join', { deskId: full.deskId }), 'DESK_FULL')
    const free = await opened()
    await world.ask(two!, 'DeskManager.Join', { deskId: free.deskId })
    const other = await opened()
    assert.equal(await world.refused(two!, 'DeskManager.Join', { deskId: other.deskId }), 'ALREADY_AT_DESK')
    await world.ask(one!, 'DeskManager.Join', { deskId: other.deskId })
  })

  test("a club's table is for its members", async () => {
    const creator = await world.newcomer()
    const [member, stranger] = await world.newcomers(2)
    const clubId = await clubOf(creator.uid!, 100)
    await world.bed.db
      .insertInto('userClub')
      .values({ uid: member!.uid!, clubId, createdAt: 0, status: 2 })
      .execute()
    const { tableInfo } = await world.ask(creator, 'DeskManager.CreateDesk', { ...PRESET, clubId })
    const { deskId } = tableInfo
    assert.equal(await world.refused(stranger!, 'DeskManager.Join', { deskId }), 'CLUB_NOT_MEMBER')
    await world.ask(member!, 'DeskManager.Join', { deskId })
  })

  test('that is dissolved while the guest is on his way is not found', async () => {
    const { creator, deskId } = await opened()
    const guest = await world.newcomer()
    const letGo = world.store.hold()
    const joining = world.refused(guest, 'DeskManager.Join', { deskId })
    await world.ask(creator, 'DeskManager.Exit', {})
    letGo()
    assert.equal(await joining, 'DESK_NOT_FOUND')
    assert.equal(world.lobby.registry.isBusy(guest.uid!), false)
  })

  test('the last seat is given once, however many ask for it together', async () => {
    const { deskId, room } = await opened()
    const guests = await world.newcomers(6)
    const answers = await Promise.all(
      guests.map((guest) => world.call(guest, 'DeskManager.Join', { deskId })),
    )
    const taken = answers.filter((answer) => answer.ok)
    assert.equal(taken.length, 3)
    assert.deepEqual(
      answers.flatMap((answer) => (answer.ok ? [] : answer.error.reason)),
      ['DESK_FULL', 'DESK_FULL', 'DESK_FULL'],
    )
    assert.equal(new Set(room.state.seats.map((seat) => seat!.player.uid)).size, 4)
  })
})

describe('an old client', () => {
  test('is refused where it would sit down, with the code that nanoserver gives to each route', async () => {
    const strict = await World.open({ version: { force: true, version: '1.9.3' } })
    const session = await strict.newcomer()
    const old = { version: '1.9.2' }
    const refusals = [
      await strict.call(session, 'DeskManager.CreateDesk', { ...PRESET, ...old }),
      await strict.call(session, 'DeskManager.Join', { deskId: '123456', ...old }),
      await strict.call(session, 'DeskManager.QuickStart', old),
      await strict.call(session, 'DeskManager.QuickStart', {}),
    ]
    assert.deepEqual(
      refusals.map((answer) => (answer.ok ? 0 : [answer.error.reason, answer.error.code])),
      [
        ['CLIENT_OLD', 30001],
        ['CLIENT_OLD', -1],
        ['CLIENT_OLD', 30001],
        ['CLIENT_OLD', 30001],
      ],
    )
    await strict.ask(session, 'DeskManager.CreateDesk', { ...PRESET, version: '1.10' })
  })
})
