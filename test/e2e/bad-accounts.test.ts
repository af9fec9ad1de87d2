// Who claims to be somebody else, does two things at once, or asks for what he has no part in.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import type { RouteName } from '../../src/protocol/routes.ts'
import { ROUTES } from '../../src/protocol/routes.ts'
import type { Account, Answer, Json } from '../support/player-client.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import { beReady, closeParty, matchEnd, seatParty } from '../support/table-party.ts'
import { counts, urlOf } from './attacker.ts'
import { HonestTables } from './honest-tables.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const DESK: Json = { preset: 'xuezhan', round: 4 }
const AT_ONCE = 30

const refusals = (reason: string): string => `mj_handler_results_total{result="${reason}"}`

describe(`false claims, seed ${SEED}`, () => {
  let server: ServerProcess
  let honest: HonestTables
  before(async () => {
    server = await ServerProcess.start()
    honest = new HonestTables(server, SEED)
  })
  after(async () => {
    try {
      await honest.unharmed()
    } finally {
      await server.close()
    }
  })

  const newAccount = async (): Promise<Account> => await logInAsGuest(server.ports, randomUUID())
  const open = async (): Promise<PlayerClient> => await PlayerClient.open(urlOf(server))
  const newPlayer = async (): Promise<PlayerClient> =>
    await PlayerClient.logIn(server.ports, await newAccount())
  const ask = async (client: PlayerClient, route: string, payload: Json): Promise<string | undefined> =>
    (await client.request(route, payload)).reason

  for (const route of ['Manager.Login', 'DeskManager.ReConnect']) {
    test(`B2: ${route} takes nobody at his word, and evicts nobody`, async () => {
      const victim = await newAccount()
      const playing = await PlayerClient.logIn(server.ports, victim)
      const other = await newAccount()
      const { uid, token } = victim
      const forged = `${token.slice(0, -4)}AAAA`
      const none = Buffer.from('{"alg":"none"}').toString('base64url') + token.slice(token.indexOf('.'))
      const client = await open()
      await counts(server, 'mj_handler_results_total{result="TOKEN_MISMATCH"}', async () => {
        assert.equal(await ask(client, route, { uid }), 'BAD_TOKEN')
        assert.equal(await ask(client, route, { uid, token: '' }), 'BAD_TOKEN')
        assert.equal(await ask(client, route, { uid, token: forged }), 'BAD_TOKEN')
        assert.equal(await ask(client, route, { uid, token: none }), 'BAD_TOKEN')
        assert.equal(await ask(client, route, { uid, token: other.token }), 'TOKEN_MISMATCH')
      })
      assert.equal(playing.isEnded, false)
      assert.equal((await playing.request('DeskManager.UnCompleteDesk', {})).code, 0)
      for (const each of [client, playing]) each.close()
    })
  }

  test('B2: what a client says of its name, cards and address is not believed', async () => {
    const { uid, token, fangka } = await newAccount()
    const client = await open()
    const answer = await client.request('Manager.Login', {
      uid,
      token,
      name: 'root',
      fangka: 1e6,
      ip: '6.6.6.6',
    })
    assert.equal(answer['fangka'], fangka)
    assert.notEqual(answer['nickname'], 'root')
    client.close()
  })

  test('one connection is one account', async () => {
    const client = await newPlayer()
    const { uid, token } = await newAccount()
    assert.equal(await ask(client, 'Manager.Login', { uid, token }), 'ALREADY_LOGGED_IN')
    client.close()
  })

  const needing = (needs: string): RouteName[] =>
    (Object.keys(ROUTES) as RouteName[]).filter((route) => ROUTES[route].needs === needs)

  test('every route is closed to who has not logged in', async () => {
    const client = await open()
    for (const route of [...needing('login'), ...needing('desk')]) {
      assert.equal(await ask(client, route, {}), 'NOT_LOGGED_IN', route)
    }
    client.close()
  })

  test('B12: every route of a desk is refused to who has none', async () => {
    const client = await newPlayer()
    for (const route of needing('desk')) {
      const reason = await ask(client, route, PLAUSIBLE[route] ?? {})
      assert.equal(reason, 'NOT_AT_DESK', route)
    }
    for (const route of [
      'DeskManager.Exit',
      'DeskManager.Pause',
      'DeskManager.Resume',
      'DeskManager.Dissolve',
    ])
      assert.equal((await client.request(route, {})).code, 0, route)
    assert.equal(await ask(client, 'DeskManager.DissolveStatus', { result: true }), 'NOT_AT_DESK')
    client.close()
  })

  test('B13: a full, an unknown and a second desk are refused by their names', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED })
    const { deskId } = party
    const stranger = await newPlayer()
    await counts(server, refusals('DESK_FULL'), async () => {
      assert.equal(await ask(stranger, 'DeskManager.Join', { deskId }), 'DESK_FULL')
    })
    const unknown = await stranger.request('DeskManager.Join', { deskId: '000000' })
    assert.deepEqual([unknown.code, unknown.reason], [1043, 'DESK_NOT_FOUND'])
    assert.equal(await ask(stranger, 'DeskManager.ReJoin', { deskId }), 'DESK_GONE')
    const [own] = party.guests
    assert.equal(await ask(own!.wire, 'DeskManager.CreateDesk', { options: DESK }), 'ALREADY_AT_DESK')
    assert.equal(await ask(own!.wire, 'DeskManager.QuickStart', {}), 'ALREADY_AT_DESK')
    assert.equal(await ask(own!.wire, 'DeskManager.Join', { deskId: '000000' }), 'DESK_NOT_FOUND')
    await beReady(party)
    await matchEnd(party)
    closeParty(party)
    stranger.close()
  })

  test('B7: many desks asked for at once are one desk', async () => {
    const client = await newPlayer()
    const ask = async (): Promise<(string | undefined)[]> => {
      const asked = Array.from({ length: AT_ONCE }, () =>
        client.request('DeskManager.CreateDesk', { options: DESK }),
      )
      return (await Promise.all(asked)).map(({ reason }) => reason)
    }
    let reasons: (string | undefined)[] = []
    await counts(
      server,
      refusals('ALREADY_AT_DESK'),
      async () => {
        reasons = await ask()
      },
      AT_ONCE - 1,
    )
    assert.equal(reasons.filter((reason) => reason === undefined).length, 1)
    assert.equal(reasons.filter((reason) => reason === 'ALREADY_AT_DESK').length, AT_ONCE - 1)
    client.close()
  })

  test('B7: many who want the last seats get no more than there are', async () => {
    const creator = await newPlayer()
    const made = await creator.request('DeskManager.CreateDesk', { options: DESK })
    const { deskId } = made['tableInfo'] as { readonly deskId: string }
    const others = await Promise.all(Array.from({ length: 8 }, newPlayer))
    const answers = await Promise.all(
      others.map((other): Promise<Answer> => other.request('DeskManager.Join', { deskId })),
    )
    assert.equal(answers.filter(({ code }) => code === 0).length, 3)
    for (const { code, reason } of answers) assert.ok(code === 0 || reason === 'DESK_FULL', String(reason))
    for (const client of [creator, ...others]) client.close()
  })

  test('B7: a vote in the middle of play disturbs neither', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 1 })
    const [asker, denier] = party.guests
    const dealt = asker!.player.pushed((route) => route === 'onDuanPai')
    await beReady(party)
    await dealt
    for (let votes = 0; votes < 10; votes++) {
      const asked = denier!.player.pushed((route) => route === 'onDissolveAgreement')
      const opened = await asker!.player.say('DeskManager.Dissolve')
      if (opened.code !== 0) break
      await asked
      await denier!.player.say('DeskManager.DissolveStatus', { result: false })
    }
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  })
})

/** Payloads that fit their routes' schemas. */
const PLAUSIBLE: { readonly [route in RouteName]?: Json } = {
  'DeskManager.ReEnter': { deskId: '123456' },
  'DeskManager.SwapTiles': { tiles: [1, 2, 3] },
  'DeskManager.DingQue': { que: 1 },
  'DeskManager.OpChoose': { optype: 1, idx: 1 },
  'DeskManager.Trust': { on: true },
  'DeskManager.RecordingVoice': { fileId: 'x' },
}

test('B12: a stopped server goes down whole, and its tables are there after the next start', async () => {
  const server = await ServerProcess.start()
  try {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 2 })
    const [own] = party.guests
    const dealt = own!.player.pushed((route) => route === 'onDuanPai')
    own!.player.hold = () => true
    await beReady(party)
    await dealt
    assert.equal(await server.stop(), 0)
    assert.equal((await own!.wire.ended).code, 1001)
    for (const { player } of party.guests) player.leave()
    await assert.rejects(fetch(`http://127.0.0.1:${server.ports.web}/`), 'the web half is down too')
    await server.restart()
    const back = await PlayerClient.logIn(server.ports, own!.account)
    const found = await back.request('DeskManager.UnCompleteDesk', {})
    assert.equal(found['exist'], true)
    back.close()
  } finally {
    await server.close()
  }
})
