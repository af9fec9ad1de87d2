// A table that stands still at a question to its first guest, and things that he tries there and is refused.
import assert from 'node:assert/strict'
import type { Question } from '../support/client-view.ts'
import type { Json } from '../support/player-client.ts'
import type { ServerProcess } from '../support/server-process.ts'
import type { Guest, Party } from '../support/table-party.ts'
import { beReady, seatParty } from '../support/table-party.ts'

/** 转雨 is told to nobody before the round's end, so that running points would differ. */
export const DESK: Json = { preset: 'xuezhan', round: 4, rules: { zhuanYu: 'off' } }
export const OP = { chu: 1, peng: 2, gang: 3, hu: 4, pass: 5 } as const
const LAST_TILE = 107

export type Try = {
  readonly name: string
  readonly route: string
  readonly payload: Json
  readonly reason: string
}

export const choose = (optype: number, idx: number, promptId?: number): Json =>
  promptId === undefined ? { optype, idx } : { optype, idx, promptId }
export const isDiscard = (question: Question): boolean =>
  question.kind === 'play' && question.hint.ops.some(({ op }) => op === OP.chu)

/** A table that waits for its first guest, and what it asked him. */
export async function askedParty(
  server: ServerProcess,
  isIt: (question: Question) => boolean,
  seed: number,
): Promise<{ readonly party: Party; readonly question: Question }> {
  const party = await seatParty(server, { desk: DESK, players: 4, seed })
  const { promise, resolve } = Promise.withResolvers<Question>()
  party.guests[0]!.player.hold = (question) => {
    if (!isIt(question)) return false
    resolve(question)
    return true
  }
  await beReady(party)
  return { party, question: await promise }
}

export const tileNotIn = (hand: readonly number[]): number =>
  Array.from({ length: LAST_TILE }, (_, tile) => tile).find((tile) => !hand.includes(tile))!

export async function refuseAll({ player }: Guest, tries: readonly Try[]): Promise<void> {
  for (const { name, route, payload, reason } of tries) {
    const answer = await player.say(route, payload)
    assert.equal(answer.reason, reason, name)
  }
}
