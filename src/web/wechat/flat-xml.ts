// The XML of WeChat's payments: one element <xml> whose children hold text and nothing else. A reader of exactly this
// has no entities to expand, no documents to fetch and no depth to fall into; everything else is refused.

import { err, ok, type Result } from '../../lib/result.ts'

export type FlatXml = ReadonlyMap<string, string>
export type XmlRefusal = { readonly code: 'XML_BROKEN' }

/** More than any notice of WeChat has. */
const MAX_FIELDS = 64
const NAME = '[A-Za-z_][A-Za-z0-9_]{0,63}'
const OPENING = /^\s*(?:<\?xml\s[^<>?]{0,100}\?>\s*)?<xml>/
const CLOSING = /^\s*<\/xml>\s*$/
const CHILD = new RegExp(
  `\\s*<(${NAME})(?:\\s*/>|>(?:\\s*<!\\[CDATA\\[((?:(?!\\]\\]>)[\\s\\S])*)\\]\\]>\\s*|([^<]*))</\\1>)`,
  'y',
)
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }
const ENTITY = /&(#?\w{0,10})(;?)/g
/** What XML 1.0 (section 2.2) allows, without the tools that hide one text behind another. */
// oxlint-disable-next-line no-control-regex
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/

const BROKEN: Result<FlatXml, XmlRefusal> = err({ code: 'XML_BROKEN' })

/** A child that is given twice is refused: two readers could choose differently. */
export function parseFlatXml(text: string): Result<FlatXml, XmlRefusal> {
  const opening = OPENING.exec(text)
  if (opening === null || FORBIDDEN.test(text)) return BROKEN
  const fields = new Map<string, string>()
  let at = opening[0].length
  while (!CLOSING.test(text.slice(at))) {
    CHILD.lastIndex = at
    const child = CHILD.exec(text)
    if (child === null) return BROKEN
    const [whole, name = '', verbatim, escaped = ''] = child
    const value = verbatim ?? unescape(escaped)
    if (value === undefined || fields.has(name) || fields.size === MAX_FIELDS) return BROKEN
    fields.set(name, value)
    at += whole.length
  }
  return ok(fields)
}

/** Undefined when an entity is not one of XML's own five. */
function unescape(text: string): string | undefined {
  let isKnown = true
  const plain = text.replaceAll(ENTITY, (_, name: string, end: string) => {
    const value = end === ';' ? ENTITIES[name] : undefined
    isKnown &&= value !== undefined
    return value ?? ''
  })
  return isKnown ? plain : undefined
}

const escape = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

export const makeFlatXml = (fields: Iterable<readonly [string, string]>): string =>
  `<xml>${[...fields].map(([name, value]) => `<${name}>${escape(value)}</${name}>`).join('')}</xml>`
