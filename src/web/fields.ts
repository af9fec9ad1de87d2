// The kinds of parameter that routes take. Those of queries and forms are texts: a number is digits and nothing else.

import { type TString, Type } from 'typebox'

const digits = (pattern: string, description: string): TString => Type.String({ pattern, description })

/** 1 or more, in its shortest form, below the safe integers' end. */
export const IdText = digits('^[1-9][0-9]{0,14}$', 'a positive whole number')
export const WholeText = digits('^(0|[1-9][0-9]{0,14})$', 'a whole number, 0 or more')
/** nanoserver's -1 stands for "not given". */
export const OptionalWholeText = digits('^(-1|0|[1-9][0-9]{0,14})$', 'a whole number, or -1 for none')
/** At most 999,999 cards at a time. */
export const CountText = digits('^[1-9][0-9]{0,5}$', 'a positive whole number of cards')
export const TimeText = digits('^(0|[1-9][0-9]{0,9})$', 'Unix seconds')

/** Without control characters, which end lines and hide what follows. */
export const PlainText = (maxLength: number, minLength = 0): TString =>
  Type.String({ minLength, maxLength, pattern: '^[^\\u0000-\\u001f\\u007f]*$' })

export const ReasonText = PlainText(255)
/** What makes a retry the same request. */
export const ReferenceText = digits('^[A-Za-z0-9_.:-]{1,64}$', "the caller's own id of this request")

export const Code0 = Type.Literal(0)
/** nanoserver's answer where there is nothing to say. */
export const SuccessAnswer = Type.Object({ code: Code0, message: Type.Literal('success') })
export const SUCCESS = { code: 0, message: 'success' } as const
