// A player's answer to a prompt. It counts only if the prompt offers it; the same answer sent twice is
// acknowledged once.
import { assertNever } from '../../lib/assert.ts'
import type { Seat } from '../../rules/tiles.ts'
import { kindOf } from '../../rules/tiles.ts'
import type { Act, PromptRef } from '../command.ts'
import type { Draft } from '../draft.ts'
import type { Action, Prompt } from '../prompt.ts'
import type { RejectionCode } from '../rejection.ts'
import type { Answer } from './claims.ts'
import { answerClaim } from './claims.ts'
import { play } from './play.ts'
import { isRepeated } from './repeated.ts'
import { endTrust } from './seats.ts'
import type { Next } from './step.ts'
import { askDiscard } from './turn.ts'

export function actOnPrompt(draft: Draft, { seat, action, promptId, byServer }: Act): RejectionCode | null {
  if (isRepeated(draft.seat(seat), promptId, action)) return null
  const prompt = draft.state.prompts[seat]
  if (!prompt) return withoutPrompt(draft, promptId)
  if (promptId !== null && prompt.id !== promptId) return 'STALE_PROMPT'
  const refused = refuseAction(draft, prompt, action)
  if (refused) return refused
  if (!byServer) endTrust(draft, seat)
  answerPrompt(draft, prompt, { action, cause: byServer ? 'auto' : 'player' })
  return null
}

function withoutPrompt(draft: Draft, promptId: PromptRef): RejectionCode {
  const { kind } = draft.state.phase
  if (promptId !== null) return 'STALE_PROMPT'
  if (kind === 'turn') return 'NOT_YOUR_TURN'
  return kind === 'claims' || kind === 'rob' ? 'NO_PROMPT' : 'WRONG_PHASE'
}

function refuseAction(draft: Draft, prompt: Prompt, action: Action): RejectionCode | null {
  if (offers(prompt, action)) return null
  if (action.type !== 'discard' || prompt.kind !== 'discard') return 'ACTION_NOT_OFFERED'
  const isHeld = draft.round.hands[prompt.seat]!.tiles.includes(action.tile)
  return isHeld ? 'ACTION_NOT_OFFERED' : 'TILE_NOT_HELD'
}

export function offers(prompt: Prompt, action: Action): boolean {
  switch (prompt.kind) {
    case 'self':
      if (action.type === 'win') return prompt.win
      return action.type === 'pass' || (action.type === 'kong' && prompt.kongs.includes(action.kind))
    case 'discard':
      return action.type === 'discard' && prompt.discards.includes(action.tile)
    case 'claim':
      if (action.type === 'win') return prompt.win
      if (action.type === 'pong') return prompt.pong
      return (
        action.type === 'pass' ||
        (action.type === 'kong' && prompt.kong && action.kind === kindOf(prompt.tile))
      )
    case 'rob':
      return action.type === 'win' || action.type === 'pass'
    case 'swap':
    case 'void':
      return false
    default:
      return assertNever(prompt)
  }
}

/** Carries out an answer that the prompt offers. */
export function answerPrompt(draft: Draft, prompt: Prompt, answer: Answer): void {
  const { seat, id: promptId } = prompt
  if (prompt.kind === 'claim' || prompt.kind === 'rob') {
    play(draft, answerClaim(draft, seat, answer))
    return
  }
  draft.emit({ type: 'answered', seat, promptId, ...answer })
  play(draft, afterOwn(draft, seat, answer.action))
}

function afterOwn(draft: Draft, seat: Seat, action: Action): Next {
  switch (action.type) {
    case 'win':
      return { kind: 'selfWin', seat }
    case 'kong':
      return { kind: 'ownKong', seat, kongKind: action.kind }
    case 'discard':
      return { kind: 'discard', seat, tile: action.tile }
    case 'pass':
    case 'pong':
      return askDiscard(draft, seat)
    default:
      return assertNever(action)
  }
}
