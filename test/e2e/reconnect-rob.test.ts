// A connection is lost while an added kong may be robbed (抢杠), the rarest of the table's waits.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Hint, Sync } from '../support/client-sync.ts'
import type { ClientView, Question } from '../support/client-view.ts'
import { comparable } from '../support/client-sync.ts'
import type { Json } from '../support/player-client.ts'
import { stackedLuck } from '../support/scenario.ts'
import { rulesOf } from '../support/table-driver.ts'
import type { Guest } from '../support/table-party.ts'
import { closeParty, comeBack } from '../support/table-party.ts'
import { ServedWorld } from './served-world.ts'

const RULES = { dingQue: false, passWin: 'none' } as const
const DESK: Json = { preset: 'nanoserver', round: 1, rules: RULES }
const OP = { chu: 1, peng: 2, gang: 3, hu: 4, pass: 5 } as const
const [KONGER, ROBBER] = [1, 2]
const ADDED_KONG = 1024
/** 5条 is discarded, ponged by the next seat, drawn by it again, and what the seat after it waits for. */
const STACK = {
  hands: ['5t', '55t 1b', '67t 123456789b 99w'],
  draws: '9t 3w 3w 3b 5t 7w 7b',
}
const FIVE_TIAO = 4

const kindOf = (tile: number): number => tile >> 2

/** Seat 0 gives 5条, the konger takes it and makes a kong of it, and nobody else takes anything. */
function reply({ ops }: Hint, seat: number, { own }: ClientView): Json {
  const offered = (op: number): readonly number[] | null | undefined =>
    ops.find((entry) => entry.op === op)?.mjidxs
  const taken = seat === KONGER ? [OP.gang, OP.peng].find((op) => offered(op) !== undefined) : undefined
  if (taken !== undefined) return { optype: taken, idx: offered(taken)![0]! }
  if (offered(OP.chu) === undefined) return { optype: OP.pass, idx: -1 }
  const given = seat === 0 ? own.hand.find((tile) => kindOf(tile) === FIVE_TIAO) : undefined
  return { optype: OP.chu, idx: given ?? (own.drawn >= 0 ? own.drawn : own.hand.find(isOneTong)!) }
}

/** 1筒, which the konger has for throwing away. */
const isOneTong = (tile: number): boolean => kindOf(tile) === 9

type Loss = 'cut' | 'closed' | 'alive'

/** Who is still answering when the test is over loses his connection, which is no fault. */
function answer(player: Guest['player'], choice: Json): void {
  void player.say('DeskManager.OpChoose', choice).catch(() => undefined)
}

/** Plays until the robber is asked whether he robs; he leaves the question open. */
async function untilRobbery(guests: readonly Guest[]): Promise<Question> {
  const { promise, resolve } = Promise.withResolvers<Question>()
  for (const [seat, { player }] of guests.entries()) {
    let isRobbery = false
    void player.pushed((route, payload) => {
      isRobbery ||= route === 'onOpTypeDo' && (payload as { gangType?: number }).gangType === ADDED_KONG
      return isRobbery
    })
    player.hold = (question, view) => {
      assert.ok(question.kind === 'play')
      if (isRobbery && seat === ROBBER) resolve(question)
      else answer(player, { ...reply(question.hint, seat, view), promptId: question.promptId })
      return true
    }
  }
  for (const { player } of guests) assert.equal((await player.say('DeskManager.Ready', {})).code, 0)
  return await promise
}

describe('a connection that is lost while a kong may be robbed', () => {
  for (const loss of ['cut', 'closed', 'alive'] satisfies Loss[]) {
    test(`${loss}: he is asked again, and robs it`, async (t) => {
      const luck = stackedLuck(rulesOf('nanoserver', RULES), STACK)
      const served = await ServedWorld.open(t, { luck })
      const party = await served.seatParty(DESK)
      t.after(() => closeParty(party))
      const victim = party.guests[ROBBER]!
      const question = await untilRobbery(party.guests)
      const known = victim.player.view.sync()
      if (loss === 'cut') victim.wire.cut()
      if (loss === 'closed') victim.wire.close()
      const synced = victim.player.pushed((route) => route === 'onSyncDesk')
      victim.player.hold = () => true
      await comeBack(served, victim, party.deskId)
      assert.deepEqual(comparable((await synced) as Sync), known)
      assert.equal(victim.player.view.question?.promptId, question.promptId)

      const told = party.guests[0]!.player.pushed(
        (route, payload) => route === 'onOpTypeDo' && (payload as { optype: number }).optype === OP.hu,
      )
      const rob = { optype: OP.hu, idx: -1, promptId: question.promptId }
      assert.equal((await victim.player.say('DeskManager.OpChoose', rob)).code, 0)
      const { uid, mjs, from } = (await told) as { uid: number[]; mjs: number[]; from: number }
      assert.deepEqual(
        [uid, mjs.map(kindOf), from],
        [[victim.account.uid], [FIVE_TIAO], party.guests[KONGER]!.account.uid],
      )
    })
  }
})
