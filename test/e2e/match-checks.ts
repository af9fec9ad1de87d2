// What has to hold for the pushes of one whole match, whatever client it was played with.
import assert from 'node:assert/strict'
import type { GameEnd } from '../support/auto-player.ts'
import type { Wire } from '../support/player-client.ts'
import type { Party } from '../support/table-party.ts'

/** All rounds were played, and the points of the rounds are those of the match. */
export function checkWholeMatch({ guests }: Party<Wire>, end: GameEnd, rounds: number): void {
  assert.equal(end.isNormalFinished, true)
  for (const { player } of guests) {
    assert.equal(player.roundEnds.length, rounds - 1, 'the last round ends in onGameEnd')
    const settled = [...player.roundEnds, end.roundStats]
    for (const { uid, totalScore } of end.stats) {
      const scores = settled.map(({ scoreChange }) => scoreChange.find(({ acId }) => acId === uid)!)
      const sum = scores.reduce((points, { score }) => points + score, 0)
      assert.equal(sum, totalScore, 'the points of the rounds make those of the match')
    }
  }
}
