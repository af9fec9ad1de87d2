// Comebacks at the edges of a match: before it begins, while the server plays the seat, while the app is in the background,
// and after the end; and with a client that knows nothing of xuezhan.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { AutoPlayer } from '../support/auto-player.ts'
import { logInAsGuest, PlayerClient } from '../support/player-client.ts'
import type { Json } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { beReady, closeParty, comeBack, matchEnd, playMatch, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { PomeloWire } from './pomelo-wire.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const DESK: Json = { preset: 'xuezhan', round: 1 }
const GRACE_SECONDS = 2
/** A public table takes its bots so late that a comeback fits in between. */
const FILL_SECONDS = 600
const LENGTHS = [4, 8, 16] as const
const LOSSES = ['cut', 'closed', 'alive'] as const

const lose = (wire: PlayerClient, loss: (typeof LOSSES)[number]): void => {
  if (loss === 'cut') wire.cut()
  if (loss === 'closed') wire.close()
}

/** A party that waits for its first guest's first answer in play. */
async function waitingParty(server: ServerProcess, seed: number): Promise<Party> {
  const party = await seatParty(server, { desk: DESK, players: 4, seed })
  const { promise, resolve } = Promise.withResolvers<void>()
  party.guests[0]!.player.hold = ({ kind }) => {
    if (kind === 'play') resolve()
    return kind === 'play'
  }
  await beReady(party)
  await promise
  return party
}

async function playOn(party: Party): Promise<void> {
  const { player } = party.guests[0]!
  player.hold = () => false
  await player.goOn()
  assert.equal((await matchEnd(party)).isNormalFinished, true)
  closeParty(party)
}

/** The witness hears of the victim's coming or going. */
const heardOffline = (witness: Guest, victim: Guest, offline: boolean): Promise<unknown> =>
  witness.player.pushed((route, payload) => {
    const told = payload as { readonly uid: number; readonly offline: boolean }
    return route === 'onPlayerOfflineStatus' && told.uid === victim.account.uid && told.offline === offline
  })

describe(`coming back at the edges, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start({
      env: {
        XUEZHAN_TABLE__OFFLINE_GRACE_SECONDS: String(GRACE_SECONDS),
        XUEZHAN_TABLE__BOT_FILL_SECONDS: String(FILL_SECONDS),
        XUEZHAN_TABLE__TURN_SECONDS: '300',
        XUEZHAN_TABLE__CLAIM_SECONDS: '300',
        // Slow enough that the match is still running when its player comes back.
        XUEZHAN_TABLE__BOT_THINK_MIN_MS: '300',
        XUEZHAN_TABLE__BOT_THINK_MAX_MS: '400',
      },
    })
  })
  after(async () => await server.close())

  for (const loss of LOSSES) {
    test(`while strangers gather, connection ${loss}: the seat is still his, and what he says counts`, async () => {
      const account = await logInAsGuest(server.ports, randomUUID())
      const wire = await PlayerClient.logIn(server.ports, account)
      // A length of his own, so that no other stranger sits down here.
      const options = { ...DESK, round: LENGTHS[LOSSES.indexOf(loss)] }
      const seated = await wire.request('DeskManager.QuickStart', { options })
      assert.equal(seated.code, 0, JSON.stringify(seated))
      const { deskId } = seated['tableInfo'] as { readonly deskId: string }
      lose(wire, loss)
      const player = new AutoPlayer({ uid: account.uid, seed: SEED })
      const guest: Guest = { account, player, wire }
      const shown = player.pushed((route) => route === 'onPlayerEnter')
      const back = await comeBack(server, guest, deskId)
      const { data } = (await shown) as { readonly data: readonly { acId: number; offline: boolean }[] }
      assert.deepEqual(
        data.map(({ acId }) => acId),
        [account.uid],
      )
      if (loss === 'alive') assert.deepEqual(await wire.ended, { code: 4001, kick: 'REPLACED' })
      assert.equal((await player.say('DeskManager.Ready')).code, 0)
      assert.equal((await player.say('DeskManager.Exit')).code, 0)
      back.close()
    })
  }

  for (const [index, loss] of LOSSES.entries()) {
    test(`in 托管 of his own wish, connection ${loss}: it stays on until he acts`, async () => {
      const party = await waitingParty(server, SEED + 10 + index)
      const [victim, witness] = party.guests as [Guest, Guest]
      assert.equal((await victim.player.say('DeskManager.Trust', { on: true })).code, 0)
      lose(victim.wire, loss)
      await comeBack(server, victim, party.deskId)
      assert.equal(victim.player.view.own.trust, true)
      const own = witness.player.pushed(
        (route, payload) => route === 'onTrust' && !(payload as { on: boolean }).on,
      )
      assert.equal((await victim.player.say('DeskManager.Trust', { on: false })).code, 0)
      await own
      await playOn(party)
    })

    test(`in the background, connection ${loss}: back over a new one without Resume`, async () => {
      const party = await waitingParty(server, SEED + 20 + index)
      const [victim, witness] = party.guests as [Guest, Guest]
      const offline = heardOffline(witness, victim, true)
      assert.equal((await victim.player.say('DeskManager.Pause')).code, 0)
      await offline
      const online = heardOffline(witness, victim, false)
      lose(victim.wire, loss)
      await comeBack(server, victim, party.deskId)
      await online
      assert.equal(victim.player.view.own.offline, false)
      await victim.player.say('DeskManager.Trust', { on: false })
      await playOn(party)
    })

    test(`after the end, connection ${loss}: no seat waits, nothing of it is shown, and he is free`, async () => {
      const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 30 + index })
      await playMatch(party)
      const { account, wire: old } = party.guests[0]!
      lose(old, loss)
      const wire = await PlayerClient.logIn(server.ports, account)
      const pushes: string[] = []
      wire.onPush = (route) => pushes.push(route)
      assert.equal((await wire.request('DeskManager.UnCompleteDesk', {}))['exist'], false)
      const rejoined = await wire.request('DeskManager.ReJoin', { deskId: party.deskId })
      assert.equal(rejoined.reason, 'DESK_GONE')
      const entered = await wire.request('DeskManager.ReEnter', { deskId: party.deskId })
      assert.equal(entered.reason, 'NOT_AT_DESK')
      assert.deepEqual(
        pushes.filter((route) => route !== 'onCoinChange'),
        [],
      )
      const made = await wire.request('DeskManager.CreateDesk', { options: DESK })
      assert.equal(made.code, 0, JSON.stringify(made))
      wire.close()
      closeParty(party)
    })
  }

  test('with pomelo’s client, the old connection alive: the new one goes on at the same question', async () => {
    const party = await seatParty<PomeloWire>(server, {
      desk: DESK,
      players: 4,
      seed: SEED + 40,
      connect: async (host, account) => await PomeloWire.connect(host, account),
    })
    const victim = party.guests[0]!
    let isHeld = false
    victim.player.hold = ({ kind }) => {
      isHeld ||= kind === 'play'
      return kind === 'play'
    }
    await beReady(party)
    await until('he is asked something', () => isHeld)
    const promptId = victim.player.view.question?.promptId
    const wire = await PomeloWire.connect(server, victim.account)
    victim.player.use(wire)
    victim.wire = wire
    const { deskId } = party
    assert.equal((await wire.request('DeskManager.ReEnter', { deskId })).code, 0)
    assert.equal((await wire.request('DeskManager.ClientInitCompleted', { isReenter: true })).code, 0)
    await until('he is asked again', () => victim.player.view.question?.promptId === promptId)
    victim.player.hold = () => false
    await victim.player.goOn()
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  })
})
