// What CreateDesk and QuickStart accept as `options`: nanoserver's fields, and a preset with single overrides.
// Ranges here only bound the input; the rules refuse a wrong value by its name (BAD_OPTION).
import { boolean, integer, openObject, record, string } from './schema.ts'
import type { Infer } from './schema.ts'

const MAX_OPTION = 1000
const MAX_OVERRIDES = 128

export const DESK_OPTIONS = openObject(
  {},
  {
    /** Players: 3 or 4. */
    mode: integer(0, MAX_OPTION),
    /** Rounds of the match: 1, 4, 8 or 16. */
    round: integer(0, MAX_OPTION),
    /** Cap in fan. */
    maxFan: integer(0, MAX_OPTION),
    /** 'fan' or 'di'; 'none' or nothing for no bonus. */
    zimo: string(16),
    menqing: boolean,
    jiangdui: boolean,
    jiaxin: boolean,
    pengpeng: boolean,
    pinghu: boolean,
    yaojiu: boolean,
    /** Absent: the `nanoserver` preset with the fields above. */
    preset: string(32),
    /** Single options of the preset, by name. */
    rules: record(MAX_OVERRIDES),
  },
)
export type DeskOptions = Infer<typeof DESK_OPTIONS>
