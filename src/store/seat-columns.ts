// player_name0..3 and their like: a list per seat outside, a column per seat in the table.

import type { BySeat } from './repositories.ts'
import type { SeatNameColumns, SeatPlayerColumns, SeatScoreColumns } from './schema.ts'

export const playerColumns = (players: BySeat<number>): SeatPlayerColumns => {
  const [player0, player1, player2, player3] = players
  return { player0, player1, player2, player3 }
}

export const nameColumns = (names: BySeat<string>): SeatNameColumns => {
  const [playerName0, playerName1, playerName2, playerName3] = names
  return { playerName0, playerName1, playerName2, playerName3 }
}

export const scoreColumns = (changes: BySeat<number>): SeatScoreColumns => {
  const [scoreChange0, scoreChange1, scoreChange2, scoreChange3] = changes
  return { scoreChange0, scoreChange1, scoreChange2, scoreChange3 }
}

export const playersOf = (row: SeatPlayerColumns): BySeat<number> => [
  row.player0,
  row.player1,
  row.player2,
  row.player3,
]

export const namesOf = (row: SeatNameColumns): BySeat<string> => [
  row.playerName0,
  row.playerName1,
  row.playerName2,
  row.playerName3,
]

export const scoresOf = (row: SeatScoreColumns): BySeat<number> => [
  row.scoreChange0,
  row.scoreChange1,
  row.scoreChange2,
  row.scoreChange3,
]
