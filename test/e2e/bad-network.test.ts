// A network that takes packets apart, delays them, stands still with both ends believing in it, and cuts in the middle
// of a packet: matches are played to their end, and what arrives late over a connection that was given up counts nothing.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { makeJson } from '../../src/protocol/json.ts'
import { makeDataPacket } from '../../src/protocol/message.ts'
import { BadNetwork } from '../support/bad-network.ts'
import type { Question } from '../support/client-view.ts'
import { replyTo } from '../support/client-policy.ts'
import { PlayerClient } from '../support/player-client.ts'
import type { Json } from '../support/player-client.ts'
import { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { beReady, closeParty, comeBack, matchEnd, playMatch, seatParty } from '../support/table-party.ts'
import { until } from '../support/until.ts'
import { seededRng } from '../../src/lib/rng.ts'
import { seedOr } from '../support/seed.ts'

const SEED = seedOr(20_261_122)
const DESK: Json = { preset: 'xuezhan', round: 1 }
const HEARTBEAT_SECONDS = 5
const CHUNKS = { pieceBytes: 24, delayMs: 1 }

describe(`a bad network, seed ${SEED}`, { concurrency: true }, () => {
  let server: ServerProcess
  before(async () => {
    server = await ServerProcess.start({
      env: {
        XUEZHAN_CORE__HEARTBEAT: String(HEARTBEAT_SECONDS),
        XUEZHAN_TABLE__TURN_SECONDS: '120',
        XUEZHAN_TABLE__CLAIM_SECONDS: '120',
        XUEZHAN_TABLE__OFFLINE_GRACE_SECONDS: '120',
      },
    })
  })
  after(async () => await server.close())

  /** Four guests whose packets go through the network. */
  const partyOver = async (network: BadNetwork, seed: number): Promise<Party> =>
    await seatParty(server, {
      desk: DESK,
      players: 4,
      seed,
      connect: async (_server, account) => await PlayerClient.logIn({ game: network.port }, account),
    })

  /** The table stands still at a discard of its first guest's. */
  async function untilDiscard(party: Party): Promise<Question> {
    const { promise, resolve } = Promise.withResolvers<Question>()
    party.guests[0]!.player.hold = (question) => {
      const isIt = question.kind === 'play' && question.hint.ops.some(({ op }) => op === 1)
      if (isIt) resolve(question)
      return isIt
    }
    await beReady(party)
    return await promise
  }

  async function playOn(party: Party): Promise<void> {
    const { player } = party.guests[0]!
    player.hold = () => false
    await player.goOn()
    assert.equal((await matchEnd(party)).isNormalFinished, true)
    closeParty(party)
  }

  const discardsOf = (guest: Guest, uid: number): number =>
    guest.player.view.sync().players.find(({ acId }) => acId === uid)!.chuPaiIds.length

  test('packets in pieces of a few bytes, late and at random: a match is played as on a good one', async (t) => {
    const network = await BadNetwork.open(server.ports.game, CHUNKS, SEED)
    t.after(async () => await network.close())
    const party = await partyOver(network, SEED)
    assert.equal((await playMatch(party)).isNormalFinished, true)
    for (const { player } of party.guests) assert.equal(player.view.own.trust, false)
    closeParty(party)
  })

  test('a connection that stands still is given up after two heartbeats, and its player goes on over another', async (t) => {
    const network = await BadNetwork.open(server.ports.game)
    t.after(async () => await network.close())
    const party = await seatParty(server, { desk: DESK, players: 4, seed: SEED + 1 })
    const [victim, witness] = party.guests as [Guest, Guest]
    victim.wire.close()
    const back = await PlayerClient.logIn({ game: network.port }, victim.account)
    victim.wire = back
    victim.player.use(back)
    assert.equal((await back.request('DeskManager.ReEnter', { deskId: party.deskId })).code, 0)
    await untilDiscard(party)
    const offline = witness.player.pushed((route) => route === 'onPlayerOfflineStatus')
    const lost = await server.metric('mj_ws_closes_total{reason="HEARTBEAT_LOST"}')
    network.stall()
    assert.equal(((await offline) as { readonly uid: number }).uid, victim.account.uid)
    assert.equal(await server.metric('mj_ws_closes_total{reason="HEARTBEAT_LOST"}'), lost + 1)
    await comeBack(server, victim, party.deskId)
    await playOn(party)
  })

  test('a move that was under way when its player changed the network comes too late and does not count', async (t) => {
    const network = await BadNetwork.open(server.ports.game)
    t.after(async () => await network.close())
    const party = await partyOver(network, SEED + 2)
    const [victim] = party.guests as [Guest]
    const question = await untilDiscard(party)
    const old = victim.wire
    network.stall()
    const { route, payload } = replyTo(question, victim.player.view, seededRng(SEED))
    // Sent into a network that keeps it for later.
    void old.request(route, payload).catch(() => undefined)
    for (const guest of party.guests) await comeBack(server, guest, party.deskId)
    const { uid } = victim.account
    const discarded = discardsOf(party.guests[1]!, uid)
    assert.equal(victim.player.view.question?.promptId, question.promptId)
    network.flow()
    assert.equal((await old.ended).kick, 'REPLACED')
    assert.equal(discardsOf(party.guests[1]!, uid), discarded, 'a replaced connection has moved')
    assert.equal(victim.player.view.question?.promptId, question.promptId)
    await playOn(party)
  })

  test('a packet that is cut in the middle is no move, and its seat waits for the rest', async (t) => {
    const network = await BadNetwork.open(server.ports.game)
    t.after(async () => await network.close())
    const party = await partyOver(network, SEED + 3)
    const [victim] = party.guests as [Guest]
    const question = await untilDiscard(party)
    const { route, payload } = replyTo(question, victim.player.view, seededRng(SEED))
    const packet = makeDataPacket({ type: 'request', id: 1000, route, body: makeJson(payload) })
    victim.wire.sendRaw(packet.subarray(0, packet.length - 3))
    const before = await server.metric('mj_ws_closes_total{reason="CLIENT_GONE"}')
    network.cut()
    await until(
      'the server has seen all four go',
      async () => (await server.metric('mj_ws_closes_total{reason="CLIENT_GONE"}')) >= before + 4,
    )
    for (const guest of party.guests) await comeBack(server, guest, party.deskId)
    assert.equal(victim.player.view.question?.promptId, question.promptId)
    await playOn(party)
  })
})
