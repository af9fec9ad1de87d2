// The desks that foreign clients play whole matches at: every kind that nanoserver's options make, and every preset.
import { PRESET_NAMES, PRESETS } from '../../src/rules/presets.ts'
import type { Json } from '../support/player-client.ts'

/** A whole match is as long as this. */
export const PLAYED_ROUNDS = 4

export type PlayedDesk = {
  readonly name: string
  /** Of CreateDesk. */
  readonly desk: Json
  readonly players: number
  /** Fines go to nobody, so that a round's points may come to less than nothing. */
  readonly hasPot: boolean
}

const round = PLAYED_ROUNDS

export const NANOSERVER_DESKS: readonly PlayedDesk[] = [
  {
    name: 'nanoserver options, four players',
    desk: { mode: 4, round, maxFan: 3, zimo: 'fan', menqing: true, jiangdui: true, yaojiu: true },
    players: 4,
    hasPot: false,
  },
  {
    name: 'nanoserver options, three players',
    desk: { mode: 3, round, maxFan: 4, zimo: 'di', pinghu: true, jiaxin: true, pengpeng: true },
    players: 3,
    hasPot: false,
  },
]

export const PRESET_DESKS: readonly PlayedDesk[] = PRESET_NAMES.map((preset) => ({
  name: `preset ${preset}`,
  desk: { preset, round },
  players: PRESETS[preset].players,
  hasPot: PRESETS[preset].huaZhu === 'pot48',
}))
