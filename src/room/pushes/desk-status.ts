// nanoserver's number for where a desk stands in its life.
import { DESK_STATUS } from '../../protocol/fields.ts'
import type { Phase } from '../../table/state.ts'

export function deskStatus(phase: Phase['kind'], roundNo: number): number {
  switch (phase) {
    case 'waiting':
      return roundNo === 0 ? DESK_STATUS.created : DESK_STATUS.cleaned
    case 'sorting':
      return DESK_STATUS.dealt
    case 'swapping':
    case 'choosingVoid':
      return DESK_STATUS.sorted
    case 'turn':
    case 'claims':
    case 'rob':
      return DESK_STATUS.playing
    case 'ended':
      return DESK_STATUS.destroyed
  }
}
