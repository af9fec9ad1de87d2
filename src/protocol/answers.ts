// What a Request is answered with: every answer has `code`, 0 for success.
import { code, tableInfo, text } from './fields.ts'
import { object, oneOfStrings } from './schema.ts'
import type { Infer } from './schema.ts'
import { REASONS } from './refusals.ts'

/** Done, and nothing to tell. nanoserver leaves such requests unanswered. */
export const DONE = object({ code }, { error: text })
export const TABLE_ANSWER = object({ code, error: text, tableInfo })
export type TableInfo = Infer<typeof tableInfo>

/** UnCompleteDesk's `tableInfo` for who is at no desk, as nanoserver sends it. */
export const NO_TABLE: TableInfo = {
  deskId: '',
  createdAt: 0,
  creator: 0,
  title: '',
  desc: '',
  status: 0,
  round: 0,
  mode: 0,
}

export const reason = oneOfStrings(REASONS)

/** What a refused Request gets, whatever its route. */
export const REFUSED = object({ code, error: text, reason }, { detail: text })
