// Rows of the store in the words of nanoserver's answers.

import type { Static } from 'typebox'
import type { BySeat, Desk, History, HistoryLite } from '../store/repositories.ts'
import { longLocalTime, shortLocalTime } from './local-time.ts'
import type { DeskItem, HistoryItem, HistoryLiteItem } from './record-schemas.ts'

const nameFields = ([player_name0, player_name1, player_name2, player_name3]: BySeat<string>) => ({
  player_name0,
  player_name1,
  player_name2,
  player_name3,
})

const scoreFields = ([score_change0, score_change1, score_change2, score_change3]: BySeat<number>) => ({
  score_change0,
  score_change1,
  score_change2,
  score_change3,
})

export function deskItem(desk: Desk): Static<typeof DeskItem> {
  const [player0, player1, player2, player3] = desk.players
  const { id, creator, round, mode, extras } = desk
  return {
    id,
    creator,
    round,
    desk_no: desk.deskNo,
    mode,
    player0,
    player1,
    player2,
    player3,
    ...nameFields(desk.playerNames),
    ...scoreFields(desk.scoreChanges),
    created_at: desk.createdAt,
    created_at_str: longLocalTime(desk.createdAt),
    dismiss_at: desk.dismissAt,
    extras,
  }
}

export function historyLiteItem(history: HistoryLite): Static<typeof HistoryLiteItem> {
  const { id, round, mode } = history
  return {
    id,
    desk_id: history.deskId,
    round,
    mode,
    begin_at: history.beginAt,
    begin_at_str: shortLocalTime(history.beginAt),
    end_at: history.endAt,
    ...nameFields(history.playerNames),
    ...scoreFields(history.scoreChanges),
  }
}

export const historyItem = (history: History): Static<typeof HistoryItem> => ({
  ...historyLiteItem(history),
  snapshot: history.snapshot,
})
