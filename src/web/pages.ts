// Long lists come in pages: `offset` and `count`, as nanoserver's lists take them.

import { Type } from 'typebox'
import type { Page } from '../store/office-repositories.ts'
import { OptionalWholeText, WholeText } from './fields.ts'

const DEFAULT_COUNT = 50
/** The store gives no more at a time; nanoserver's -1 meant all there are. */
const MAX_COUNT = 500

export const PageFields = { offset: Type.Optional(WholeText), count: Type.Optional(OptionalWholeText) }

type Asked = { readonly offset?: string | undefined; readonly count?: string | undefined }

export const pageOf = ({ offset = '0', count = String(DEFAULT_COUNT) }: Asked): Page => ({
  offset: Number(offset),
  count: count === '-1' ? MAX_COUNT : Math.min(Number(count), MAX_COUNT),
})
