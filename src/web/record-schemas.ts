// Answers about desks and their rounds: nanoserver's fields.

import { Type } from 'typebox'

const IdText = Type.String({ pattern: '^[1-9][0-9]{0,14}$' })

export const IdParams = Type.Object({ id: IdText })
export const DeskIdParams = Type.Object({ desk_id: IdText })

const seatNames = {
  player_name0: Type.String(),
  player_name1: Type.String(),
  player_name2: Type.String(),
  player_name3: Type.String(),
}

const seatScores = {
  score_change0: Type.Integer(),
  score_change1: Type.Integer(),
  score_change2: Type.Integer(),
  score_change3: Type.Integer(),
}

export const DeskItem = Type.Object({
  id: Type.Integer(),
  creator: Type.Integer(),
  round: Type.Integer(),
  desk_no: Type.String(),
  mode: Type.Integer(),
  player0: Type.Integer(),
  player1: Type.Integer(),
  player2: Type.Integer(),
  player3: Type.Integer(),
  ...seatNames,
  ...seatScores,
  created_at: Type.Integer(),
  created_at_str: Type.String(),
  dismiss_at: Type.Integer(),
  extras: Type.String(),
})

export const HistoryLiteItem = Type.Object({
  id: Type.Integer(),
  desk_id: Type.Integer(),
  /** Number of the round in its desk, from 1: not in nanoserver. */
  round: Type.Integer(),
  mode: Type.Integer(),
  begin_at: Type.Integer(),
  begin_at_str: Type.String(),
  end_at: Type.Integer(),
  ...seatNames,
  ...seatScores,
})

export const HistoryItem = Type.Object({ ...HistoryLiteItem.properties, snapshot: Type.String() })

export const DeskAnswer = Type.Object({ code: Type.Literal(0), data: DeskItem })
export const HistoryAnswer = Type.Object({ code: Type.Literal(0), data: HistoryItem })

export const DeskListAnswer = Type.Object({
  code: Type.Literal(0),
  total: Type.Integer(),
  data: Type.Array(DeskItem),
})

export const HistoryListAnswer = Type.Object({
  code: Type.Literal(0),
  total: Type.Integer(),
  data: Type.Array(HistoryLiteItem),
})
