// Pages of a list are bounded here, whatever was asked for.

import type { Page } from './office-repositories.ts'

const MAX_ROWS = 500

const whole = (value: number, max: number): number =>
  Number.isSafeInteger(value) && value > 0 ? Math.min(value, max) : 0

export const limitOf = ({ offset, count }: Page): { offset: number; limit: number } => ({
  offset: whole(offset, Number.MAX_SAFE_INTEGER),
  limit: whole(count, MAX_ROWS),
})
