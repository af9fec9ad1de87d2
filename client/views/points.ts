// Points with their sign, coloured by it.
import { el } from '../dom.ts'

const MINUS = '−'

export const signed = (points: number): string =>
  points > 0 ? `+${points}` : points < 0 ? `${MINUS}${-points}` : '0'

export const signedPoints = (points: number): HTMLElement =>
  el('b', { class: `points ${points > 0 ? 'gain' : points < 0 ? 'loss' : ''}` }, signed(points))
