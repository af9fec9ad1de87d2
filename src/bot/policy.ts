// The players that the server itself seats. A bot sees its seat's view and nothing else.
import { assertNever } from '../lib/assert.ts'
import type { Rng } from '../lib/rng.ts'
import type { BotLevel } from '../table/player.ts'
import type { SeatView } from '../table/view.ts'
import type { BotAnswer } from './answer.ts'
import { easyAnswer } from './easy.ts'
import { normalAnswer } from './normal.ts'
import { strongAnswer } from './strong.ts'

export type { BotAnswer } from './answer.ts'

/**
 * The answer of a bot to `view.prompt`, which must be there. Pure but for `rng`, from which it takes what
 * chance it needs.
 */
export function botAnswer(level: BotLevel, view: SeatView, rng: Rng): BotAnswer {
  switch (level) {
    case 'easy':
      return easyAnswer(view, rng)
    case 'normal':
      return normalAnswer(view)
    case 'strong':
      return strongAnswer(view)
    default:
      return assertNever(level)
  }
}
