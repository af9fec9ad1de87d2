// Follows the steps of play until the table waits for an answer.
import { assertNever } from '../../lib/assert.ts'
import type { Draft } from '../draft.ts'
import { openClaims, settleClaims } from './claims.ts'
import { kongOnOwn, makeKong } from './kongs.ts'
import { endRound } from './round-end.ts'
import type { Next, Step } from './step.ts'
import { checkOwn, checkOwnAfterPong, discardTile, draw } from './turn.ts'
import { winOnOwn } from './wins.ts'

export function play(draft: Draft, first: Next): void {
  for (let step = first; step; ) step = take(draft, step)
}

function take(draft: Draft, step: Step): Next {
  switch (step.kind) {
    case 'draw':
      return draw(draft, step.seat, step.replacement)
    case 'own':
      return checkOwn(draft, step.seat)
    case 'afterPong':
      return checkOwnAfterPong(draft, step.seat)
    case 'discard':
      return discardTile(draft, step.seat, step.tile)
    case 'claims':
      return openClaims(draft, step.offer)
    case 'settle':
      return settleClaims(draft)
    case 'ownKong':
      return kongOnOwn(draft, step.seat, step.kongKind)
    case 'kong':
      return makeKong(draft, step.kong)
    case 'selfWin':
      return winOnOwn(draft, step.seat)
    case 'endRound':
      endRound(draft, step.reason)
      return null
    default:
      return assertNever(step)
  }
}
