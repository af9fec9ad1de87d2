// The same answer sent twice is acknowledged once, also when its prompt is long settled.
import type { PromptRef } from '../command.ts'
import type { Reply } from '../prompt.ts'
import { sameReply } from '../prompt.ts'
import type { SeatState } from '../state.ts'

/** Only an answer that names its prompt can be known to be the same one again. */
export function isRepeated({ lastAnswer }: SeatState, promptId: PromptRef, reply: Reply): boolean {
  return lastAnswer !== null && lastAnswer.promptId === promptId && sameReply(lastAnswer.reply, reply)
}
