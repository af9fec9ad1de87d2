// A connection is lost in every phase of a match, in every way: what the player gets when he comes back is what he
// would know had he never been away, and the match goes on to its end.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import type { Sync } from '../support/client-sync.ts'
import type { ClientView, Question } from '../support/client-view.ts'
import { comparable } from '../support/client-sync.ts'
import { getJson } from '../support/player-client.ts'
import type { Json, PlayerClient } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { beReady, closeParty, comeBack, matchEnd, playMatch, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { checkWholeMatch } from './match-checks.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const ROUNDS = 4
/** Long enough to come back in, short enough to wait for. */
const GRACE_SECONDS = 5
const DESK: Json = { preset: 'xuezhan', round: ROUNDS }
const PASS = 5
const DISCARD = 1

type Stop = (question: Question, view: ClientView) => boolean

const offers = (question: Question, op: number): boolean =>
  question.kind === 'play' && question.hint.ops.some((offered) => offered.op === op)
const isOwnTurn = (view: ClientView): boolean => view.turn === view.uid

/** Questions at which a connection is lost. */
const STOPS: Readonly<Record<string, Stop>> = {
  'choosing tiles to swap': ({ kind }) => kind === 'swap',
  'choosing the void suit': ({ kind }) => kind === 'void',
  'a discard of its own': (question) => offers(question, DISCARD),
  'a kong or a win on its own draw': (question, view) => offers(question, PASS) && isOwnTurn(view),
  'the claim of a discard': (question, view) => offers(question, PASS) && !isOwnTurn(view),
}

type Loss = (wire: PlayerClient) => void
/** How a connection ends; `alive` leaves it to the newer one. */
const LOSSES = {
  cut: (wire) => wire.cut(),
  closed: (wire) => wire.close(),
  alive: () => undefined,
} as const satisfies Readonly<Record<string, Loss>>

/** Comes back; resolves with the onSyncDesk of the return. */
async function syncOnReturn(server: ServerProcess, guest: Guest, deskId: string): Promise<Sync> {
  const synced = guest.player.pushed((route) => route === 'onSyncDesk')
  await comeBack(server, guest, deskId)
  return (await synced) as Sync
}

/** Plays until the victim is asked what `stop` waits for; false if the match ended before. */
async function playUntilStopped({ player }: Guest, stop: Stop): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<true>()
  player.hold = (question, view) => {
    if (!stop(question, view)) return false
    resolve(true)
    return true
  }
  return await Promise.race([promise, player.finished.then(() => false)])
}

function release({ player }: Guest): void {
  player.hold = () => false
  player.confirms = true
  player.readies = true
}

/** A party that stands still at the victim's question; chance may need more than one match for that. */
async function stoppedParty(server: ServerProcess, stop: Stop, seed: number): Promise<Party> {
  for (;;) {
    const party = await seatParty(server, { desk: DESK, players: 4, seed })
    const stopped = playUntilStopped(party.guests[0]!, stop)
    await beReady(party)
    if (await stopped) return party
    closeParty(party)
  }
}

describe(`coming back, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start({
      env: { XUEZHAN_TABLE__OFFLINE_GRACE_SECONDS: String(GRACE_SECONDS) },
    })
  })
  after(async () => await server.close())

  for (const [index, [name, stop]] of Object.entries(STOPS).entries()) {
    const lossNames = Object.keys(LOSSES) as (keyof typeof LOSSES)[]
    const how = lossNames[index % lossNames.length]!
    test(`before ${name}, connection ${how}: onSyncDesk is what an uninterrupted client knows`, async () => {
      const party = await stoppedParty(server, stop, SEED + index)
      const victim = party.guests[0]!
      const known = victim.player.view.sync()
      const old = victim.wire
      LOSSES[how](old)
      const sync = await syncOnReturn(server, victim, party.deskId)
      assert.deepEqual(comparable(sync), known)
      if (how === 'alive') assert.deepEqual(await old.ended, { code: 4001, kick: 'REPLACED' })
      release(victim)
      await victim.player.goOn()
      checkWholeMatch(party, await matchEnd(party), ROUNDS)
      closeParty(party)
    })
  }

  test('while the deal is shown: the confirmation can still be given', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED })
    const victim = party.guests[2]!
    victim.player.confirms = false
    const dealt = victim.player.pushed((route) => route === 'onDuanPai')
    await beReady(party)
    await dealt
    const known = victim.player.view.sync()
    victim.wire.cut()
    assert.deepEqual(comparable(await syncOnReturn(server, victim, party.deskId)), known)
    release(victim)
    await victim.player.goOn()
    checkWholeMatch(party, await matchEnd(party), ROUNDS)
    closeParty(party)
  })

  test('while the others play on: the missed moves are in onSyncDesk', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED })
    const [victim, witness] = party.guests as [Guest, Guest]
    const discarded = victim.player.pushed(
      (route, payload) => route === 'onOpTypeDo' && isDiscardOf(payload, victim.account.uid),
    )
    await beReady(party)
    await discarded
    victim.player.hold = () => true
    victim.wire.cut()
    const drew = witness.player.pushed(
      (route, payload) => route === 'onMoPai' && (payload as { acId: number }).acId === victim.account.uid,
    )
    // A claim that only the victim can answer may come before his draw.
    await Promise.race([drew, new Promise((resolve) => setTimeout(resolve, 1000))])
    await syncOnReturn(server, victim, party.deskId)
    await until('both know the same of the table', () => sameTable(victim, witness))
    release(victim)
    await victim.player.goOn()
    await matchEnd(party)
    closeParty(party)
  })

  test('between two rounds: he is asked to be ready again', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 1 })
    const victim = party.guests[1]!
    victim.player.readies = false
    const ended = victim.player.pushed((route) => route === 'onRoundEnd')
    await beReady(party)
    await ended
    victim.wire.cut()
    await comeBack(server, victim, party.deskId)
    assert.equal(victim.player.view.own.isReady, false)
    assert.equal(victim.player.view.isInRound, false)
    release(victim)
    await victim.player.goOn()
    checkWholeMatch(party, await matchEnd(party), ROUNDS)
    closeParty(party)
  })

  test('before the first deal: the seat is kept', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 2 })
    const [victim, witness] = party.guests as [Guest, Guest]
    const away = witness.player.pushed((route) => route === 'onPlayerOfflineStatus')
    victim.wire.cut()
    assert.deepEqual(without(await away, 'seq'), { uid: victim.account.uid, offline: true })
    await comeBack(server, victim, party.deskId)
    checkWholeMatch(party, await playMatch(party), ROUNDS)
    closeParty(party)
  })

  test('nobody comes back: the table is played to its end and written down', async () => {
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 3 })
    const { account, player } = party.guests[0]!
    const dealt = player.pushed((route) => route === 'onDuanPai')
    await beReady(party)
    await dealt
    for (const guest of party.guests) {
      guest.player.leave()
      guest.wire.cut()
    }
    const desks = async (): Promise<readonly Json[]> =>
      (await getJson(server.ports, account, `/v1/desk/player/${account.uid}`))['data'] as readonly Json[]
    await until('the match is over', async () => Number((await desks())[0]?.['dismiss_at'] ?? 0) > 0)
    const [desk] = await desks()
    const changes = [0, 1, 2, 3].map((seat) => Number(desk![`score_change${seat}`]))
    assert.equal(
      changes.reduce((sum, change) => sum + change, 0),
      0,
    )
    assert.equal(desk!['round'], ROUNDS)
  })

  test('in a vote: he is asked for his, and his no lets the match go on', async () => {
    const party = await stoppedParty(server, STOPS['a discard of its own']!, SEED + 7)
    const [victim, asker] = party.guests as [Guest, Guest]
    const asked = victim.player.pushed((route) => route === 'onDissolveAgreement')
    assert.equal((await asker.player.say('DeskManager.Dissolve')).code, 0)
    await asked
    victim.wire.cut()
    const askedAgain = victim.player.pushed((route) => route === 'onDissolveAgreement')
    const sync = await syncOnReturn(server, victim, party.deskId)
    assert.equal(sync.hint?.ops[0]?.op, DISCARD, 'the open question is still there')
    assert.equal(((await askedAgain) as { dissolveUid: number }).dissolveUid, 0)
    const failed = asker.player.pushed((route) => route === 'onDissolveFailure')
    assert.equal((await victim.player.say('DeskManager.DissolveStatus', { result: false })).code, 0)
    assert.deepEqual(without(await failed, 'seq'), { deskPos: 1 })
    release(victim)
    await victim.player.goOn()
    checkWholeMatch(party, await matchEnd(party), ROUNDS)
    closeParty(party)
  })
})

const isDiscardOf = (payload: unknown, uid: number): boolean => {
  const { optype, uid: uids } = payload as { readonly optype: number; readonly uid: readonly number[] }
  return optype === DISCARD && uids.includes(uid)
}

function without(payload: unknown, field: string): Json {
  const { [field]: _, ...rest } = payload as Json
  return rest
}

/** What everybody at the table knows alike. */
function open(view: ClientView): unknown {
  const { hint: _, players, ...table } = view.sync()
  return {
    ...table,
    players: players.map(({ shouPaiIds, lastTile: _tile, ...seat }) => ({
      ...seat,
      held: shouPaiIds.length,
    })),
  }
}

function sameTable(one: Guest, other: Guest): boolean {
  try {
    assert.deepEqual(open(one.player.view), open(other.player.view))
    return true
  } catch {
    return false
  }
}
